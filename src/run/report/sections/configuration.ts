import { playersOf } from '../../../gan/index.ts';
import { describe } from '../../../nn/index.ts';
import type { RunConfig } from '../../config/config.ts';
import type { ReportFacts } from '../facts.ts';
import { type Html, html } from '../html.ts';
import { nested, plainWords } from '../values.ts';

/** What was trained: data, game, networks layer by layer, and all else that config.json says. */
export function configurationSection({ config, configJson, dials }: ReportFacts): Html | undefined {
  if (configJson === undefined) return undefined;
  const { data, game, stages, name: _, ...settings } = configJson;
  const parts: [string, unknown][] = [
    ['Data', data],
    ['Settings', settings],
    ['Game', config ? withoutNetworks(game) : game],
    ...(stages === undefined
      ? []
      : [['Stages before', config ? withoutNetworks(stages) : stages] as [string, unknown]]),
  ];
  return html`<section aria-labelledby="configuration"><h2 id="configuration">Configuration</h2>
<div class="parts">${parts.map(([title, value]) => value !== undefined && html`<div><h3>${title}</h3>${nested(value)}</div>`)}</div>
${config && networks(config)}
${
  dials.length > 0 &&
  html`<h3>Changed while it was trained</h3><ul>${dials.map(({ step, set }) => html`<li>from step ${(step + 1).toLocaleString('en-US')}: ${set.join(', ')}</li>`)}</ul>`
}
<details><summary>config.json</summary><pre tabindex="0">${JSON.stringify(configJson, null, 2)}</pre></details>
</section>`;
}

/** The networks have tables of their own. */
function withoutNetworks(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNetworks);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (key === 'network' ? [] : [[key, withoutNetworks(one)]])),
  );
}

/** What most layers have alike says nothing. */
const usual = new Set([
  'type',
  'name',
  'kernelInitializer',
  'biasInitializer',
  'gammaInitializer',
  'betaInitializer',
  'inputs',
]);

const networks = ({ game }: RunConfig): Html[] =>
  Object.entries(playersOf(game)).map(([player, { network }]) => {
    const { rows } = describe(network);
    const total = rows.reduce((sum, { parameters }) => sum + parameters, 0);
    const layers = new Map(network.layers.map((layer) => [layer.name, layer]));
    return html`<details><summary>${player}: ${network.layers.length} layers, ${total.toLocaleString('en-US')} parameters</summary><div class="wide"><table>
<caption>Layers of ${player}; inputs ${plainWords(network.inputs)}</caption>
<thead><tr><th scope="col">layer</th><th scope="col" class="text">type</th><th scope="col">output</th><th scope="col">parameters</th><th scope="col" class="text">settings</th></tr></thead>
<tbody>${rows.map(
      ({ name, type, shape, parameters }) =>
        html`<tr><th scope="row">${name}</th><td class="text">${type}</td><td>${shape.join(' × ')}</td><td>${parameters.toLocaleString('en-US')}</td><td class="text">${settingsOf(layers.get(name))}</td></tr>`,
    )}</tbody></table></div></details>`;
  });

function settingsOf(layer: object | undefined): string {
  const own = Object.entries(layer ?? {}).filter(([key, value]) => !usual.has(key) && value !== false);
  return plainWords(Object.fromEntries(own));
}

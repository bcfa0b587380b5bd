import { basename, dirname, resolve } from 'node:path';
import { quoted } from '../../../files/paths.ts';
import { metrics as known } from '../../../metrics/registry.ts';
import { comparableResults } from '../../evaluation/comparable.ts';
import type { ReportFacts } from '../facts.ts';
import { type Html, html } from '../html.ts';

/** The commands that make the run and its numbers again, and what they depend on. */
export function reproduceSection(facts: ReportFacts): Html {
  const { config, info, versions, dials, hasInit } = facts;
  const run = quoted(facts.id);
  const seed = config?.seed ?? info.seed;
  const steps = config?.steps ?? info.steps;
  const needsData = config !== undefined && facts.configJson !== undefined && isFile(config.data.source);
  const { device } = info;
  const threads = device?.kind === 'cpu' && device.threads !== undefined ? ` --threads ${device.threads}` : '';
  const words = [
    `duel train ${quoted(`${basename(dirname(resolve(facts.directory)))}/${facts.id}/config.json`)}`,
    ...(needsData ? ['--data DATA'] : []),
    ...(seed === undefined ? [] : [`--seed ${seed}`]),
    ...(steps === undefined ? [] : [`--steps ${steps}`]),
    ...(device === undefined ? [] : [`--device ${device.kind}${threads}`]),
  ];
  const evaluations = evaluationCommands(facts);
  const notes = [
    ...(needsData ? ['DATA is where the pictures, the array or the table lie that the run learns from.'] : []),
    ...(hasInit
      ? ['The run began with given weights, init.safetensors in its folder: give --init that file too.']
      : []),
    ...(dials.length > 0
      ? [
          'Its dials were changed while it was trained (see Configuration): a run without these changes becomes another.',
        ]
      : []),
  ];
  return html`<section aria-labelledby="reproduce"><h2 id="reproduce">Make it again</h2>
<p>Every random number follows from the seed: the same version, data and device give the same run.</p>
<h3>The training</h3><pre tabindex="0">${words.join(' ')}</pre>
${notes.map((note) => html`<p>${note}</p>`)}
${evaluations.length > 0 && html`<h3>The metrics</h3><pre tabindex="0">${evaluations.join('\n')}</pre>`}
<h3>This page</h3><pre tabindex="0">duel report ${run}</pre>
<dl class="facts">
${Object.entries(versions).map(([name, version]) => html`<div><dt>${name === 'duel' ? 'Duel' : name === 'node' ? 'Node' : name}</dt><dd>${version}</dd></div>`)}
${info.dataFingerprint !== undefined && html`<div><dt>data</dt><dd><code>${info.dataFingerprint}</code></dd></div>`}
${info.configuration !== undefined && html`<div><dt>configuration</dt><dd><code>${info.configuration}</code></dd></div>`}
</dl>
</section>`;
}

/** A path, or the name of a data set. */
const isFile = (source: string) => /[/\\]/.test(source);

/** One command for what is measured at one step in one way. */
function evaluationCommands({ evaluations, id }: ReportFacts): string[] {
  const commands = new Map<string, string[]>();
  for (const { metric, protocol, results } of comparableResults(evaluations)) {
    if (protocol === undefined) continue;
    const { n, seeds, raw, judge } = protocol;
    const which = /^\d/.test(seeds) ? (seeds === `0-${n - 1}` ? ` -n ${n}` : ` --seeds ${quoted(seeds)}`) : '';
    const by = judge && judge.task === undefined ? ' --judge JUDGE' : '';
    for (const { step } of results) {
      const rest = `--checkpoint ${step}${which}${raw ? ' --raw' : ''}${by}`;
      commands.set(rest, [...(commands.get(rest) ?? []), metric]);
    }
  }
  return Array.from(commands, ([rest, measured]) => {
    // translations are measured under the names of their directions, which are no metrics
    const names = measured.filter((name) => known.some((metric) => metric.name === name));
    return `duel eval ${quoted(id)}${names.length > 0 ? ` --metrics ${quoted(names.join())}` : ''} ${rest}`;
  });
}

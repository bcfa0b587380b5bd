import { button, tabs } from '../../controls.ts';
import { element } from '../../dom.ts';
import * as icons from '../../icons.ts';
import { isPicture, isPoint } from '../facts.ts';
import { imagesOf, isSmall, pictureAt, savePng, show } from '../pixels.ts';
import { Newest } from '../sampler.ts';
import type { Settings } from '../settings.ts';
import { latentInView, type Studio, seedsOf, startAt, stopsOf } from '../studio.ts';
import { keptPanel } from './kept.ts';
import { mixPanel } from './mix.ts';
import { planePanel } from './plane.ts';
import { sliderPanel } from './sliders.ts';
import { walkPanel } from './walk.ts';

/** One sample, large, and what can be done with its latent. */
export function stage(studio: Studio): HTMLElement {
  const { facts, settings } = studio;
  const canMove = facts.directions.length > 0;
  const all = [
    (canMove || facts.codes.continuous > 0) && {
      ...{ name: 'sliders' as const, label: 'Sliders', content: sliderPanel(studio) },
    },
    facts.directions.length > 1 && { name: 'plane' as const, label: 'Plane', content: planePanel(studio) },
    facts.codes.discrete.length > 0 && { name: 'mix' as const, label: 'Mix', content: mixPanel(studio) },
    { name: 'walk' as const, label: 'Walk', content: walkPanel(studio) },
    { name: 'kept' as const, label: 'Kept', content: keptPanel(studio) },
  ].filter((tab) => tab !== false);
  const { root: panels, set } = tabs('What to do with it', all, (panel) => settings.set({ panel }));
  const root = element('section', { class: 'stage', 'aria-label': 'One sample' }, header(studio), view(studio), panels);
  settings.follow(({ panel }) => {
    const shown = all.some(({ name }) => name === panel) ? panel : all[0]!.name;
    root.dataset.panel = shown;
    set(shown);
  });
  return root;
}

function header(studio: Studio): HTMLElement {
  const { settings, walk, say } = studio;
  const title = element('h2', {});
  const turn = (by: number) => {
    const count = seedsOf(studio, settings.value).length;
    settings.set({ at: (settings.value.at + by + count) % count, kept: undefined });
    say(title.textContent ?? '');
  };
  const before = button('Sample before', () => turn(-1), { icon: icons.back, iconOnly: true });
  const after = button('Sample after', () => turn(1), { icon: icons.forward, iconOnly: true });
  const write = () => {
    title.textContent = viewWords(studio, settings.value);
    const isWalking = settings.value.panel === 'walk';
    before.hidden = isWalking;
    after.hidden = isWalking;
  };
  settings.follow(write);
  walk.follow(write);
  studio.kept.follow(write);
  return element('div', { class: 'head' }, title, element('div', { class: 'joined' }, before, after));
}

/** What is to be seen, in words. */
function viewWords(studio: Studio, value: Settings): string {
  if (value.panel !== 'walk') {
    const { name } = startAt(studio, value);
    return name[0]!.toUpperCase() + name.slice(1);
  }
  const { names } = stopsOf(studio, value);
  const leg = Math.floor(studio.walk.value.way) % names.length;
  return `From ${names[leg]} to ${names[(leg + 1) % names.length]!.replace(/^seed /, '')}`;
}

function view(studio: Studio): HTMLElement {
  const { facts, settings, sampler, walk, weights } = studio;
  const newest = new Newest(studio.failed);
  const render: Render = (draw) => {
    const go = () =>
      newest.ask(async () => {
        // settings may be others by the time that it is made
        const { value } = settings;
        const words = { view: viewWords(studio, value), moved: movedWords(facts, value) };
        draw(await sampler.make(latentInView(studio, value)), words);
      });
    settings.follow(go);
    walk.follow(() => settings.value.panel === 'walk' && go());
    weights.follow((_, before) => before && go());
    studio.kept.follow((_, before) => before && go());
  };
  return isPicture(facts) ? pictureView(studio, render) : numbersView(studio, render);
}

/** What is shown, in words: the sample, and how it is moved. */
interface Words {
  readonly view: string;
  readonly moved: string;
}
type Render = (draw: (batch: { shape: readonly number[]; data: Float32Array }, words: Words) => void) => void;

function pictureView(studio: Studio, render: Render): HTMLElement {
  const { facts } = studio;
  const [height, width] = facts.output as [number, number, number];
  const canvas = element('canvas', { width, height, role: 'img', class: isSmall(height, width) ? 'pixels' : '' });
  const root = element('div', { class: 'picture' }, canvas);
  root.style.setProperty('--aspect', `${width} / ${height}`);
  let shown: { readonly picture: ImageData; readonly view: string } | undefined;
  render((batch, { view, moved }) => {
    shown = { picture: pictureAt(imagesOf(batch, facts), 0), view };
    show(canvas, shown.picture);
    canvas.setAttribute('aria-label', `${view}, ${moved}`);
  });
  const saveIt = async () => {
    if (!shown) return;
    const words = shown.view.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-');
    await savePng(`${facts.name}-${words}.png`, shown.picture).catch(studio.failed);
  };
  root.append(button('Save this picture', saveIt, { icon: icons.download, iconOnly: true, class: 'over' }));
  return root;
}

function movedWords({ directionNames }: Studio['facts'], { shifts, panel, mix }: Settings): string {
  const moved = shifts.flatMap((by, i) =>
    by === 0 ? [] : [`${directionNames[i]!.replace(/^D/, 'd')} by ${by.toFixed(2)}`],
  );
  if (panel === 'walk') return 'on a walk';
  const told = mix.some((weight) => weight > 0) ? ', a mix of classes' : '';
  return `${moved.length === 0 ? 'as it is' : `moved along ${moved.join(', ')}`}${told}`;
}

function numbersView({ facts }: Studio, render: Render): HTMLElement {
  const root = element('dl', { class: 'numbers' });
  const names = facts.columns.length > 0 ? facts.columns : isPoint(facts) ? ['x', 'y'] : [];
  render(({ data }) => {
    root.replaceChildren(
      ...[...data]
        .slice(0, 24)
        .map((value, k) =>
          element(
            'div',
            {},
            element('dt', {}, names[k] ?? `x${k + 1}`),
            element('dd', {}, Number(value.toPrecision(4)).toString()),
          ),
        ),
    );
  });
  return root;
}

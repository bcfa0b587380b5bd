import type { Batch } from '../../gan/latents.ts';
import { gridRaster } from '../../run/pictures/raster.ts';
import { button } from '../controls.ts';
import { element } from '../dom.ts';
import * as icons from '../icons.ts';
import { Store } from '../store.ts';
import { type GeneratorFacts, isPicture, isPoint } from './facts.ts';
import type { Kept, KeptStore } from './kept.ts';
import { type NamedDirection, type Naming, withNamed } from './naming.ts';
import type { Networks } from './networks.ts';
import { imageData, imagesOf, savePng } from './pixels.ts';
import { Sampler } from './sampler.ts';
import { firstSettings, type Settings } from './settings.ts';
import { type Studio, seedsOf } from './studio.ts';
import { gridView } from './views/grid.ts';
import { scatterView } from './views/scatter.ts';
import { stage } from './views/stage.ts';
import { tableView } from './views/table.ts';
import { toolbar } from './views/toolbar.ts';

export interface GeneratorOptions {
  /** How the settings are at first, where not as always. */
  readonly settings?: Partial<Settings>;
  /** What is kept already. */
  readonly kept?: KeptStore | undefined;
  /** Directions that a person has named, and where more are kept. */
  readonly named?: readonly NamedDirection[] | undefined;
  readonly naming?: Naming | undefined;
  /** See `Studio`. */
  readonly projector?: (() => Promise<Networks>) | undefined;
  readonly failed: (cause: unknown) => void;
  readonly say: (text: string) => void;
  /** Gives the address that leads to what is to be seen; no such button without. */
  readonly link?: (() => string) | undefined;
}

/** A generator with all that a person can do with it. */
export function generatorView(own: GeneratorFacts, networks: Networks, options: GeneratorOptions): Generated {
  const { failed, say, link, naming, named = [] } = options;
  const facts = withNamed(own, named);
  const first = { ...firstSettings(facts, isPicture(facts) ? 16 : 1000), ...options.settings };
  const studio: Studio = {
    ...{ facts, sampler: new Sampler(facts, networks), settings: new Store<Settings>(first), first, failed, say },
    walk: new Store<{ way: number; isPlaying: boolean }>({ way: 0, isPlaying: false }),
    ...{ naming, projector: options.projector, ownDirections: own.directions.length },
    kept: options.kept ?? new Store<{ all: readonly Kept[] }>({ all: [] }),
    weights: new Store<{ turn: number }>({ turn: 0 }),
    made: new Store<{ batch: Batch | undefined }>({ batch: undefined }),
  };
  const [samples, save] = isPicture(facts)
    ? [gridView(studio), saveGrid(studio)]
    : isPoint(facts)
      ? scatterView(studio)
      : tableView(studio);
  const actions = [save, ...(link ? [copyButton(link, studio)] : [])];
  const root = element(
    'div',
    { class: 'generator' },
    toolbar(studio, ...actions),
    element('div', { class: 'beside' }, element('section', { 'aria-label': 'Samples' }, samples), stage(studio)),
  );
  return { root, studio };
}

export interface Generated {
  readonly root: HTMLElement;
  readonly studio: Studio;
}

/** The grid as `duel sample` draws it. */
function saveGrid(studio: Studio): HTMLElement {
  const { facts, made, settings } = studio;
  const save = async () => {
    const { batch } = made.value;
    if (!batch) return;
    const seeds = settings.value.seeds.replaceAll(/[^0-9]+/g, '-');
    const grid = imageData(gridRaster(imagesOf(batch, facts)));
    await savePng(`${facts.name}-seeds-${seeds}.png`, grid).catch(studio.failed);
    studio.say(`${seedsOf(studio, settings.value).length} samples saved`);
  };
  return button('Save grid', save, { icon: icons.download });
}

function copyButton(link: () => string, { say }: Studio): HTMLElement {
  const copy = button('Copy link', () => go(), { icon: icons.link });
  const text = copy.querySelector('span')!;
  async function go(): Promise<void> {
    const done = await copied(link());
    text.textContent = done ? 'Copied' : 'See the address';
    say(done ? 'Link copied' : 'The link is in the address bar');
    setTimeout(() => {
      text.textContent = 'Copy link';
    }, 2000);
  }
  return copy;
}

const copied = (text: string): Promise<boolean> =>
  navigator.clipboard?.writeText(text).then(
    () => true,
    () => false,
  ) ?? Promise.resolve(false);

import type { Picture } from '../../run/translating/tiles.ts';
import { button, choices, field } from '../controls.ts';
import { element } from '../dom.ts';
import type { TranslatorFacts } from '../generator/facts.ts';
import type { Networks } from '../generator/networks.ts';
import { imagesOf, pictureAt, savePng } from '../generator/pixels.ts';
import { Newest } from '../generator/sampler.ts';
import * as icons from '../icons.ts';
import { Store } from '../store.ts';
import { bringing } from './bring.ts';
import { comparison, type Shown } from './compare.ts';
import { holes } from './holes.ts';
import { canMake, inputOf, isFilling, type Photo, pairOf } from './photo.ts';
import { firstTranslation, type Translation, type TranslatorSettings } from './settings.ts';
import { strip } from './strip.ts';
import { Outdated, PageTranslator } from './translator.ts';

export interface TranslatorOptions {
  readonly settings?: Partial<TranslatorSettings>;
  /** Pictures that are there already. */
  readonly photos?: Translation['photos'] | undefined;
  readonly failed: (cause: unknown) => void;
  readonly say: (text: string) => void;
}

export interface Translating {
  readonly root: HTMLElement;
  readonly translation: Translation;
  /** Leaves what it listens to outside itself. */
  end(): void;
}

/** Networks that make pictures of pictures, one for each direction, with what a person can do with them. */
export function translatorView(
  ways: readonly TranslatorFacts[],
  networks: Networks,
  options: TranslatorOptions,
): Translating {
  const { failed, say, photos = new Store<{ all: readonly Photo[] }>({ all: [] }) } = options;
  const settings = new Store<TranslatorSettings>({ ...firstTranslation(ways), ...options.settings });
  const translation: Translation = { ways, networks, settings, photos, failed, say };
  const root = element('div', { class: 'translator' });
  const brought = bringing(translation, root);
  const compared = comparison((split) => settings.set({ split }));
  const { save, status, draw } = drawing(translation, compared.show);
  const painting = holes(compared.input, () => photoAt(translation), draw);
  const stage = element('section', { 'aria-label': 'Before and after' }, compared.root, status);
  const clear = button('Clear', () => photos.set({ all: [] }), { icon: icons.reset });
  const actions = element('div', { class: 'actions' }, brought.button, save, clear);
  root.append(toolbar(translation, actions), brought.problem, brought.place, strip(translation), painting, stage);
  const isPainted = ({ way, made }: TranslatorSettings) =>
    isFilling(ways[way]!) && !made && photos.value.all.length > 0;
  photos.follow(({ all }, before) => {
    stage.hidden = all.length === 0;
    for (const control of [brought.button, save, clear]) control.hidden = all.length === 0;
    if (settings.value.at >= all.length && all.length > 0) settings.set({ at: all.length - 1 });
    if (before) draw();
  });
  settings.follow((value, before) => {
    compared.lay(value);
    painting.hidden = !isPainted(value) || value.view !== 'sides';
    const isSame =
      before &&
      before.way === value.way &&
      before.at === value.at &&
      before.seed === value.seed &&
      before.made === value.made;
    if (!isSame) draw();
  });
  photos.follow(() => {
    painting.hidden = !isPainted(settings.value);
  });
  return { root, translation, end: brought.end };
}

const photoAt = ({ photos, settings }: Translation): Photo | undefined => photos.value.all[settings.value.at];

/** What a direction is called: `a to b`. */
const wayWords = ({ from, to }: TranslatorFacts): string => `${from} to ${to}`;

function toolbar({ ways, settings }: Translation, actions: HTMLElement): HTMLElement {
  const way = choices(
    'Direction',
    ways.map((facts, i) => ({ value: String(i), label: wayWords(facts) })),
    (value) => settings.set({ way: Number(value) }),
  );
  const view = choices(
    'View',
    [
      { value: 'slider', label: 'Slider' },
      { value: 'sides', label: 'Side by side' },
    ],
    (value) => settings.set({ view: value as TranslatorSettings['view'] }),
  );
  const seed = element('input', {
    ...{ type: 'number', class: 'seeds', min: 0, step: 1, title: 'What is random in a translation follows from it' },
    oninput: () => {
      const value = Number(seed.value);
      if (seed.value !== '' && Number.isSafeInteger(value) && value >= 0) settings.set({ seed: value });
    },
  });
  const made = choices(
    'Input',
    [
      { value: 'false', label: 'As it is' },
      { value: 'true', label: 'Made as in training' },
    ],
    // three pictures are seen beside one another
    (value) => settings.set({ made: value === 'true', ...(value === 'true' && { view: 'sides' }) }),
  );
  const isRandom = ways.some(({ noise }) => noise.length > 0);
  settings.follow((value) => {
    way.set(String(value.way));
    view.set(value.view);
    made.set(String(value.made));
    if (Number(seed.value) !== value.seed || seed.value === '') seed.value = String(value.seed);
  });
  return element(
    'div',
    { class: 'toolbar' },
    ways.length > 1 && way.root,
    view.root,
    isRandom && field('Seed', seed),
    ways.some(canMake) && made.root,
    actions,
  );
}

/** Translates what is looked at, the newest wish first, and shows it. */
function drawing(translation: Translation, show: (shown: readonly Shown[]) => void) {
  const { ways, networks, settings, failed, say } = translation;
  const translators = ways.map((facts, i) => new PageTranslator(facts, networks, i));
  const newest = new Newest(failed);
  const status = element('p', { class: 'working', role: 'status' });
  let made: { readonly name: string; readonly picture: ImageData } | undefined;
  const draw = () =>
    newest.ask(async (isWanted) => {
      const photo = photoAt(translation);
      if (!photo) return;
      const { way, at, seed, made: isMade } = settings.value;
      const facts = ways[way]!;
      const start = performance.now();
      const onPart = (done: number) => {
        status.textContent = done > 1 || isLarge(photo) ? `Translating, ${done} parts done …` : 'Translating …';
      };
      try {
        const pair = isMade && canMake(facts) ? pairOf(photo, facts, seed + at) : undefined;
        const input = pair?.input ?? inputOf(photo, facts);
        const result = await translators[way]!.translate(input, seed + at, isWanted, onPart);
        if (!isWanted()) return;
        const shown: Shown[] = [
          { label: `Input: ${photo.name}`, picture: inputShown(photo, input, facts, pair !== undefined) },
          { label: facts.to === 'target' ? 'Made of it' : `As ${facts.to}`, picture: shownOf(result, facts) },
          ...(pair ? [{ label: 'What it was made of', picture: shownOf(pair.target, facts) }] : []),
        ];
        made = { name: `${photo.name}-${facts.direction}.png`, picture: shown[1]!.picture };
        show(shown);
        const time = `${((performance.now() - start) / 1000).toFixed(2)} s`;
        const back = ways.findIndex(({ from, to }) => from === facts.to && to === facts.from);
        status.textContent = time;
        if (back < 0 || back === way || result.channels !== ways[back]!.input.at(-1)) return;
        const again = await translators[back]!.translate(result, seed + at, isWanted);
        if (!isWanted()) return;
        show([...shown, { label: `Back again, as ${facts.from}`, picture: shownOf(again, ways[back]!) }]);
        status.textContent = `${time}; there and back it differs by ${byteDifference(input, again, facts.range)} of 255 on average`;
      } catch (cause) {
        if (!(cause instanceof Outdated)) throw cause;
      }
    });
  const save = button(
    'Save result',
    async () => {
      if (!made) return;
      await savePng(made.name, made.picture).catch(failed);
      say(`${made.name} saved`);
    },
    { icon: icons.download },
  );
  return { save, status, draw };
}

const isLarge = ({ height, width }: Photo): boolean => height * width > 768 * 768;

const shownOf = ({ height, width, channels, data }: Picture, facts: TranslatorFacts): ImageData =>
  pictureAt(imagesOf({ shape: [1, height, width, channels], data }, facts), 0);

/** What a network was given, for people: of one that fills holes without the channel that says where they are. */
function inputShown(photo: Photo, input: Picture, facts: TranslatorFacts, isMade: boolean): ImageData {
  if (!isFilling(facts)) return shownOf(input, facts);
  if (!isMade) return withAlpha(photo);
  const { height, width, channels, data } = input;
  const colours = channels - 1;
  const plain = data.filter((_, k) => k % channels < colours);
  const shown = shownOf({ height, width, channels: colours, data: plain }, facts);
  const middle = (facts.range[0] + facts.range[1]) / 2;
  for (let p = 0; p < height * width; p++) if (data[p * channels + colours]! > middle) shown.data[4 * p + 3] = 0;
  return shown;
}

/** What is a hole shows what lies behind the canvas. */
const withAlpha = ({ height, width, pixels }: Photo): ImageData =>
  new ImageData(
    pixels.map((value, k) => (k % 4 < 3 ? value : value < 128 ? 0 : 255)),
    width,
    height,
  );

/** Mean absolute difference in bytes, for people. */
function byteDifference(a: Picture, b: Picture, [low, high]: readonly [number, number]): string {
  const sum = a.data.reduce((sum, v, k) => sum + Math.abs(v - b.data[k]!), 0);
  return ((sum / a.data.length) * (255 / (high - low))).toFixed(1);
}

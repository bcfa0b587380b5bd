import { type LessonName, lessonNames } from '../lessons/lessons.ts';
import { packed, unpacked } from './drawn.ts';
import { type ChoiceName, choices, defaults, type NumberName, numbers, type Settings } from './settings.ts';

/** Layers of the picture that may be hidden. */
export const layerNames = ['surface', 'real', 'generated', 'manifold', 'pushes'] as const;
export type LayerName = (typeof layerNames)[number];
export type Layers = Readonly<Record<LayerName, boolean>>;
export const allLayers: Layers = { surface: true, real: true, generated: true, manifold: true, pushes: true };

/** What a link to the page says. */
export interface Place {
  readonly settings: Settings;
  readonly layers: Layers;
  /** The lesson that stands beside it. */
  readonly lesson?: LessonName | undefined;
}

/** The part of an address behind its #: what differs from the beginning, in the order of the settings. */
export function addressOf({ settings, layers, lesson }: Place): string {
  const words: string[] = lesson === undefined ? [] : [`lesson=${lesson}`];
  for (const name of Object.keys(defaults) as (keyof Settings)[]) {
    if (name === 'drawn') continue;
    if (settings[name] !== defaults[name]) words.push(`${name}=${settings[name]}`);
  }
  if (settings.data === 'drawn' && settings.drawn.length > 0) words.push(`drawn=${packed(settings.drawn)}`);
  const hidden = layerNames.filter((name) => !layers[name]);
  if (hidden.length > 0) words.push(`hide=${hidden.join('.')}`);
  return words.join('&');
}

/** What an address says; of what is not there, or is no such value, the beginning. */
export function placeOf(address: string): Place {
  const given = new URLSearchParams(address.replace(/^#/, ''));
  const settings: Record<string, unknown> = { ...defaults };
  for (const [name, allowed] of Object.entries(choices) as [ChoiceName, readonly string[]][]) {
    const value = given.get(name);
    if (value !== null && allowed.includes(value)) settings[name] = value;
  }
  for (const [name, allowed] of Object.entries(numbers) as [NumberName, readonly number[]][]) {
    const value = numberIn(given.get(name));
    if (value !== undefined && allowed.includes(value)) settings[name] = value;
  }
  const seed = numberIn(given.get('seed'));
  if (seed !== undefined && Number.isSafeInteger(seed) && seed >= 0) settings.seed = seed;
  settings.drawn = unpacked(given.get('drawn') ?? '');
  const hidden = (given.get('hide') ?? '').split('.');
  const layers = Object.fromEntries(layerNames.map((name) => [name, !hidden.includes(name)])) as Record<
    LayerName,
    boolean
  >;
  const lesson = lessonNames.find((name) => name === given.get('lesson'));
  return { settings: settings as unknown as Settings, layers, ...(lesson && { lesson }) };
}

const numberIn = (text: string | null): number | undefined =>
  text !== null && /^\d+(\.\d+)?(e-?\d+)?$/.test(text) ? Number(text) : undefined;

import type { TranslatorFacts } from '../generator/facts.ts';
import type { Networks } from '../generator/networks.ts';
import type { Store } from '../store.ts';
import { isFilling, type Photo } from './photo.ts';

export const views = ['slider', 'sides'] as const;

/** What a person has chosen of a network that makes pictures of pictures. */
export interface TranslatorSettings {
  /** Which of the directions, by its place. */
  readonly way: number;
  /** Which of the pictures is looked at, by its place. */
  readonly at: number;
  /** Of what is random in translating, for the first picture; the others' follow. */
  readonly seed: number;
  readonly view: (typeof views)[number];
  /** Pictures are targets of the training: their inputs are made as it made them. */
  readonly made: boolean;
  /** Percent of the width that show the input. */
  readonly split: number;
}

/** What the parts of a translator's page share. */
export interface Translation {
  readonly ways: readonly TranslatorFacts[];
  readonly networks: Networks;
  readonly settings: Store<TranslatorSettings>;
  readonly photos: Store<{ readonly all: readonly Photo[] }>;
  say(text: string): void;
  failed(cause: unknown): void;
}

/** Holes are painted beside what fills them; all else is seen best under a slider. */
export const firstTranslation = ([facts]: readonly TranslatorFacts[]): TranslatorSettings => ({
  ...{ way: 0, at: 0, seed: 0, split: 50, made: false },
  view: isFilling(facts!) ? 'sides' : 'slider',
});

/** As the part of an address behind `#`; what is as at first is left out. */
export function translationToHash(settings: TranslatorSettings, first: TranslatorSettings): string {
  const said = new URLSearchParams();
  for (const [key, value] of Object.entries(settings))
    if (value !== first[key as keyof TranslatorSettings]) said.set(key, String(value));
  return said.toString();
}

/** What a link keeps; what it says wrongly is as at first. */
export function translationFromHash(hash: string, first: TranslatorSettings, ways: number): TranslatorSettings {
  const said = new URLSearchParams(hash.replace(/^#/, ''));
  const whole = (key: 'way' | 'at' | 'seed' | 'split', most: number): number => {
    const text = said.get(key) ?? '';
    return /^\d{1,15}$/.test(text) && Number(text) <= most ? Number(text) : first[key];
  };
  return {
    way: whole('way', ways - 1),
    at: whole('at', 1000),
    seed: whole('seed', Number.MAX_SAFE_INTEGER - 1000),
    split: whole('split', 100),
    made: said.get('made') === 'true',
    view: views.find((name) => name === said.get('view')) ?? first.view,
  };
}

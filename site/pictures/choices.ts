/** What a person chooses before a training: plain values, which stand in the page's address and go to the worker. */
export interface Choices {
  /** `digits`, which are drawn by formula, or the name of data that were brought. */
  readonly data: string;
  /** Whether both networks are told the class, where the data have classes. */
  readonly told: boolean;
  /** Channels of the widest layers but one. */
  readonly width: (typeof widths)[number];
  readonly device: (typeof devices)[number];
  /** Of WebAssembly; 0: all but the one that the page itself needs. */
  readonly threads: (typeof threadCounts)[number];
  readonly seed: number;
}

export const widths = [16, 32, 64] as const;
export const devices = ['cpu', 'webgpu'] as const;
export const threadCounts = [0, 1, 2, 4, 8] as const;

/** What a page is about: digits of one channel and their like, or pictures in colour that a person brings. */
export type Subject = 'digits' | 'pictures';

/** Data that are called so are there without being brought. */
export const drawn = 'digits';

export const defaults: Choices = { data: drawn, told: true, width: 32, device: 'cpu', threads: 0, seed: 0 };

/** The side of pictures in colour. */
export const side = 32;

/** Steps of a new training, and how many more each time that it goes on beyond its end. */
export const stepsOf: Readonly<Record<Subject, number>> = { digits: 2000, pictures: 4000 };

/** The part of an address behind its #: what differs from the beginning, and the run that is open. */
export function addressOf(choices: Choices, run: string | undefined): string {
  const words = (Object.keys(defaults) as (keyof Choices)[])
    .filter((name) => choices[name] !== defaults[name])
    .map((name) => `${name}=${choices[name]}`);
  return [...(run === undefined ? [] : [`run=${run}`]), ...words].join('&');
}

/** What an address says; of what is not there, or is no such value, the beginning. */
export function placeOf(address: string): { readonly choices: Choices; readonly run: string | undefined } {
  const given = new URLSearchParams(address.replace(/^#/, ''));
  const seed = Number(given.get('seed') ?? Number.NaN);
  const name = (key: string) => {
    const value = given.get(key);
    return value !== null && /^[a-z0-9][a-z0-9-]{0,40}$/.test(value) ? value : undefined;
  };
  const oneOf = <T>(key: string, all: readonly T[]): T | undefined => all.find((one) => String(one) === given.get(key));
  return {
    run: name('run'),
    choices: {
      data: name('data') ?? defaults.data,
      told: oneOf('told', [true, false]) ?? defaults.told,
      width: oneOf('width', widths) ?? defaults.width,
      device: oneOf('device', devices) ?? defaults.device,
      threads: oneOf('threads', threadCounts) ?? defaults.threads,
      seed: Number.isSafeInteger(seed) && seed >= 0 ? seed : defaults.seed,
    },
  };
}

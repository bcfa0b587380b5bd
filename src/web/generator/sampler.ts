import { codesOf, codeWidth } from '../../gan/conditioning/codes.ts';
import { type Batch, type Latents, latentsOf, sampleNoise } from '../../gan/latents.ts';
import type { GeneratorFacts } from './facts.ts';
import type { Networks } from './networks.ts';
import type { Settings } from './settings.ts';

/** Samples of seeds, as `duel sample` makes them: the same latents, classes and noise of the same seeds. */
export function latentsFor(
  facts: GeneratorFacts,
  seeds: readonly number[],
  { of, truncation }: Pick<Settings, 'of' | 'truncation'>,
): Latents {
  const { input, codes } = facts;
  const data = latentsOf(seeds, input, truncation);
  const told = codesOf(seeds, codes, of === undefined ? seeds : seeds.map(() => of));
  return { shape: [seeds.length, ...input], data, seeds, ...(codeWidth(codes) > 0 && { told }) };
}

/** Latents of one seed, moved along directions and with other codes: `[1, …]`. */
export function moved(facts: GeneratorFacts, latents: Latents, { shifts, codes }: Pick<Settings, 'shifts' | 'codes'>) {
  const data = latents.data.slice();
  facts.directions.forEach((direction, i) => {
    const by = shifts[i] ?? 0;
    if (by !== 0) for (let k = 0; k < data.length; k++) data[k]! += by * direction[k]!;
  });
  const told = latents.told?.slice();
  const from = codeWidth({ ...facts.codes, continuous: 0 });
  codes.forEach((value, i) => {
    if (value !== undefined && told) told[from + i] = value;
  });
  return { ...latents, data, ...(told && { told }) };
}

/** Latents of one, told a mix of classes by their weights, which are brought to the sum 1; as they are where all are 0. */
export function mixed(facts: GeneratorFacts, latents: Latents, mix: readonly number[]): Latents {
  const count = facts.codes.discrete[0] ?? 0;
  const whole = mix.reduce((sum, weight) => sum + weight, 0);
  if (!latents.told || count === 0 || whole === 0) return latents;
  const told = latents.told.slice();
  for (let k = 0; k < count; k++) told[k] = (mix[k] ?? 0) / whole;
  return { ...latents, told };
}

/** The latents of a square of `side` × `side` points around one, along two directions from -`reach` to `reach`, row by row from the top. */
export function planeLatents(
  facts: GeneratorFacts,
  latents: Latents,
  settings: Settings,
  side: number,
  reach: number,
): Latents {
  const [across, up] = settings.axes;
  const at = (k: number) => -reach + (2 * reach * k) / (side - 1);
  const rows = Array.from({ length: side * side }, (_, p) => {
    const shifts = settings.shifts.map((v, i) =>
      i === across ? at(p % side) : i === up ? at(side - 1 - Math.floor(p / side)) : v,
    );
    return moved(facts, latents, { shifts, codes: settings.codes });
  });
  return joined(rows);
}

/** Latents `[1, …]` in one array. */
export function joined(rows: readonly Latents[]): Latents {
  const [first] = rows as [Latents];
  const all = (arrays: readonly Float32Array[]) => {
    const out = new Float32Array(arrays.reduce((n, { length }) => n + length, 0));
    let at = 0;
    for (const array of arrays) {
      out.set(array, at);
      at += array.length;
    }
    return out;
  };
  return {
    shape: [rows.length, ...first.shape.slice(1)],
    data: all(rows.map(({ data }) => data)),
    seeds: rows.flatMap(({ seeds }) => seeds ?? [0]),
    ...(first.told && { told: all(rows.map(({ told }) => told!)) }),
  };
}

/** Samples are made in parts that take about so long, in ms, so that what a person does in between is not kept waiting. */
const partTime = 60;

/** A generator in a page. */
export class Sampler {
  readonly facts: GeneratorFacts;
  readonly #networks: Networks;
  /** Milliseconds that a sample took of late. */
  #each = 10;

  constructor(facts: GeneratorFacts, networks: Networks) {
    this.facts = facts;
    this.#networks = networks;
  }

  /** Milliseconds that a sample takes, as far as is known. */
  get pace(): number {
    return this.#each;
  }

  async make(latents: Latents): Promise<Batch> {
    const { shape, data, told, seeds = Array.from({ length: shape[0]! }, (_, i) => i) } = latents;
    const { codes, isToldClasses } = this.facts;
    const width = codeWidth(codes);
    const start = performance.now();
    const { images } = await this.#networks.run(0, {
      latents: { shape, data },
      ...(told && { [isToldClasses ? 'labels' : 'codes']: { shape: [shape[0]!, width], data: told } }),
      ...sampleNoise(seeds, this.facts.noise),
    });
    this.#each = (performance.now() - start) / shape[0]!;
    return images as Batch;
  }

  /** The same part by part, from the first on; what is wanted no more ends it. */
  async *parts(latents: Latents, isWanted: () => boolean): AsyncGenerator<{ from: number; batch: Batch }> {
    const count = latents.shape[0]!;
    for (let from = 0; from < count && isWanted(); ) {
      const n = Math.min(count - from, Math.max(1, Math.min(256, Math.floor(partTime / Math.max(0.01, this.#each)))));
      const batch = await this.make(cut(latents, from, from + n));
      if (!isWanted()) return;
      yield { from, batch };
      from += n;
    }
  }
}

function cut({ shape, data, told, seeds }: Latents, from: number, to: number): Latents {
  const [count = 0, ...each] = shape;
  const rows = (array: Float32Array) => array.slice((array.length / count) * from, (array.length / count) * to);
  return {
    shape: [to - from, ...each],
    data: rows(data),
    ...(seeds && { seeds: seeds.slice(from, to) }),
    ...(told && { told: rows(told) }),
  };
}

/**
 * Work that is asked for faster than it is done: while one piece runs, only the newest waits. What it gives is passed over
 * where a newer one was asked for meanwhile.
 */
export class Newest {
  #next: ((isWanted: () => boolean) => Promise<void>) | undefined;
  #isBusy = false;
  readonly #failed: (cause: unknown) => void;

  constructor(failed: (cause: unknown) => void) {
    this.#failed = failed;
  }

  ask(work: (isWanted: () => boolean) => Promise<void>): void {
    this.#next = work;
    if (!this.#isBusy) void this.#go();
  }

  async #go(): Promise<void> {
    this.#isBusy = true;
    for (let work = this.#next; work; work = this.#next) {
      this.#next = undefined;
      await work(() => this.#next === undefined).catch(this.#failed);
    }
    this.#isBusy = false;
  }
}

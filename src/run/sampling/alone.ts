import { likeSeveral } from '../../compile/likeSeveral.ts';
import type { ModelBytes } from '../../compile/onnxFormat.ts';
import type { Arrays, Engine, Program } from '../../runtime/engine.ts';

/** What is known of the weights at hand: calls so far, and the numbers that came out alike; undefined once one did not. */
interface Seen {
  calls: number;
  alike: number | undefined;
}

/** Numbers that must have come out alike before a sample is made once. */
const enough = 4096;

/**
 * Samples that are made alone, each the same as beside others. ONNX Runtime may sum in another order for one than for several,
 * all of which it treats alike, so that one is made twice in a call: until it is seen that a model for single ones makes the
 * same, to the bit, on this machine and of these weights. Then it is made once.
 */
export class Alone {
  readonly #engine: Engine;
  readonly #model: ModelBytes;
  readonly #program: Program;
  #single: Promise<Program> | undefined;
  #fed: Arrays = {};
  #seen: Seen = { calls: 0, alike: 0 };

  constructor(engine: Engine, model: ModelBytes, program: Program) {
    this.#engine = engine;
    this.#model = model;
    this.#program = program;
  }

  /** Begins anew, with other weights: what the program holds of them. */
  async begin(fed: Arrays): Promise<void> {
    this.#fed = fed;
    this.#seen = { calls: 0, alike: 0 };
    const single = await this.#single;
    this.#single = undefined;
    await single?.close();
  }

  /** What one sample is, of feeds that have it so many times. */
  async run(feeds: (times: 1 | 2) => Arrays): Promise<Arrays> {
    const twice = async () => firstOf(await this.#program.run(feeds(2)));
    const seen = this.#seen;
    // most who want a sample alone want no second
    if (seen.calls++ === 0 || seen.alike === undefined || this.#engine.device.kind !== 'cpu') return twice();
    this.#single ??= this.#open();
    const single = await this.#single;
    const once = () => single.run(feeds(1));
    if (seen.alike >= enough) return once();
    const [sample, other] = [await twice(), await once()];
    if (seen.alike !== undefined) seen.alike = isAlike(sample, other) ? seen.alike + sizeOf(sample) : undefined;
    return sample;
  }

  async #open(): Promise<Program> {
    const program = await this.#engine.load(likeSeveral(this.#model));
    await program.hold(this.#fed);
    return program;
  }

  async close(): Promise<void> {
    await (await this.#single)?.close();
  }
}

/** The first of the two that each array has. */
const firstOf = (outputs: Arrays): Arrays =>
  Object.fromEntries(
    Object.entries(outputs).map(
      ([
        name,
        {
          shape: [, ...shape],
          data,
        },
      ]) => [name, { shape: [1, ...shape], data: data.subarray(0, data.length / 2) }],
    ),
  );

const sizeOf = (arrays: Arrays): number => Object.values(arrays).reduce((sum, { data }) => sum + data.length, 0);

const isAlike = (a: Arrays, b: Arrays): boolean =>
  Object.entries(a).every(([name, { data }]) => data.every((value, i) => Object.is(value, b[name]!.data[i])));

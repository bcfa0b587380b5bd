import type { Mixture } from '../../src/data/embedded.ts';
import type { State } from '../../src/gan/index.ts';
import { latentsOf } from '../../src/gan/latents.ts';
import { mixtureModes } from '../../src/metrics/modes.ts';
import { wasserstein } from '../../src/metrics/points/wasserstein.ts';
import type { Engine } from '../../src/runtime/engine.ts';
import { classesOf, inTurns, paidOf, seenOf } from './classes.ts';
import { datasetOf, frames, mixtureOf } from './data.ts';
import { dialsOf, specOf, type Turn } from './game.ts';
import { tellHalves } from './halves.ts';
import { Machine } from './machine.ts';
import type { Coverage, View } from './messages.ts';
import type { Dials, Settings } from './settings.ts';
import { surfaceScale } from './surface.ts';
import { counted, generatorInput, openSampler, Views } from './views.ts';
import type { Watched } from './watch.ts';

/** Points of each side that are shown. */
export const shown = 256;

/** Points of each side whose distance is measured, where no modes are known. */
const paired = 200;

/** A GAN on points with what looks at it: what the page's worker holds. */
export class Trainer {
  readonly #settings: Settings;
  readonly #machine: Machine;
  readonly #views: Views;
  readonly #sample: Awaited<ReturnType<typeof openSampler>>;
  readonly #many: Float32Array;
  readonly #real: Float32Array;
  readonly #realClasses: Int32Array;
  #seen: number;
  readonly weights: readonly [number, number];
  #losses: { d: number | undefined; g: number | undefined } = { d: undefined, g: undefined };

  private constructor(
    settings: Settings,
    machine: Machine,
    views: Views,
    sample: Awaited<ReturnType<typeof openSampler>>,
    many: Float32Array,
    real: Float32Array,
    realClasses: Int32Array,
  ) {
    this.#settings = settings;
    this.#machine = machine;
    this.#views = views;
    this.#sample = sample;
    this.#real = real;
    this.#realClasses = realClasses;
    this.#seen = seenOf(settings);
    this.#many = many;
    const size = (player: string) =>
      Object.entries(machine.state)
        .filter(([name]) => name.startsWith(`${player}/`) && /\/(kernel|bias)$/.test(name))
        .reduce((sum, [, { data }]) => sum + data.length, 0);
    this.weights = [size('generator'), size('discriminator')];
  }

  static async open(engine: Engine, settings: Settings): Promise<Trainer> {
    const spec = specOf(settings);
    const dataset = datasetOf(settings);
    const count = classesOf(settings);
    const paid = paidOf(settings);
    const machine = new Machine(engine, spec, dataset, settings.seed, { classes: count, paid });
    machine.turnDials(dialsOf(settings));
    const latent = generatorInput(spec);
    const real = new Float32Array(2 * shown);
    const labels = new Int32Array(shown);
    await dataset.read(upTo(shown), real, { labels });
    /** Latents of so many samples; where halves are told, those of as many real points among them. */
    const latents = async (n: number) => {
      const drawn = latentsOf(upTo(n), [latent]);
      if (paid === undefined) return drawn;
      const points = new Float32Array(2 * n);
      await dataset.read(upTo(n), points);
      return tellHalves(drawn, latent, points);
    };
    const classes = count > 0 ? { count, samples: inTurns(shown, count), reals: labels } : undefined;
    const isHalf = paid !== undefined;
    const views = await Views.open(engine, spec, frames[settings.data], await latents(shown), real, {
      classes,
      isHalf,
    });
    const sample = await openSampler(engine, spec, { classes: count, isHalf });
    return new Trainer(settings, machine, views, sample, await latents(counted), real, labels);
  }

  get device(): Settings['device'] {
    return this.#settings.device;
  }

  get done(): number {
    return this.#machine.done;
  }

  get state(): State {
    return this.#machine.state;
  }

  /** Turns dials; whether that changes what is seen at once. */
  turnDials(dials: Dials): boolean {
    this.#machine.turnDials(dialsOf(dials));
    const before = this.#seen;
    this.#seen = seenOf({ ...this.#settings, seen: dials.seen });
    return this.#seen !== before;
  }

  /** Makes `count` updates. What was not reported of a player that waited stays as it was. */
  async play(turn: Turn, count: number): Promise<void> {
    const { dLoss, gLoss } = await this.#machine.play(turn, count);
    this.#losses = { d: dLoss ?? this.#losses.d, g: gLoss ?? this.#losses.g };
  }

  async undo(count: number): Promise<void> {
    await this.#machine.undo(count);
    this.#losses = { d: undefined, g: undefined };
  }

  /** The numbers of the step that comes next, and what is seen when D has learned in it and G not yet. */
  async watch(): Promise<{ watched: Watched; between: Omit<View, 'game' | 'pace'> }> {
    const watched = await this.#machine.watch();
    return { watched, between: await this.view(watched.between) };
  }

  /** What is seen now. */
  async view(state = this.#machine.state): Promise<Omit<View, 'game' | 'pace'>> {
    const seen = await this.#views.see(state, this.#seen);
    const classes = classesOf(this.#settings);
    return {
      ...seen,
      ...surfaceScale(seen.surface, this.#settings.loss),
      done: this.#machine.done,
      dLoss: this.#losses.d,
      gLoss: this.#losses.g,
      coverage: await this.#coverage(seen.samples),
      real: this.#real,
      ...(classes > 0 && { told: { classes, seen: this.#seen, real: this.#realClasses } }),
    };
  }

  async #coverage(samples: Float32Array): Promise<Coverage> {
    const mixture = mixtureOf(this.#settings.data);
    if (!mixture) {
      const rows = (data: Float32Array) => ({ n: paired, width: 2, data: data.subarray(0, 2 * paired) });
      return { type: 'distance', wasserstein: wasserstein(rows(samples), rows(this.#real)) };
    }
    const data = await this.#sample(this.#machine.state, this.#many);
    const { modes, of, highQuality, klReverse } = mixtureModes({ shape: [counted, 2], data }, mixture);
    const asked = classesOf(this.#settings) > 0 ? asAsked(data, mixture) : undefined;
    return { type: 'modes', modes, of, highQuality, kl: klReverse, asked };
  }

  async close(): Promise<void> {
    await Promise.all([this.#machine.close(), this.#views.close()]);
  }
}

/** The share of samples that lie nearest to the mode of their own class. */
function asAsked(points: Float32Array, { centres }: Mixture): number {
  let right = 0;
  for (let i = 0; i < points.length; i += 2) {
    const far = centres.map(([x, y]) => Math.hypot(points[i]! - x, points[i + 1]! - y));
    const own = (i / 2) % centres.length;
    if (far.every((distance) => distance >= far[own]!)) right++;
  }
  return right / (points.length / 2);
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

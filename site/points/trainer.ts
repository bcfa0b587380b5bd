import type { State } from '../../src/gan/index.ts';
import { latentsOf } from '../../src/gan/latents.ts';
import { mixtureModes } from '../../src/metrics/modes.ts';
import { wasserstein } from '../../src/metrics/points/wasserstein.ts';
import type { Engine } from '../../src/runtime/engine.ts';
import { datasetOf, frames, mixtureOf } from './data.ts';
import { dialsOf, specOf, type Turn } from './game.ts';
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
  readonly weights: readonly [number, number];
  #losses: { d: number | undefined; g: number | undefined } = { d: undefined, g: undefined };

  private constructor(
    settings: Settings,
    machine: Machine,
    views: Views,
    sample: Awaited<ReturnType<typeof openSampler>>,
    latent: number,
    real: Float32Array,
  ) {
    this.#settings = settings;
    this.#machine = machine;
    this.#views = views;
    this.#sample = sample;
    this.#real = real;
    this.#many = latentsOf(upTo(counted), [latent]);
    const size = (player: string) =>
      Object.entries(machine.state)
        .filter(([name]) => name.startsWith(`${player}/`) && /\/(kernel|bias)$/.test(name))
        .reduce((sum, [, { data }]) => sum + data.length, 0);
    this.weights = [size('generator'), size('discriminator')];
  }

  static async open(engine: Engine, settings: Settings): Promise<Trainer> {
    const spec = specOf(settings);
    const dataset = datasetOf(settings);
    const machine = new Machine(engine, spec, dataset, settings.seed);
    machine.turnDials(dialsOf(settings));
    const latent = generatorInput(spec);
    const real = new Float32Array(2 * shown);
    await dataset.read(upTo(shown), real);
    const latents = latentsOf(upTo(shown), [latent]);
    const views = await Views.open(engine, spec, frames[settings.data], latents, real);
    return new Trainer(settings, machine, views, await openSampler(engine, spec), latent, real);
  }

  get done(): number {
    return this.#machine.done;
  }

  get state(): State {
    return this.#machine.state;
  }

  turnDials(dials: Dials): void {
    this.#machine.turnDials(dialsOf(dials));
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
    const seen = await this.#views.see(state);
    return {
      ...seen,
      ...surfaceScale(seen.surface, this.#settings.loss),
      done: this.#machine.done,
      dLoss: this.#losses.d,
      gLoss: this.#losses.g,
      coverage: await this.#coverage(seen.samples),
      real: this.#real,
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
    return { type: 'modes', modes, of, highQuality, kl: klReverse };
  }

  async close(): Promise<void> {
    await Promise.all([this.#machine.close(), this.#views.close()]);
  }
}

const upTo = (n: number): number[] => Array.from({ length: n }, (_, k) => k);

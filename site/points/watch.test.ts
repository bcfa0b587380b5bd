import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildStep, Feeder, ganGame, type State } from '../../src/gan/index.ts';
import type { Engine } from '../../src/runtime/engine.ts';
import { openHere } from '../../src/runtime/node/open.ts';
import { linesOf } from '../lessons/loopLines.ts';
import { datasetOf } from './data.ts';
import { dialsOf, specOf } from './game.ts';
import { Machine } from './machine.ts';
import { defaults, lossNames, type Settings } from './settings.ts';

// The numbers that the loop shows, beside a GAN of plain arrays in float64 that was written for this test alone.

const small: Settings = {
  ...defaults,
  ...{ loss: 'nonSaturating', noise: 0, noiseFalls: 0, average: 0, momentum: 0.5, batch: 32 },
  ...{ generatorWidth: 8, discriminatorWidth: 8, generatorDepth: 2, discriminatorDepth: 1 },
};
let engine: Engine;
beforeAll(async () => {
  engine = await openHere('cpu', { threads: 1 });
});
afterAll(() => engine.close());

async function machineOf(changes: Partial<Settings>, updates: number) {
  const settings = { ...small, ...changes };
  const machine = new Machine(engine, specOf(settings), datasetOf(settings), settings.seed);
  machine.turnDials(dialsOf(settings));
  if (updates > 0) await machine.play('both', updates);
  return machine;
}

/** The batches of the step that comes next: what a feeder of the same step draws. */
async function batchesOf(machine: Machine, settings: Settings = small) {
  const { description } = buildStep(ganGame(specOf(settings)), { shape: [2], classCount: 0 });
  const options = { seed: settings.seed, totalSteps: 1, draw: 'replacement', range: [-1, 1] } as const;
  const feeds = await new Feeder(description, datasetOf(settings), options).at(machine.done);
  const of = (name: string) => feeds[name]!.data;
  return { latents: of('noise/fake.latents'), real: of('data/real'), again: of('noise/generator.latents') };
}

type Weights = Readonly<Record<string, { readonly shape: readonly number[]; readonly data: ArrayLike<number> }>>;
const layers = ['dense', 'dense_1', 'dense_2', 'dense_3'];

/** A perceptron on one row: x W + b, and between layers the larger of h and 0.2 h. */
function perceptron(weights: Weights, player: string, row: readonly number[]): number[] {
  const own = layers.filter((layer) => weights[`${player}/${layer}/kernel`]);
  return own.reduce<number[]>(
    (x, layer, k) => {
      const { shape, data } = weights[`${player}/${layer}/kernel`]!;
      const bias = weights[`${player}/${layer}/bias`]!.data;
      const y = Array.from({ length: shape[1]! }, (_, j) =>
        x.reduce((sum, v, i) => sum + v * data[i * shape[1]! + j]!, bias[j]!),
      );
      return k === own.length - 1 ? y : y.map((v) => Math.max(v, 0.2 * v));
    },
    [...row],
  );
}
const rowsOf = (data: ArrayLike<number>, width: number) =>
  Array.from({ length: data.length / width }, (_, k) => Array.from({ length: width }, (_, i) => data[k * width + i]!));
const mean = (values: readonly number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));

/** A state with one number moved. */
const moved = (state: State, name: string, index: number, by: number): Weights => {
  const data = Float64Array.from(state[name]!.data);
  data[index]! += by;
  return { ...state, [name]: { shape: state[name]!.shape, data } };
};
const slopeOf = (of: (by: number) => number, h = 1e-5) => (of(h) - of(-h)) / (2 * h);

describe('a step that is looked at', () => {
  it.each([0, 7])('has the numbers of a GAN of plain arrays, after %i updates', async (updates) => {
    const machine = await machineOf({}, updates);
    const state = machine.state;
    const watched = await machine.watch();
    const whole = await batchesOf(machine);
    const { discriminator: d, generator: g } = watched;
    const score = (weights: Weights) => (point: readonly number[]) => perceptron(weights, 'discriminator', point)[0]!;
    const make = (weights: Weights) => (z: readonly number[]) => perceptron(weights, 'generator', z);

    // D's move
    const z = rowsOf(whole.latents, 2);
    const x = rowsOf(whole.real, 2);
    const fake = z.map(make(state));
    const lossD = (weights: Weights) =>
      (mean(x.map(score(weights)).map((s) => softplus(-s))) + mean(fake.map(score(weights)).map(softplus))) / 2;
    expectClose(d.made, fake.slice(0, 4).flat());
    expectClose(d.latents, z.slice(0, 4).flat());
    expectClose(watched.real, x.slice(0, 4).flat());
    expectClose(d.realScores, x.slice(0, 4).map(score(state)));
    expectClose(d.fakeScores, fake.slice(0, 4).map(score(state)));
    expect(d.loss).toBeCloseTo(lossD(state), 5);
    const slopeD = slopeOf((by) => lossD(moved(state, `discriminator/${d.weight.name}`, d.weight.index, by)));
    expect(d.weight.slope).toBeCloseTo(slopeD, 4);
    expect(d.weight.before).toBe(state[`discriminator/${d.weight.name}`]!.data[d.weight.index]);
    expect(d.slopeLength).toBeGreaterThanOrEqual(Math.abs(d.weight.slope));

    // G's, with D as it has become
    const learned = watched.between;
    const z2 = rowsOf(whole.again, 2);
    const lossG = (weights: Weights, points = z2.map(make(weights))) =>
      mean(points.map(score(learned)).map((s) => softplus(-s)));
    const y = z2.map(make(state));
    expectClose(g.made, y.slice(0, 4).flat());
    expectClose(g.fakeScores, y.slice(0, 4).map(score(learned)));
    expect(g.loss).toBeCloseTo(lossG(state), 5);
    const slopeG = slopeOf((by) => lossG(moved(state, `generator/${g.weight.name}`, g.weight.index, by)));
    expect(g.weight.slope).toBeCloseTo(slopeG, 4);
    rowsOf(g.pushes, 2).forEach((push, k) => {
      const of = (axis: number) =>
        slopeOf((by) => softplus(-score(learned)(y[k]!.map((v, i) => (i === axis ? v + by : v)))));
      expectClose(push, [-of(0), -of(1)], 3);
    });

    // what is shown of Adam leads from the weight before to that after
    for (const { weight } of [d, g]) {
      const { m, v, c1, c2, beta1, beta2 } = weight.adam!;
      const t = updates + 1;
      expect([c1, c2].map((c) => Number(c.toFixed(5)))).toEqual(
        [1 - beta1 ** t, 1 - beta2 ** t].map((c) => Number(c.toFixed(5))),
      );
      const step = (weight.rate * (m / c1)) / (Math.sqrt(v / c2) + 1e-8);
      expect(weight.after).toBeCloseTo(weight.before - step, 6);
    }
    await machine.close();
  });

  it.each(lossNames)('is the step that is then made: %s', async (loss) => {
    const machine = await machineOf(
      { loss, discriminatorSteps: loss === 'wasserstein' ? 3 : 1, penalty: loss === 'hinge' ? 'r1' : 'none' },
      3,
    );
    const before = machine.state;
    const watched = await machine.watch();
    expect(machine.state).toBe(before);
    const { dLoss, gLoss } = await machine.play('both', 1);
    expect(watched.generator.loss).toBeCloseTo(gLoss!, 5);
    if (loss !== 'wasserstein') expect(watched.discriminator.loss).toBeCloseTo(dLoss!, 5);
    expect(watched.discriminator.lowered > watched.discriminator.loss + 1e-6).toBe(loss === 'hinge');
    const { weight } = watched.generator;
    expect(machine.state[`generator/${weight.name}`]!.data[weight.index]).toBeCloseTo(weight.after, 6);
    for (const [name, { data }] of Object.entries(machine.state).filter(([name]) =>
      /^discriminator\/[^.]*$/.test(name),
    ))
      expectClose([...watched.between[name]!.data], [...data], 5);
    for (const line of linesOf(loss, 'adam', 1, watched)) {
      expect(line.rows.length).toBeGreaterThan(0);
      expect(line.rows.flatMap(({ values }) => values).join(' ')).not.toMatch(/NaN|undefined/);
    }
    await machine.close();
  });
});

function expectClose(a: readonly number[], b: readonly number[], places = 4): void {
  expect(a).toHaveLength(b.length);
  for (const [i, v] of a.entries()) expect(v).toBeCloseTo(b[i]!, places);
}

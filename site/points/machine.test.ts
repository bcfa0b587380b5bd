import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compile, trainingPlan } from '../../src/compile/compile.ts';
import { buildStep, Feeder, ganGame, initialState, latentsOf, type State } from '../../src/gan/index.ts';
import type { Engine } from '../../src/runtime/engine.ts';
import { openHere } from '../../src/runtime/node/open.ts';
import { datasetOf, frames } from './data.ts';
import { dialsOf, specOf } from './game.ts';
import { History } from './history.ts';
import { Machine } from './machine.ts';
import { defaults, lossNames, penaltyNames, type Settings } from './settings.ts';
import { Views } from './views.ts';

const small: Settings = {
  ...defaults,
  ...{ batch: 32, generatorWidth: 8, discriminatorWidth: 8, generatorDepth: 1, discriminatorDepth: 1 },
};
let engine: Engine;
beforeAll(async () => {
  engine = await openHere('cpu', { threads: 1 });
});
afterAll(() => engine.close());

function machine(changes: Partial<Settings> = {}) {
  const settings = { ...small, ...changes };
  const made = new Machine(engine, specOf(settings), datasetOf(settings), settings.seed);
  made.turnDials(dialsOf(settings));
  return made;
}
const same = (a: State, b: State) =>
  Object.keys(a).filter((name) => a[name]!.data.some((v, i) => !Object.is(v, b[name]!.data[i])));
const of = (player: string, names: readonly string[]) => names.filter((name) => name.startsWith(player));

it('takes the steps of duel train, to the bit', async () => {
  const settings = { ...small, noiseFalls: 0 };
  const played = machine(settings);
  await played.play('both', 3);
  const { outputs, description } = buildStep(ganGame(specOf(settings)), { shape: [2], classCount: 0 });
  const options = { seed: settings.seed, totalSteps: 1, draw: 'replacement', range: [-1, 1] } as const;
  const feeder = new Feeder(description, datasetOf(settings), options);
  const state = initialState(description, settings.seed);
  const program = await engine.loadStateful(compile(outputs, trainingPlan).bytes, state);
  await program.steps(await feeder.several(0, 3), 3);
  expect(same(played.state, (await program.readState()) as State)).toEqual([]);
  await program.close();
});

describe('one player learns, and the other waits', () => {
  it.each([{}, { unrolling: 1 }, { packing: 2, penalty: 'gradientPenalty', discriminatorSteps: 2 }] as const)(
    '%o',
    async (changes) => {
      const played = machine({ ...changes, average: 0.9 });
      const before = played.state;
      const { dLoss, gLoss } = await played.play('discriminator', 2);
      expect(dLoss).toBeGreaterThan(0);
      expect(gLoss).toBeUndefined();
      const after = played.state;
      expect(of('generator', same(before, after))).toEqual([]);
      expect(of('discriminator', same(before, after)).length).toBeGreaterThan(0);
      await played.play('generator', 1);
      expect(of('discriminator', same(after, played.state))).toEqual([]);
      expect(of('generator', same(after, played.state)).length).toBeGreaterThan(0);
    },
  );
});

it('goes back to where it was, to the bit, and on from there', async () => {
  const played = machine();
  await played.play('both', 5);
  const then = played.state;
  await played.play('discriminator', 1);
  await played.play('generator', 2);
  played.turnDials({ ...dialsOf(small), 'generator/learningRate': 0.1 });
  await played.play('both', 4);
  const end = played.state;
  await played.undo(7);
  expect(played.done).toBe(5);
  expect(same(then, played.state)).toEqual([]);
  await played.undo(99);
  expect(played.done).toBe(0);
  await played.play('both', 5);
  await played.play('discriminator', 1);
  await played.play('generator', 2);
  played.turnDials({ ...dialsOf(small), 'generator/learningRate': 0.1 });
  await played.play('both', 4);
  expect(same(end, played.state)).toEqual([]);
});

it('keeps fewer states where they take too much, and says how to get at the others', () => {
  const state = (v: number): State => ({ a: { shape: [256], data: new Float32Array(256).fill(v) } });
  const history = new History(state(0), 8 * 1024);
  for (let k = 1; k <= 100; k++) history.add(k % 10 === 0 ? 'discriminator' : 'both', 1, state(k));
  expect(history.length).toBe(100);
  const { from, state: kept, again } = history.back(57);
  expect(from).toBeLessThanOrEqual(57);
  expect(kept.a!.data[0]).toBe(from);
  expect(again.reduce((sum, { count }) => sum + count, 0)).toBe(57 - from);
  expect(history.length).toBe(from);
});

it('counts what small tensors take beside their numbers', () => {
  const tiny: State = Object.fromEntries(
    Array.from({ length: 40 }, (_, k) => [k, { shape: [], data: new Float32Array(1) }]),
  );
  const history = new History(tiny, 2 ** 20);
  for (let k = 1; k <= 1000; k++) history.add('both', 1, tiny);
  // 40 tensors of more than half a kilobyte each: some forty states in a megabyte
  let kept = 1000;
  let states = 0;
  for (; kept > 0; states++) kept = history.back(kept - 1).from;
  expect(states).toBeLessThan(42);
  expect(states).toBeGreaterThan(15);
});

describe('what is seen', () => {
  const see = async (changes: Partial<Settings>) => {
    const settings = { ...small, ...changes };
    const spec = specOf(settings);
    const played = machine(changes);
    const reals = new Float32Array(32);
    await datasetOf(settings).read(
      Array.from({ length: 16 }, (_, k) => k),
      reals,
    );
    const latents = latentsOf(
      Array.from({ length: 16 }, (_, k) => k),
      [settings.latent],
    );
    const views = await Views.open(engine, spec, frames[settings.data], latents, reals);
    const seen = await views.see(played.state);
    await views.close();
    return seen;
  };
  it.each(lossNames)('is finite for %s, and samples have a direction', async (loss) => {
    const { surface, samples, pushes, mesh } = await see({ loss });
    for (const values of [surface, samples, pushes, mesh]) expect(values.every(Number.isFinite)).toBe(true);
    expect(pushes.some((v) => v !== 0)).toBe(true);
  });
  it('goes up on the surface: a push leads to higher scores', async () => {
    // a linear D has one slope, everywhere
    const { surface, pushes } = await see({ loss: 'nonSaturating', discriminatorDepth: 0, average: 0 });
    const across = surface.at(1)! - surface.at(0)!;
    const up = surface.at(0)! - surface.at(44)!;
    expect(Math.sign(pushes[0]!)).toBe(Math.sign(across));
    expect(Math.sign(pushes[1]!)).toBe(Math.sign(up));
    expect(pushes[0]! / pushes[1]!).toBeCloseTo(across / up, 2);
  });
  it.each([{ latent: 1 }, { latent: 8 }, { packing: 4 }, { data: 'drawn', drawn: [0.5, 0.5] }] as const)(
    '%o',
    async (changes) => {
      expect((await see(changes)).surface).toHaveLength(44 ** 2);
    },
  );
  it.each(penaltyNames.filter((name) => name !== 'none'))('trains with %s', async (penalty) => {
    const { dLoss } = await machine({ penalty }).play('both', 2);
    expect(dLoss).toBeGreaterThan(0);
  });
});

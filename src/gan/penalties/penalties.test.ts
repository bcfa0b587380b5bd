import { describe, expect, it } from 'vitest';
import fixture from '../../../test/fixtures/penalties.json' with { type: 'json' };
import {
  add,
  constant,
  evaluate,
  grad,
  input,
  matmul,
  ndarray,
  reshape,
  sizeOf,
  type Tensor,
  tanh,
  transpose,
} from '../../tensor/index.ts';
import {
  consistency,
  dragan,
  gradientPenalty,
  latentConsistency,
  lecam,
  type Penalty,
  type PenaltyScope,
  penaltySchema,
  penaltyTypes,
  r1,
  r2,
  zeroCentered,
} from './index.ts';
import { squaredSlopes } from './slopes.ts';

/** Every kind of penalty, by where its values are recorded. */
const rows: readonly [keyof typeof fixture, string, Penalty][] = [
  ['points', 'gradientPenalty', gradientPenalty()],
  ['points', 'gradientPenalty, one-sided', gradientPenalty({ oneSided: true })],
  ['points', 'dragan', dragan()],
  ['points', 'r1', r1()],
  ['points', 'r2', r2()],
  ['points', 'zeroCentered', zeroCentered()],
  ['points', 'latentConsistency', latentConsistency()],
  ['points', 'lecam', lecam({ decay: 0.9 })],
  ['pictures', 'consistency', consistency()],
  ['pictures', 'consistency, real', consistency({ on: 'real' })],
  ['patches', 'gradientPenalty, patches', gradientPenalty()],
  ['patches', 'dragan, patches', dragan()],
  ['patches', 'r1, patches', r1()],
  ['patches', 'r2, patches', r2()],
  ['patches', 'zeroCentered, patches', zeroCentered()],
];

type Recorded = { shape: number[]; data: number[] };

/** The recorded discriminator and examples as a penalty's scope. */
function recorded(group: keyof typeof fixture) {
  const { parameters, tensors } = fixture[group];
  const named = tensors as unknown as Readonly<Record<string, Recorded>>;
  const tensor = (name: string) => constant(ndarray(named[name]!.shape, named[name]!.data));
  const real = tensor('real');
  const size = group === 'patches' ? 4 : sizeOf(real.shape) / 4;
  const shapes = [[size, 3], [3], [3, 1], [1]];
  const [w, b, v, c] = shapes.map((shape, i) => input(`p${i}`, shape)) as [Tensor, Tensor, Tensor, Tensor];
  const rows = (x: Tensor) => {
    if (group !== 'patches') return reshape(x, [4, size]);
    return reshape(transpose(reshape(x, [4, 2, 2, 2, 2]), [0, 1, 3, 2, 4]), [16, 4]);
  };
  const judge = (x: Tensor) => {
    const scores = add(matmul(tanh(add(matmul(rows(x), w), b)), v), c);
    return group === 'patches' ? reshape(scores, [4, 2, 2, 1]) : scores;
  };
  const sides = { real, fake: tensor('fake') };
  const scope: PenaltyScope = {
    ...sides,
    scores: { real: judge(real), fake: judge(sides.fake) },
    squaredSlopes: (side) => squaredSlopes({ judge }, sides[side], side),
    latents: named.latents ? tensor('latents') : real,
    make: (z) => matmul(z, tensor('maker')),
    judge,
    random: (name, _, shape) => {
      expect(shape).toEqual(named[name]!.shape);
      return tensor(name);
    },
    dial: () => constant(0.9),
    state: (name) => constant({ real: 0.2, fake: -0.1 }[name]!),
    setState: () => {},
  };
  const feeds = Object.fromEntries(shapes.map((shape, i) => [`p${i}`, ndarray(shape, parameters[i]!)]));
  return { scope, wrt: [w, b, v, c], feeds };
}

describe.each(rows)('%s: %s', (group, name, penalty) => {
  it('has the value and gradients that PyTorch computes', () => {
    const { scope, wrt, feeds } = recorded(group);
    const value = penaltyTypes.get(penalty.type)!.value(penalty, scope);
    const got = evaluate([value, ...grad(value, wrt)], feeds).flatMap((t) => [...t.data]);
    const cases = fixture[group].cases as unknown as Record<string, { value: number; gradients: number[][] }>;
    const expected = [cases[name]!.value, ...cases[name]!.gradients.flat()];
    expect(got.length).toBe(expected.length);
    expected.forEach((x, i) => {
      expect(got[i]).toBeCloseTo(x, 9);
    });
  });

  it('survives JSON', () => {
    expect(penaltySchema.parse(JSON.parse(JSON.stringify(penalty)))).toEqual(penalty);
  });
});

it('every kind of penalty has a row', () => {
  const tested = new Set<string>(rows.map(([, , penalty]) => penalty.type));
  expect([...penaltyTypes.keys()].filter((type) => !tested.has(type))).toEqual([]);
});

it("latent consistency's part of G's loss is what it gives up, by hand", () => {
  const reported: Tensor[] = [];
  const pulled = penaltyTypes.get('latentConsistency')!.generator!(latentConsistency({ sigma: 0.5 }), {
    latents: constant(ndarray([1, 2], [1, 2])),
    made: constant(ndarray([1, 2], [3, 6])),
    make: (z) => add(add(z, z), z),
    random: () => constant(ndarray([1, 2], [1, -1])),
    dial: () => constant(0.5),
    metric: (value) => reported.push(value),
  });
  // G(z) = 3 z; z + δ = (1.5, 1.5), made (4.5, 4.5): −½ · mean((−1.5)², 1.5²)
  expect(evaluate([pulled])[0]!.data[0]).toBeCloseTo(-1.125, 12);
  expect(evaluate(reported).map(({ data }) => data[0])).toEqual([2.25]);
});

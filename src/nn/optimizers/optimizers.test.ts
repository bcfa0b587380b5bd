import { describe, expect, it } from 'vitest';
import fixture from '../../../test/fixtures/optimizers.json' with { type: 'json' };
import { evaluate, input, type NDArray, ndarray, type Tensor } from '../../tensor/index.ts';
import {
  adam,
  adamW,
  applyOptimizer,
  linearDecay,
  type Optimizer,
  optimizerTypes,
  parseOptimizer,
  rmsprop,
  scheduleAt,
  sgd,
} from '../index.ts';

type Arrays = Record<string, readonly number[]>;

/** Step `t` of the graph from numbers to numbers; `slots` is what the optimizer remembers, changed in place. */
function step(optimizer: Optimizer, parameters: Arrays, gradients: Arrays, lr: number, slots: Arrays, t = 0): Arrays {
  const feeds: Record<string, NDArray> = { lr: ndarray([], [lr]) };
  const fed = (name: string, values: readonly number[], shape: readonly number[]) => {
    feeds[name] = ndarray(shape, values);
    return input(name, shape);
  };
  const tensors = (prefix: string, arrays: Arrays) =>
    Object.fromEntries(Object.entries(arrays).map(([n, v]) => [n, fed(prefix + n, v, [v.length])]));
  const next: Record<string, Tensor> = {};
  const results = applyOptimizer(optimizer, {
    parameters: tensors('p:', parameters),
    gradients: tensors('g:', gradients),
    learningRate: input('lr', []),
    dial: (name, schedule) => fed(`dial:${name}`, [scheduleAt(schedule, t, 10)], []),
    slot: (name, shape, initial) => {
      slots[name] ??= new Array<number>(shape.reduce((a, b) => a * b, 1)).fill(initial);
      return fed(name, slots[name], shape);
    },
    setSlot: (name, value) => {
      next[name] = value;
    },
  });
  const values = evaluate([...Object.values(results), ...Object.values(next)], feeds).map((v) => [...v.data]);
  const names = Object.keys(results);
  Object.keys(next).forEach((name, i) => {
    slots[name] = values[names.length + i]!;
  });
  return Object.fromEntries(names.map((n, i) => [n, values[i]!]));
}

/** Ten steps on gradients that are a function of step and parameter: the parameters after each. */
function trajectories(optimizer: Optimizer, lr: number): number[][] {
  const slots: Arrays = {};
  let p: Arrays = { w: [1, -2, 0.5] };
  return Array.from({ length: 10 }, (_, t) => {
    p = step(optimizer, p, { w: p.w!.map((x, i) => gradientAt(t, x, i)) }, lr, slots, t);
    return [...p.w!];
  });
}
const trajectory = (optimizer: Optimizer, lr: number): number[] => trajectories(optimizer, lr).at(-1)!;
const gradientAt = (t: number, x: number, i: number) => Math.sin(3 * t + i) + 0.3 * x;

/** The same by a published rule, one number at a time: `rule` returns the new parameter and keeps its memory in `s`. */
function published(
  rule: (p: number, g: number, t: number, s: { m: number; v: number; u: number }) => number,
): number[] {
  return [1, -2, 0.5].map((start, i) => {
    const s = { m: 0, v: 0, u: 0 };
    let p = start;
    for (let t = 1; t <= 10; t++) p = rule(p, gradientAt(t - 1, p, i), t, s);
    return p;
  });
}

const lr = 0.05;
const moments = (s: { m: number; v: number }, g: number, b1: number, b2: number) => {
  s.m = b1 * s.m + (1 - b1) * g;
  s.v = b2 * s.v + (1 - b2) * g * g;
};

// The update equations as printed: Kingma and Ba's algorithm 1 and the remark in section 2, Keras' and PyTorch's pages.
const rows: readonly { name: string; optimizer: Optimizer; expected: number[] }[] = [
  {
    name: 'adam, epsilon as in Keras',
    optimizer: adam({ beta1: 0.5, epsilon: 1e-2 }),
    expected: published((p, g, t, s) => {
      moments(s, g, 0.5, 0.999);
      return p - ((lr * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.5 ** t)) * (s.m / (Math.sqrt(s.v) + 1e-2));
    }),
  },
  {
    name: 'adam, epsilon as in PyTorch',
    optimizer: adam({ beta2: 0.99, epsilon: 1e-2, epsilonPlacement: 'pytorch' }),
    expected: published((p, g, t, s) => {
      moments(s, g, 0.9, 0.99);
      return p - (lr * (s.m / (1 - 0.9 ** t))) / (Math.sqrt(s.v / (1 - 0.99 ** t)) + 1e-2);
    }),
  },
  {
    name: 'adam without momentum',
    optimizer: adam({ beta1: 0, beta2: 0.99 }),
    expected: published((p, g, t, s) => {
      moments(s, g, 0, 0.99);
      return p - (lr * Math.sqrt(1 - 0.99 ** t) * g) / (Math.sqrt(s.v) + 1e-7);
    }),
  },
  {
    name: 'adamW',
    optimizer: adamW({ weightDecay: 0.1 }),
    expected: published((p, g, t, s) => {
      moments(s, g, 0.9, 0.999);
      const decayed = p - lr * 0.1 * p;
      return decayed - (((lr * Math.sqrt(1 - 0.999 ** t)) / (1 - 0.9 ** t)) * s.m) / (Math.sqrt(s.v) + 1e-7);
    }),
  },
  {
    name: 'rmsprop',
    optimizer: rmsprop({ epsilon: 1e-2 }),
    expected: published((p, g, _, s) => {
      moments(s, g, 0.9, 0.9);
      return p - (lr * g) / Math.sqrt(s.v + 1e-2);
    }),
  },
  {
    name: 'rmsprop, centered, with momentum, epsilon as in PyTorch',
    optimizer: rmsprop({ rho: 0.8, momentum: 0.5, centered: true, epsilon: 1e-2, epsilonPlacement: 'pytorch' }),
    expected: published((p, g, _, s) => {
      moments(s, g, 0.8, 0.8);
      s.u = 0.5 * s.u + (lr * g) / (Math.sqrt(s.v - s.m ** 2) + 1e-2);
      return p - s.u;
    }),
  },
  { name: 'sgd', optimizer: sgd(), expected: published((p, g) => p - lr * g) },
  {
    name: 'sgd with momentum',
    optimizer: sgd({ momentum: 0.9 }),
    expected: published((p, g, _, s) => {
      s.u = 0.9 * s.u - lr * g;
      return p + s.u;
    }),
  },
  {
    name: 'sgd with Nesterov momentum',
    optimizer: sgd({ momentum: 0.9, nesterov: true }),
    expected: published((p, g, _, s) => {
      s.u = 0.9 * s.u - lr * g;
      return p + 0.9 * s.u - lr * g;
    }),
  },
];

describe.each(rows)('$name', ({ optimizer, expected }) => {
  it('follows the published equations', () => {
    trajectory(optimizer, lr).forEach((x, i) => {
      expect(x).toBeCloseTo(expected[i]!, 12);
    });
  });
  it('survives JSON', () => {
    expect(parseOptimizer(JSON.parse(JSON.stringify(optimizer)), 'optimizer')).toEqual(optimizer);
  });
});

it('every kind of optimizer has a row', () => {
  const tested = new Set<string>(rows.map((row) => row.optimizer.type));
  expect(Object.keys(optimizerTypes).filter((type) => !tested.has(type))).toEqual([]);
});

describe('adam', () => {
  it("takes the worked example's first two steps", () => {
    // by hand: m = 0.2, v = 0.004, c₁ = 0.1, c₂ = 0.001: the first step is lr · sign(g), whatever the gradient
    const slots: Arrays = {};
    const first = step(adam(), { w: [1] }, { w: [2] }, 0.1, slots);
    expect(first.w![0]).toBeCloseTo(0.9, 6);
    // remembered as m / (1 − β₁) and v / (1 − β₂)
    expect(slots['w.mSum']![0]).toBeCloseTo(2, 12);
    expect(slots['w.vSum']![0]).toBeCloseTo(4, 12);
    // m = 0.18 − 0.1 = 0.08, v = 0.003996 + 0.001 = 0.004996, c₁ = 0.19, c₂ = 0.001999
    // step = 0.1 · (0.08 / 0.19) / √(0.004996 / 0.001999) = 0.026634
    const second = step(adam(), first, { w: [-1] }, 0.1, slots);
    expect(second.w![0]).toBeCloseTo(0.9 - 0.026634, 5);
    expect(slots['.adam.d1']![0]).toBeCloseTo(1.9, 12);
    expect(slots['.adam.d2']![0]).toBeCloseTo(1.999, 12);
  });

  it('remembers nothing that it does not need', () => {
    const slots: Arrays = {};
    step(adam({ beta1: 0 }), { w: [1] }, { w: [2] }, 0.1, slots);
    expect(Object.keys(slots)).toEqual(['.adam.d2', 'w.vSum']);
  });
});

describe('a schedule of β₂', () => {
  const options = { beta1: 0.5, beta2: linearDecay(0.9, 0.99, 8), epsilon: 1e-2, epsilonPlacement: 'pytorch' } as const;
  it.each<[keyof typeof fixture, Optimizer]>([
    ['adam', adam(options)],
    ['adam without momentum', adam({ ...options, beta1: 0 })],
    ['adamW', adamW({ ...options, weightDecay: 0.1 })],
  ])('moves %s as in PyTorch', (name, optimizer) => {
    expect(parseOptimizer(JSON.parse(JSON.stringify(optimizer)), 'optimizer')).toEqual(optimizer);
    expect(trajectories(optimizer, lr)).toEqual(fixture[name].map((p) => p.map((x) => expect.closeTo(x, 12))));
  });
  it('that stays where it is changes nothing', () => {
    const [fixed, scheduled] = [0.9, linearDecay(0.9, 0.9)].map((beta2) => trajectory(adam({ beta2 }), lr));
    expect(scheduled).toEqual(fixed!.map((x) => expect.closeTo(x, 12)));
  });
});

describe('clipping', () => {
  const p = { a: [0, 0], b: [0] };
  const g = { a: [3, 0], b: [-4] };
  const descend = (optimizer: Optimizer, gradients = g) => {
    const { a, b } = step(optimizer, p, gradients, 1, {});
    return [...a!, ...b!];
  };

  it('limits each component', () => {
    expect(descend(sgd({ clip: { value: 3.5 } }))).toEqual([-3, 0, 3.5]);
  });
  it('limits the norm over all parameters, and leaves small gradients alone', () => {
    // the norm of (3, 0, −4) is 5
    const limited = descend(sgd({ clip: { norm: 1 } }));
    [-0.6, 0, 0.8].forEach((x, i) => {
      expect(limited[i]).toBeCloseTo(x, 12);
    });
    expect(descend(sgd({ clip: { norm: 10 } }))).toEqual([-3, 0, 4].map((x) => expect.closeTo(x, 12)));
    expect(descend(sgd({ clip: { norm: 1 } }), { a: [0, 0], b: [0] }).map(Math.abs)).toEqual([0, 0, 0]);
  });
  it('limits weights', () => {
    expect(descend(sgd({ weightLimit: 0.01 })).map(Math.abs)).toEqual([0.01, 0, 0.01]);
  });
});

describe('errors', () => {
  it('name the key', () => {
    expect(() => parseOptimizer({ type: 'adam', beta: 1 }, 'players.g.optimizer')).toThrowError(
      expect.objectContaining({ code: 'nn/optimizer', where: 'players.g.optimizer.beta' }),
    );
    expect(() => parseOptimizer({ type: 'adam', beta1: 2 }, 'o')).toThrowError(
      expect.objectContaining({ where: 'o.beta1' }),
    );
    expect(() => parseOptimizer({ type: 'adam', beta2: 1 }, 'o')).toThrowError(
      expect.objectContaining({ where: 'o.beta2' }),
    );
    expect(() => parseOptimizer({ type: 'lion' }, 'o')).toThrowError(expect.objectContaining({ where: 'o.type' }));
  });
  it('tell of a missing gradient', () => {
    expect(() => step(sgd(), { a: [0] }, {}, 1, {})).toThrow(/gradient of 'a' expects \[1\], got nothing/);
  });
});

import { describe, expect, it } from 'vitest';
import { evaluate, input, ndarray } from '../tensor/index.ts';
import {
  add,
  applyNetwork,
  applyOutputs,
  batchNorm,
  concat,
  conv2d,
  dense,
  describe as describeNetwork,
  flatten,
  leakyRelu,
  network,
  parseNetwork,
  previous,
  summary,
} from './index.ts';

const problem = (where: string, code = 'nn/network') => expect.objectContaining({ name: 'DuelError', code, where });

describe('names', () => {
  it('are types, numbered from the second on', () => {
    const net = network([4], [dense(3), dense(3), dense(3, { name: 'last' }), batchNorm(), dense(1)]);
    expect(net.layers.map((layer) => layer.name)).toEqual(['dense', 'dense_1', 'last', 'batchNorm', 'dense_2']);
  });
  it('make way for names that were given', () => {
    expect(network([4], [dense(3), dense(2, { name: 'dense' })]).layers.map((l) => l.name)).toEqual([
      'dense_1',
      'dense',
    ]);
  });
});

describe('wiring', () => {
  it('follows names: branches, skips, several inputs and outputs', () => {
    const net = network(
      { latent: [2], label: [3] },
      [
        dense(2, { inputs: ['label'], name: 'embedding', useBias: false }),
        add(['latent', 'embedding'], { name: 'sum' }),
        dense(1, { name: 'critic' }),
        dense(3, { name: 'classes', inputs: ['sum'] }),
      ],
      { outputs: ['critic', 'classes'] },
    );
    const description = describeNetwork(net);
    expect(description.outputShape).toEqual([-1, 1]);
    expect(description.outputShapes).toEqual({ critic: [-1, 1], classes: [-1, 3] });
    expect(description.variables.map((v) => v.name)).toEqual([
      'embedding/kernel',
      'critic/kernel',
      'critic/bias',
      'classes/kernel',
      'classes/bias',
    ]);
    const shapes = Object.fromEntries(description.variables.map((v) => [v.name, v.shape]));
    const context = { training: false, variable: (name: string) => input(name, shapes[name]!) } as const;
    const x = { latent: input('latent', [1, 2]), label: input('label', [1, 3]) };
    const feeds = {
      latent: ndarray([1, 2], [1, 2]),
      label: ndarray([1, 3], [0, 1, 0]),
      'embedding/kernel': ndarray([3, 2], [9, 9, 10, 20, 9, 9]),
      'critic/kernel': ndarray([2, 1], [1, 1]),
      'critic/bias': ndarray([1], [0.5]),
    };
    expect([...evaluate([applyNetwork(net, x, context)], feeds)[0]!.data]).toEqual([33.5]);
    expect(Object.keys(applyOutputs(net, x, context))).toEqual(['critic', 'classes']);
  });

  it('writes names where previous stood', () => {
    const net = network(
      [2],
      [dense(2), add([previous(), previous(2)]), dense(2, { name: 'x' }), concat([previous(), previous(3), 'input'])],
    );
    expect(net.layers.map((layer) => layer.inputs)).toEqual([
      undefined,
      ['dense', 'input'],
      undefined,
      ['x', 'dense', 'input'],
    ]);
    expect(() => network([4], [add([previous(), previous(2)])])).toThrow(problem('layers[0].inputs'));
  });

  it('reports what does not exist, comes twice, or takes one tensor only', () => {
    expect(() => network([4], [dense(3), dense(3, { inputs: ['dens'] })])).toThrow(problem('layers[1].inputs'));
    expect(() => network([4], [dense(3, { name: 'a' }), dense(3, { name: 'a' })])).toThrow(problem('layers[1].name'));
    expect(() => network([4], [dense(3, { name: 'input' })])).toThrow(problem('layers[0].name'));
    expect(() => network({ a: [4], b: [4] }, [dense(3)])).toThrow(problem('layers[0].inputs'));
    expect(() => network([4], [dense(3)], { outputs: ['x'] })).toThrow(problem('outputs[0]'));
    expect(() => network({ x: [4], label: [2] }, [{ type: 'projection', inputs: ['x'] }])).toThrow(
      problem('layers[0].inputs'),
    );
  });
});

describe('errors', () => {
  it.each([
    ['an unknown option', { type: 'dense', units: 3, unit: 2 }, 'g.layers[0].unit'],
    ['a value out of range', { type: 'dense', units: 0 }, 'g.layers[0].units'],
    ['a missing option', { type: 'dense' }, 'g.layers[0].units'],
    ['a wrong initializer', { type: 'dense', units: 1, kernelInitializer: 'he' }, 'g.layers[0].kernelInitializer'],
    [
      'a wrong setting of an initializer',
      { type: 'dense', units: 1, kernelInitializer: { type: 'randomNormal', stddev: -1 } },
      'g.layers[0].kernelInitializer.stddev',
    ],
  ])('%s is named', (_, layer, where) => {
    expect(() => parseNetwork({ inputs: [4], layers: [layer] }, 'g')).toThrow(problem(where));
  });
  it('an unknown type is told what there is', () => {
    const parse = () => parseNetwork({ inputs: [4], layers: [{ type: 'lstm' }] }, 'g');
    expect(parse).toThrow(problem('g.layers[0].type', 'nn/unknown-layer'));
    expect(parse).toThrow(expect.objectContaining({ fix: expect.stringContaining('conv2dTranspose') }));
  });
  it('a wrong shape is named with its layer', () => {
    expect(() => network([4], [dense(3), conv2d(3, 3)])).toThrow(problem("layer 'conv2d' (conv2d)", 'graph/shape'));
    const layers = [dense(3), conv2d(3, 3)];
    expect(() => parseNetwork({ inputs: [4], layers }, 'g')).toThrow(
      problem("g: layer 'conv2d' (conv2d)", 'graph/shape'),
    );
  });
  it('a wrong input and a wrong variable are told', () => {
    const net = network([4], [dense(3)]);
    const variable = (name: string) => input(name, [1, 1]);
    expect(() => applyNetwork(net, input('x', [2, 5]), { training: false, variable })).toThrow(
      "input 'input' expects [n, 4], got [2, 5]",
    );
    expect(() => applyNetwork(net, input('x', [2, 4]), { training: false, variable })).toThrow(
      'dense/kernel expects [4, 3], got [1, 1]',
    );
  });
});

it('writes defaults out', () => {
  const [layer] = network([4], [dense(3)]).layers;
  expect(layer).toEqual({
    type: 'dense',
    name: 'dense',
    units: 3,
    useBias: true,
    spectralNorm: false,
    kernelInitializer: 'glorotUniform',
    biasInitializer: 'zeros',
  });
});

it('draws a table', () => {
  const net = network(
    [4, 4, 1],
    [
      conv2d(2, 3, { padding: 'same' }),
      batchNorm(),
      leakyRelu(),
      concat(['leakyRelu', 'input']),
      flatten(),
      dense(10, { name: 'logits' }),
    ],
  );
  expect(summary(net, 'discriminator')).toMatchInlineSnapshot(`
    "discriminator
    ──────────────────────────────────────────────
    Layer (type)           Output shape     Params
    ──────────────────────────────────────────────
    input (input)          (None, 4, 4, 1)       0
    conv2d (conv2d)        (None, 4, 4, 2)      20
    batchNorm (batchNorm)  (None, 4, 4, 2)       8
    leakyRelu (leakyRelu)  (None, 4, 4, 2)       0
    concat (concat)        (None, 4, 4, 3)       0
    flatten (flatten)      (None, 48)            0
    logits (dense)         (None, 10)          490
    ──────────────────────────────────────────────
    Total params: 518
    Trainable params: 514
    Non-trainable params: 4"
  `);
});

import { expect, it } from 'vitest';
import * as nn from '../nn/index.ts';
import * as gan from './index.ts';

const players = {
  generator: { network: nn.network([2], [nn.dense(2)]), optimizer: nn.adam() },
  discriminator: { network: nn.network([2], [nn.dense(1)]), optimizer: nn.adam() },
  batch: { generator: 2, discriminator: 2 },
};
// what a file in JavaScript may hold
const any = (value: unknown) => value as never;

/** A slip, what is said of it, where, and what is advised. */
const slips: [make: () => unknown, message: string, where: string, fix: RegExp][] = [
  [
    () => nn.adam(any({ learningrate: 5e-4 })),
    "adam() has no option 'learningrate'",
    'learningrate: 0.0005',
    /^did you mean 'learningRate'\? its options are .*beta1/,
  ],
  [() => nn.adam(any(5e-4)), 'adam() takes its options as an object', '0.0005', /write { learningRate: 0\.0005 }/],
  [() => nn.adam({ beta1: 1 }), 'beta1 of adam() takes a number below 1', 'beta1: 1', /give a number below 1/],
  [() => nn.rmsprop(any({ rho: '0.9' })), 'rho of rmsprop() takes a number', "rho: '0.9'", /give a number/],
  [() => nn.sgd(any({ clip: { valu: 1 } })), "sgd() has no option 'clip.valu'", 'clip.valu: 1', /did you mean 'value'/],
  [
    () => gan.crossEntropy({ real: 2 }),
    'real of crossEntropy() takes a number of at most 1',
    'real: 2',
    /give a number of at most 1/,
  ],
  [() => gan.hinge(any({ margin: 1 })), "hinge() has no option 'margin'", 'margin: 1', /it takes none/],
  [() => gan.ebgan(any({ margn: 1 })), "ebgan() has no option 'margn'", 'margn: 1', /did you mean 'margin'/],
  [() => gan.ebgan(any({})), 'margin of ebgan() takes a number', 'margin: undefined', /give/],
  [() => gan.r1({ every: 0 }), 'every of r1() takes a whole number above 0', 'every: 0', /give/],
  [() => gan.gradientPenalty(any({ weigth: 5 })), "gradientPenalty() has no option 'weigth'", 'weigth: 5', /'weight'/],
  [
    () => gan.diffAugment(any({ policy: [] })),
    "diffAugment() has no option 'policy'",
    'policy: []',
    /did you mean 'policies'/,
  ],
  [
    () => gan.diffAugment(any({ policies: ['colour'] })),
    "policies[0] of diffAugment() takes one of 'color', 'translation', 'cutout'",
    "policies[0]: 'colour'",
    /did you mean 'color'/,
  ],
  [() => gan.ada({ target: 3 }), 'target of ada() takes a number below 1', 'target: 3', /give/],
  [() => gan.infoGan(any({ discret: [10] })), "infoGan() has no option 'discret'", 'discret: [10]', /'discrete'/],
  [() => nn.cosineDecay(any('fast')), 'initial of cosineDecay() takes a number', "initial: 'fast'", /give a number/],
  [() => nn.linearDecay(1, 0, -5), 'steps of linearDecay() takes a number above 0', 'steps: -5', /give/],
  [
    () => nn.varianceScaling(any({ mode: 'fanin' })),
    "mode of varianceScaling() takes one of 'fanIn', 'fanOut', 'fanAvg'",
    "mode: 'fanin'",
    /did you mean 'fanIn'/,
  ],
  [
    () => nn.randomNormal(any({ stddev: 0.02 })),
    'stddev of randomNormal() takes a number',
    'stddev: { stddev }',
    /give/,
  ],
  [
    () => nn.conv2d(8, 3, any({ stride: 2 })),
    "conv2d() has no option 'stride'",
    'stride: 2',
    /did you mean 'strides'\? its options are .*padding/,
  ],
  [() => nn.dense(any({ units: 3 })), 'units of dense() takes a whole number', 'units: { units }', /give/],
  [() => nn.dropout(1), 'rate of dropout() takes a number below 1', 'rate: 1', /give a number below 1/],
  [() => nn.relu(any({ negative: 1 })), "relu() has no option 'negative'", 'negative: 1', /options are name, inputs/],
  [() => nn.residualBlock(8, any({ resampel: 'up' })), "residualBlock() has no option 'resampel'", '', /resample/],
  [() => nn.resnextBlock(8, any({ cardinalty: 2 })), "resnextBlock() has no option 'cardinalty'", '', /cardinality/],
  [
    () => gan.gan({ ...players, discriminatorSteps: 0 }),
    'discriminatorSteps of gan() takes a whole number above 0',
    'discriminatorSteps: 0',
    /give/,
  ],
  [
    () => gan.gan({ ...players, ...(any({ pack: 2 }) as object) }),
    "gan() has no option 'pack'",
    'pack: 2',
    /'packing'/,
  ],
  [
    () => gan.gan({ ...players, loss: any({ type: 'hing' }) }),
    /loss\.type of gan\(\) takes one of .*'hinge'/ as never,
    "loss.type: 'hing'",
    /did you mean 'hinge'/,
  ],
  [
    () => gan.customGame(any({ players: { a: players.generator }, batch: 0, moves: [] })),
    'batch of customGame() takes a whole number',
    'batch: 0',
    /give/,
  ],
];

it.each(slips)('%s', (make, message, where, fix) => {
  let error: unknown;
  try {
    make();
  } catch (e) {
    error = e;
  }
  expect(error).toMatchObject({
    kind: 'usage',
    message: typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message),
    where: expect.stringContaining(where),
    fix: expect.stringMatching(fix),
  });
});

it('options as they should be are taken as before', () => {
  expect(nn.concat([nn.previous(), 'label'])).toEqual({ type: 'concat', inputs: ['@1', 'label'] });
  expect(nn.conv2d(8, 3, { strides: 2, name: 'first' })).toEqual({
    type: 'conv2d',
    filters: 8,
    kernelSize: 3,
    strides: 2,
    name: 'first',
  });
  expect(nn.linearDecay(1, 0, undefined, { hold: 0.5 })).toEqual({ type: 'linear', initial: 1, final: 0, hold: 0.5 });
});

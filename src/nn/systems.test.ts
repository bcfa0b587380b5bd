import { expect, test } from 'vitest';
import {
  batchNorm,
  conv2d,
  conv2dTranspose,
  dense,
  describe as describeNetwork,
  dropout,
  flatten,
  type Layer,
  leakyRelu,
  network,
  parseNetwork,
  reshape,
  sigmoid,
  tanh,
  upsample,
} from './index.ts';

const hidden = (units: number): Layer[] => [dense(units), leakyRelu(0.2)];
const same = { padding: 'same' } as const;
const half = { padding: 'same', strides: 2 } as const;

const mlpDiscriminator = network([28, 28, 1], [flatten(), ...hidden(512), ...hidden(256), dense(1)]);

// the figures that Keras prints for these networks
const systems = [
  {
    name: 'mnist-mlp',
    generator: network([100], [...[256, 512, 1024].flatMap(hidden), dense(784), tanh(), reshape([28, 28, 1])]),
    discriminator: mlpDiscriminator,
    counts: [1_486_352, 533_505],
    image: [-1, 28, 28, 1],
  },
  {
    name: 'mnist-dcgan',
    generator: network(
      [100],
      [
        dense(7 * 7 * 128),
        reshape([7, 7, 128]),
        leakyRelu(),
        batchNorm(),
        upsample(2),
        conv2d(64, 5, same),
        leakyRelu(),
        batchNorm(),
        upsample(2),
        conv2d(1, 5, { ...same, activation: 'tanh' }),
      ],
    ),
    discriminator: network(
      [28, 28, 1],
      [conv2d(64, 5, half), leakyRelu(), conv2d(128, 5, half), leakyRelu(), flatten(), dense(1)],
    ),
    counts: [840_705, 212_865],
    image: [-1, 28, 28, 1],
  },
  {
    name: 'fashion-mlp',
    generator: network(
      [100],
      [
        ...[256, 512, 1024].flatMap((units) => [...hidden(units), batchNorm({ momentum: 0.8 })]),
        dense(784, { activation: 'tanh' }),
        reshape([28, 28, 1]),
      ],
    ),
    discriminator: mlpDiscriminator,
    counts: [1_493_520, 533_505],
    image: [-1, 28, 28, 1],
  },
  {
    name: 'celeba-dcgan',
    generator: network(
      [128],
      [
        dense(8 * 8 * 128),
        reshape([8, 8, 128]),
        ...[128, 256, 512].flatMap((filters) => [conv2dTranspose(filters, 4, half), leakyRelu()]),
        conv2d(3, 5, same),
        sigmoid(),
      ],
    ),
    discriminator: network(
      [64, 64, 3],
      [
        ...[64, 128, 128].flatMap((filters) => [conv2d(filters, 4, half), leakyRelu()]),
        flatten(),
        dropout(0.2),
        dense(1),
      ],
    ),
    counts: [3_979_651, 404_801],
    image: [-1, 64, 64, 3],
  },
];

test.each(systems)('$name has as many parameters as in Keras', ({ generator, discriminator, counts, image }) => {
  const g = describeNetwork(generator);
  const d = describeNetwork(discriminator);
  const total = (rows: typeof g.rows) => rows.reduce((n, row) => n + row.parameters, 0);
  expect([total(g.rows), total(d.rows)]).toEqual(counts);
  expect(g.outputShape).toEqual(image);
  expect(d.outputShape).toEqual([-1, 1]);
  for (const net of [generator, discriminator])
    expect(parseNetwork(JSON.parse(JSON.stringify(net)), 'net')).toEqual(net);
});

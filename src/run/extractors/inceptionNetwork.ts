import {
  averagePool2d,
  batchNorm,
  concat,
  conv2d,
  globalAveragePool,
  type Layer,
  maxPool2d,
  type Network,
  network,
  relu,
} from '../../nn/index.ts';

/** Height and width of the pictures that it takes. */
export const side = 299;
/** A convolution with normalisation and ReLU, by its name in PyTorch. */
interface Chain {
  readonly name: string;
  readonly filters: number;
  readonly kernel: number | readonly [number, number];
  readonly strides?: number;
  readonly padding?: number | readonly [number, number];
}

const square = (name: string, filters: number, kernel: number, padding = 0): Chain => ({
  ...{ name, filters, kernel },
  padding,
});
const down = (name: string, filters: number): Chain => ({ name, filters, kernel: 3, strides: 2 });
const tall = (name: string, filters: number, length: number): Chain => ({
  ...{ name, filters, kernel: [length, 1] },
  padding: [(length - 1) / 2, 0],
});
const wide = (name: string, filters: number, length: number): Chain => ({
  ...{ name, filters, kernel: [1, length] },
  padding: [0, (length - 1) / 2],
});

class Builder {
  readonly layers: Layer[] = [];
  readonly #part: number;
  /** Names of the convolutions, as in PyTorch. */
  readonly convolutions: string[] = [];
  last = 'input';

  constructor(part: number) {
    this.#part = part;
  }

  add(layer: Layer, name: string, from = this.last): string {
    this.layers.push({ ...layer, name, ...(layer.inputs === undefined && { inputs: [from] }) } as Layer);
    this.last = name;
    return name;
  }

  convolution(block: string, { name, filters, kernel, strides = 1, padding = 0 }: Chain, from = this.last): string {
    const torch = block === '' ? name : `${block}.${name}`;
    const own = layerName(torch);
    this.convolutions.push(torch);
    const bare = { strides, padding, useBias: false };
    this.add(conv2d(filters / this.#part, kernel, bare), `${own}_conv`, from);
    this.add(batchNorm({ epsilon: 1e-3 }), `${own}_bn`);
    return this.add(relu(), own);
  }

  chain(block: string, chains: readonly Chain[], from: string): string {
    let last = from;
    for (const chain of chains) last = this.convolution(block, chain, last);
    return last;
  }

  /** Branches side by side, one channel after the other. */
  block(name: string, branches: (from: string) => readonly string[]): void {
    this.add(concat(branches(this.last)), name);
  }

  averaged(block: string, filters: number, from: string): string {
    const pool = this.add(averagePool2d(3, { strides: 1, padding: 1 }), `${block}_average`, from);
    return this.convolution(block, square('branch_pool', filters, 1), pool);
  }
}

export const layerName = (torch: string): string => torch.replace('.', '_');

/**
 * InceptionV3 as the Fréchet Inception Distance takes it: that of TensorFlow's graph of 2015, whose average pooling does not
 * count what is padded, and whose last block takes maxima where others take averages (pytorch-fid's
 * `fid_inception_v3`). Pictures `[n, 299, 299, 3]` in −1 … 1 to features `[n, 2048]`, those of the last pool.
 *
 * Szegedy et al. 2015, https://arxiv.org/abs/1512.00567
 *
 * @param part all but the pictures have so many times fewer channels, for tests; default 1
 */
export function inceptionV3(part = 1): { network: Network; convolutions: readonly string[] } {
  const b = new Builder(part);
  b.convolution('', down('Conv2d_1a_3x3', 32));
  b.convolution('', square('Conv2d_2a_3x3', 32, 3));
  b.convolution('', square('Conv2d_2b_3x3', 64, 3, 1));
  b.add(maxPool2d(3, { strides: 2 }), 'MaxPool_1');
  b.convolution('', square('Conv2d_3b_1x1', 80, 1));
  b.convolution('', square('Conv2d_4a_3x3', 192, 3));
  b.add(maxPool2d(3, { strides: 2 }), 'MaxPool_2');
  blockA(b, 'Mixed_5b', 32);
  blockA(b, 'Mixed_5c', 64);
  blockA(b, 'Mixed_5d', 64);
  blockB(b, 'Mixed_6a');
  blockC(b, 'Mixed_6b', 128);
  blockC(b, 'Mixed_6c', 160);
  blockC(b, 'Mixed_6d', 160);
  blockC(b, 'Mixed_6e', 192);
  blockD(b, 'Mixed_7a');
  blockE(b, 'Mixed_7b', 'average');
  blockE(b, 'Mixed_7c', 'max');
  b.add(globalAveragePool(), 'features');
  return { network: network([side, side, 3], b.layers), convolutions: b.convolutions };
}

// A on 35 places a side, B to 17, C on 17, D to 8, E on 8
const blockA = (b: Builder, name: string, pooled: number) =>
  b.block(name, (x) => [
    b.convolution(name, square('branch1x1', 64, 1), x),
    b.chain(name, [square('branch5x5_1', 48, 1), square('branch5x5_2', 64, 5, 2)], x),
    b.chain(name, [...doubled(), square('branch3x3dbl_3', 96, 3, 1)], x),
    b.averaged(name, pooled, x),
  ]);

const doubled = () => [square('branch3x3dbl_1', 64, 1), square('branch3x3dbl_2', 96, 3, 1)];

const blockB = (b: Builder, name: string) =>
  b.block(name, (x) => [
    b.convolution(name, down('branch3x3', 384), x),
    b.chain(name, [...doubled(), down('branch3x3dbl_3', 96)], x),
    b.add(maxPool2d(3, { strides: 2 }), `${name}_max`, x),
  ]);

const blockC = (b: Builder, name: string, c: number) =>
  b.block(name, (x) => [
    b.convolution(name, square('branch1x1', 192, 1), x),
    b.chain(name, [square('branch7x7_1', c, 1), wide('branch7x7_2', c, 7), tall('branch7x7_3', 192, 7)], x),
    b.chain(
      name,
      [
        square('branch7x7dbl_1', c, 1),
        tall('branch7x7dbl_2', c, 7),
        wide('branch7x7dbl_3', c, 7),
        tall('branch7x7dbl_4', c, 7),
        wide('branch7x7dbl_5', 192, 7),
      ],
      x,
    ),
    b.averaged(name, 192, x),
  ]);

const blockD = (b: Builder, name: string) =>
  b.block(name, (x) => [
    b.chain(name, [square('branch3x3_1', 192, 1), down('branch3x3_2', 320)], x),
    b.chain(
      name,
      [
        square('branch7x7x3_1', 192, 1),
        wide('branch7x7x3_2', 192, 7),
        tall('branch7x7x3_3', 192, 7),
        down('branch7x7x3_4', 192),
      ],
      x,
    ),
    b.add(maxPool2d(3, { strides: 2 }), `${name}_max`, x),
  ]);

function blockE(b: Builder, name: string, pool: 'average' | 'max'): void {
  b.block(name, (x) => {
    const one = b.convolution(name, square('branch1x1', 320, 1), x);
    const inner = b.convolution(name, square('branch3x3_1', 384, 1), x);
    const split = (of: string, from: string) => [
      b.convolution(name, wide(`${of}a`, 384, 3), from),
      b.convolution(name, tall(`${of}b`, 384, 3), from),
    ];
    const once = split('branch3x3_2', inner);
    const deep = b.chain(name, [square('branch3x3dbl_1', 448, 1), square('branch3x3dbl_2', 384, 3, 1)], x);
    const twice = split('branch3x3dbl_3', deep);
    if (pool === 'average') return [one, ...once, ...twice, b.averaged(name, 192, x)];
    const highest = b.add(maxPool2d(3, { strides: 1, padding: 1 }), `${name}_max`, x);
    return [one, ...once, ...twice, b.convolution(name, square('branch_pool', 192, 1), highest)];
  });
}

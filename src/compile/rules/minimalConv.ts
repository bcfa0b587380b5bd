import { add, anyBatch, type ConvAttributes, concat, matmul, reshape, slice, type Tensor } from '../../tensor/index.ts';
import {
  dataTiles,
  type Filtering,
  factorsIn,
  factorsOf,
  filteringOf,
  type Group,
  kernelOf,
  outputTiles,
  resultsOf,
  type Tiling,
  woven,
} from './minimalFiltering.ts';
import { phasesOf } from './phases.ts';
import { examplesOf, perOperation, rangesOf, type SpreadLimits } from './spread.ts';

/**
 * Convolutions by minimal filtering. A strided one is a sum of stride-1 convolutions of few taps, one for each residue of
 * the image's rows and columns: 4×4 at stride 2 is four of 2×2, for which 25 products do the work of 64.
 */
type Pair = readonly [number, number];
const axes = [0, 1] as const;

const size = (x: Tensor): Pair => [x.shape[1]!, x.shape[2]!];

/** One residue of an axis. Output i of the convolution reads the image at i · stride + first + k · stride, k < taps. */
interface Residue {
  /** The image's first row of this residue. */
  readonly start: number;
  readonly first: number;
  /** The kernel's places, in the order of what they read. */
  readonly taps: readonly number[];
  readonly filtering: Filtering;
}

function residuesOf(kernel: number, stride: number, padding: number, outputs: number): Residue[] | undefined {
  const out: Residue[] = [];
  for (const { start, taps } of phasesOf(kernel, stride, 1, padding)) {
    const filtering = filteringOf(outputs, taps.length);
    if (!filtering) return undefined;
    // row q of the residue is read by output q + offset under a tap: output i reads row i − offset
    const ascending = [...taps].sort((a, b) => b.offset - a.offset);
    out.push({
      start,
      first: start - ascending[0]!.offset * stride,
      taps: ascending.map((t) => t.tap),
      filtering,
    });
  }
  return out;
}

/** Residues of both axes whose kernels have as many taps, and so one filtering. */
interface Pieces extends Group {
  readonly residues: readonly (readonly [Residue, Residue])[];
}

/** A convolution in pieces: an image of `image` pixels on the one side, `output` pixels on the other. */
export interface MinimalConv {
  readonly groups: readonly Pieces[];
  /** Outputs of a tile along either axis. */
  readonly outputs: number;
  readonly strides: Pair;
  readonly output: Pair;
  readonly image: Pair;
}

function piecesOf(
  a: ConvAttributes,
  kernel: Pair,
  [image, output]: readonly [Pair, Pair],
  outputs: number,
): MinimalConv | undefined {
  const [ys, xs] = axes.map((d) => residuesOf(kernel[d], a.strides[d], a.pads[d], outputs));
  if (!ys || !xs) return undefined;
  const groups = new Map<string, (readonly [Residue, Residue])[]>();
  for (const y of ys)
    for (const x of xs) {
      const kind = `${y.taps.length}×${x.taps.length}`;
      groups.set(kind, [...(groups.get(kind) ?? []), [y, x]]);
    }
  return {
    groups: [...groups.values()].map((residues) => ({
      residues,
      filterings: [residues[0]![0].filtering, residues[0]![1].filtering],
      places: residues.map(([y, x]) => y.taps.flatMap((u) => x.taps.map((v) => u * kernel[1] + v))),
    })),
    outputs,
    strides: a.strides,
    output,
    image,
  };
}

const tilesFor = ({ outputs }: MinimalConv, length: Pair): Pair => [
  Math.ceil(length[0] / outputs),
  Math.ceil(length[1] / outputs),
];
const areaOf = ([h, w]: Pair) => h * w;

/** A tiling of each axis for every piece. */
const tilingsOf = ({ residues }: Pieces, of: (residue: Residue, axis: 0 | 1) => Tiling) =>
  residues.map(([y, x]) => [of(y, 0), of(x, 1)] as const);

/** The image's side in tiles of what each tile of outputs reads. */
function imageTiles(x: Tensor, conv: MinimalConv, group: Pieces): Tensor {
  const tiles = tilesFor(conv, conv.output);
  const tilings = tilingsOf(group, ({ first }, d) => ({
    start: first,
    between: conv.strides[d],
    step: conv.outputs * conv.strides[d],
    tiles: tiles[d],
  }));
  return dataTiles(x, tilings, group, 'together');
}

/** Numbers in the tiles of both sides, of so many examples. */
const tileNumbers = (conv: MinimalConv, examples: number, [c, o]: Pair) =>
  conv.groups.reduce((sum, group) => sum + factorsIn(group) * (group.places.length * c + o), 0) *
  areaOf(tilesFor(conv, conv.output)) *
  examples;

/** What takes how long, in nanoseconds: a number of a kernel made a factor, and any other that is copied. */
const [perFactor, perNumber] = [0.8, 0.3];

/** How long a convolution takes whose products are those of its taps. */
const spreadTime = (taps: number, [c, o]: Pair) => taps * c * (perNumber + 2 * o * perOperation);

function minimalTime(conv: MinimalConv, examples: number, [c, o]: Pair): number {
  const tiles = areaOf(tilesFor(conv, conv.output)) * examples;
  return conv.groups.reduce((time, group) => {
    const [factors, parts, outputs] = [factorsIn(group), group.places.length, conv.outputs ** 2];
    const data = factors * parts * tiles * c * (2 * perNumber + 2 * factors * perOperation);
    const products = 2 * factors * parts * tiles * c * o * perOperation;
    const results = factors * tiles * o * (perNumber + 2 * outputs * perOperation) + outputs * tiles * o * perNumber;
    return time + data + products + results + factors * parts * c * o * perFactor;
  }, 0);
}

/** What is won must be clearly more than what an estimate may be wrong by. */
const share = 0.8;
/** Below so many channels a row of a tile is too short to be copied at that speed. */
const fewest = 16;

/**
 * The pieces of a convolution of an image with a kernel [kh, kw, c, o], in the tiles that take least time, where minimal
 * filtering can do it and takes less than its spread would. All three directions of a convolution have the same, so that
 * what is made of the image serves the kernel's gradient too.
 */
export function minimalConv(
  a: ConvAttributes,
  [kh, kw, c, o]: readonly number[],
  image: Tensor,
  output: Tensor,
  { filtering }: SpreadLimits,
): MinimalConv | undefined {
  const [n] = image.shape as [number];
  if (n === anyBatch || a.groups !== 1 || a.dilations.some((d) => d !== 1)) return undefined;
  const isEverywhere = filtering === 'everywhere';
  if (!isEverywhere && Math.min(c!, o!) < fewest) return undefined;
  const channels = [c!, o!] as const;
  const spread = spreadTime(kh! * kw! * areaOf(size(output)) * n, channels);
  let best: { conv: MinimalConv; time: number } | undefined;
  for (const outputs of [2, 3, 4]) {
    const conv = piecesOf(a, [kh!, kw!], [size(image), size(output)], outputs);
    const time = conv && minimalTime(conv, n, channels);
    if (time !== undefined && time < (best?.time ?? (isEverywhere ? Number.POSITIVE_INFINITY : share * spread)))
      best = { conv: conv!, time };
  }
  return best?.conv;
}

/** A batch in parts of so many tiles as stay near the processor; ever smaller ones take longer, with smaller products. */
function partsOf(conv: MinimalConv, examples: number, channels: Pair, { largest, cached }: SpreadLimits): Pair[] {
  const most = Math.min(largest, cached);
  return rangesOf(examples, Math.min(examples, Math.ceil(tileNumbers(conv, examples, channels) / most)));
}

const inside = (x: Tensor, pixels: Pair): Tensor => slice(x, [1, 2], [0, 0], pixels);

/** y = conv2d(x, w) */
function forward(x: Tensor, w: Tensor, conv: MinimalConv): Tensor {
  const results = conv.groups
    .map((group) => resultsOf(matmul(imageTiles(x, conv, group), factorsOf(w, group)), group))
    .reduce(add);
  const tiles = tilesFor(conv, conv.output);
  const outputs = [conv.outputs, conv.outputs] as const;
  return inside(woven(results, [outputs, [1, 1], tiles], [x.shape[0]!, w.shape[3]!]), conv.output);
}

/** dw of conv2d. */
function kernelGradient(x: Tensor, dy: Tensor, shape: readonly number[], conv: MinimalConv): Tensor {
  const [c, o] = [shape[2]!, shape[3]!];
  const tiles = tilesFor(conv, conv.output);
  const tiling = axes.map((d) => ({ start: 0, between: 1, step: conv.outputs, tiles: tiles[d] })) as [Tiling, Tiling];
  const products = conv.groups.flatMap((group) => {
    const [images, outputs] = [imageTiles(x, conv, group), outputTiles(dy, tiling, group)];
    const one = (t: Tensor, k: number) => reshape(slice(t, [0], [k], [k + 1]), t.shape.slice(1));
    return Array.from({ length: factorsIn(group) }, (_, k) =>
      reshape(matmul(one(images, k), one(outputs, k), { transposeA: true }), [group.places.length, c * o]),
    );
  });
  return kernelOf(concat(products, 0), conv.groups, shape);
}

/** dx of conv2d: each residue is a stride-1 convolution of dy with the taps turned about. */
function inputGradient(dy: Tensor, w: Tensor, conv: MinimalConv): Tensor {
  const { strides, image, outputs } = conv;
  const [n, c] = [dy.shape[0]!, w.shape[2]!];
  const tiles = tilesFor(conv, axes.map((d) => Math.ceil(image[d] / strides[d])) as unknown as Pair);
  const numbers = n * areaOf(tiles) * c;
  const results = new Map<number, Tensor>();
  for (const group of conv.groups) {
    const turned = { ...group, places: group.places.map((p) => [...p].reverse()) };
    const tilings = tilingsOf(group, ({ start, first, taps }, d) => ({
      // row start of the image is read by outputs i with i · stride + first + k · stride = start
      start: (start - first) / strides[d] - (taps.length - 1),
      between: 1,
      step: outputs,
      tiles: tiles[d],
    }));
    const parts = group.places.length;
    const data = dataTiles(dy, tilings, group, 'apart');
    const each = reshape(data, [factorsIn(group) * parts, n * areaOf(tiles), dy.shape[3]!]);
    const made = reshape(resultsOf(matmul(each, factorsOf(w, turned, true)), group), [outputs ** 2, parts, numbers]);
    group.residues.forEach(([y, x], p) => {
      results.set(y.start * strides[1] + x.start, parts === 1 ? made : slice(made, [1], [p], [p + 1]));
    });
  }
  const whole = wholeOf(results, areaOf(strides));
  return inside(woven(whole, [[outputs, outputs], strides, tiles], [n, c]), image);
}

/** The results of all residues side by side; as they are where one group has made them in that order. */
function wholeOf(results: ReadonlyMap<number, Tensor>, residues: number): Tensor {
  const sorted = Array.from({ length: residues }, (_, k) => results.get(k)!);
  const [from] = sorted[0]!.inputs;
  const isWhole = residues > 1 && from?.shape[1] === residues && sorted.every((t) => t.inputs[0] === from);
  return isWhole ? from : concat(sorted, 1);
}

/** y = conv2d(x, w), in parts of the batch. */
export const minimalForward = (x: Tensor, w: Tensor, conv: MinimalConv, limits: SpreadLimits): Tensor =>
  byParts(x, w, conv, limits, (part) => forward(part, w, conv));

/** dx of conv2d, in parts of the batch. */
export const minimalInputGradient = (dy: Tensor, w: Tensor, conv: MinimalConv, limits: SpreadLimits): Tensor =>
  byParts(dy, w, conv, limits, (part) => inputGradient(part, w, conv));

function byParts(x: Tensor, w: Tensor, conv: MinimalConv, limits: SpreadLimits, work: (part: Tensor) => Tensor) {
  const parts = partsOf(conv, x.shape[0]!, [w.shape[2]!, w.shape[3]!], limits);
  return concat(
    parts.map((part) => work(examplesOf(x, part))),
    0,
  );
}

/** dw of conv2d, the sum over parts of the batch. */
export const minimalKernelGradient = (
  x: Tensor,
  dy: Tensor,
  w: readonly number[],
  conv: MinimalConv,
  limits: SpreadLimits,
): Tensor =>
  partsOf(conv, x.shape[0]!, [w[2]!, w[3]!], limits)
    .map((part) => kernelGradient(examplesOf(x, part), examplesOf(dy, part), w, conv))
    .reduce(add);

import { add, anyBatch, type ConvAttributes, concat, matmul, type Tensor } from '../../tensor/index.ts';
import { sumOfProducts } from './bias.ts';
import {
  type Filtering,
  factorsOf,
  filteringFor,
  kernelOf,
  type Piece,
  resultsOf,
  type Tiling,
  tilesOf,
  transposed,
  woven,
} from './minimalFiltering.ts';
import { phasesOf } from './phases.ts';
import { examplesOf, rangesOf, type SpreadLimits } from './spread.ts';

/**
 * Convolutions by minimal filtering. A strided one is a sum of stride-1 convolutions of few taps, one for each residue of
 * the image's rows and columns: 4×4 at stride 2 is four of 2×2, for which 9 products do the work of 16.
 */
type Pair = readonly [number, number];

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

function residuesOf(kernel: number, stride: number, padding: number): Residue[] | undefined {
  const out: Residue[] = [];
  for (const { start, taps } of phasesOf(kernel, stride, 1, padding)) {
    const filtering = filteringFor(taps.length);
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

/** A convolution in pieces: an image of `image` pixels on the one side, `output` pixels on the other. */
export interface MinimalConv {
  readonly pieces: readonly (Piece & { readonly residues: readonly [Residue, Residue] })[];
  readonly strides: Pair;
  readonly output: Pair;
  readonly image: Pair;
}

function piecesOf(a: ConvAttributes, kernel: Pair, image: Pair, output: Pair): MinimalConv | undefined {
  if (a.groups !== 1 || a.dilations.some((d) => d !== 1)) return undefined;
  const axes = ([0, 1] as const).map((d) => residuesOf(kernel[d], a.strides[d], a.pads[d]));
  const [ys, xs] = axes;
  if (!ys || !xs) return undefined;
  // one weave for all residues
  if ([ys, xs].some((r) => r.some(({ filtering }) => filtering.outputs !== r[0]!.filtering.outputs))) return undefined;
  const pieces = ys.flatMap((y) =>
    xs.map((x) => ({
      residues: [y, x] as const,
      filterings: [y.filtering, x.filtering] as const,
      places: y.taps.flatMap((u) => x.taps.map((v) => u * kernel[1] + v)),
    })),
  );
  return { pieces, strides: a.strides, output, image };
}

const tilesFor = (length: number, { outputs }: Filtering) => Math.ceil(length / outputs);

/** A tiling of each axis for every piece. */
const tilingsOf = (pieces: MinimalConv['pieces'], of: (residue: Residue, axis: 0 | 1) => Tiling) =>
  pieces.map(({ residues: [y, x] }) => [of(y, 0), of(x, 1)] as const);

/** The image's side in tiles of what each tile of outputs reads. */
const imageTiles = ({ pieces, strides, output }: MinimalConv) =>
  tilingsOf(pieces, ({ filtering, first }, d) => ({
    start: first,
    between: strides[d],
    step: filtering.outputs * strides[d],
    tiles: tilesFor(output[d], filtering),
    matrix: filtering.data,
  }));

/** The outputs' side in tiles: Aᵀ's transpose of each. */
const outputTiles = ({ pieces, output }: MinimalConv) =>
  tilingsOf(pieces, ({ filtering }, d) => ({
    start: 0,
    between: 1,
    step: filtering.outputs,
    tiles: tilesFor(output[d], filtering),
    matrix: transposed(filtering.results),
  }));

/** Tiles along each axis. */
const tilesAlong = (pieces: MinimalConv['pieces'], output: Pair): Pair =>
  [0, 1].map((d) => tilesFor(output[d]!, pieces[0]!.residues[d]!.filtering)) as unknown as Pair;

/** Numbers in the tiles of both sides, of so many examples. */
const tileNumbers = ({ pieces, output }: MinimalConv, examples: number, channels: number) =>
  pieces.reduce((sum, { filterings: [a, b] }) => {
    const tiles = tilesFor(output[0], a) * tilesFor(output[1], b);
    return sum + a.kernel.length * b.kernel.length * tiles * examples * channels;
  }, 0);

/** A product does an operation in this time. Nanoseconds. */
const perOperation = 1 / 120;

/** Whether the products that are saved take clearly longer than what is moved about for it. */
function saves(conv: MinimalConv, examples: number, [c, o]: Pair, tiling: number): boolean {
  const taps = conv.pieces.reduce((sum, { places }) => sum + places.length, 0);
  const factors = conv.pieces.reduce((sum, { filterings: [a, b] }) => sum + a.kernel.length * b.kernel.length, 0);
  const products = taps * conv.output[0] * conv.output[1] * examples - tileNumbers(conv, examples, 1);
  const moved = tileNumbers(conv, examples, c + o) + factors * c * o;
  return 2 * products * c * o * perOperation > 1.5 * moved * tiling;
}

/**
 * The pieces of a convolution of an image with a kernel [kh, kw, c, o], where minimal filtering can do it and takes less
 * time than its spread would.
 */
export function minimalConv(
  a: ConvAttributes,
  [kh, kw, c, o]: readonly number[],
  image: Tensor,
  output: Tensor,
  { tiling }: SpreadLimits,
): MinimalConv | undefined {
  const [n] = image.shape as [number];
  if (n === anyBatch) return undefined;
  const conv = piecesOf(a, [kh!, kw!], size(image), size(output));
  return conv && saves(conv, n, [c!, o!], tiling) ? conv : undefined;
}

/** A batch in parts of so many tiles as stay near the processor; ever smaller ones take longer, with smaller products. */
function partsOf(conv: MinimalConv, examples: number, channels: number, { largest, cached }: SpreadLimits): Pair[] {
  const most = Math.min(largest, 2 * cached);
  return rangesOf(examples, Math.min(examples, Math.ceil(tileNumbers(conv, examples, channels) / most)));
}

/** y = conv2d(x, w): the products of all pieces of the same filtering add up before Aᵀ. */
function forward(x: Tensor, w: Tensor, conv: MinimalConv): Tensor {
  const images = tilesOf(x, imageTiles(conv));
  const factors = factorsOf(w, conv.pieces);
  const kinds = new Map<string, number[]>();
  conv.pieces.forEach(({ filterings: [a, b] }, p) => {
    const kind = `${a.taps}×${b.taps}`;
    kinds.set(kind, [...(kinds.get(kind) ?? []), p]);
  });
  const parts = [...kinds.values()].map((group) => {
    const products = images[group[0]!]!.map((_, k) =>
      sumOfProducts(group.map((p) => [images[p]![k]!, factors[p]![k]!] as const)),
    );
    return resultsOf(products, conv.pieces[group[0]!]!.filterings);
  });
  const results = parts.reduce((sum, part) => sum.map((row, i) => row.map((r, j) => add(r, part[i]![j]!))));
  return woven(results, [x.shape[0]!, tilesAlong(conv.pieces, conv.output)], conv.output);
}

/** dw of conv2d. */
function kernelGradient(x: Tensor, dy: Tensor, shape: readonly number[], conv: MinimalConv): Tensor {
  const [images, outputs] = [tilesOf(x, imageTiles(conv)), tilesOf(dy, outputTiles(conv))];
  const products = conv.pieces.map((_, p) =>
    images[p]!.map((d, k) => matmul(d, outputs[p]![k]!, { transposeA: true })),
  );
  return kernelOf(products, conv.pieces, shape);
}

/** dx of conv2d: each residue is a stride-1 convolution of dy with the taps turned about. */
function inputGradient(dy: Tensor, w: Tensor, conv: MinimalConv): Tensor {
  const { strides, image } = conv;
  const cells = [0, 1].map((d) => Math.ceil(image[d]! / strides[d]!)) as unknown as Pair;
  const turned = conv.pieces.map((p) => ({ ...p, places: [...p.places].reverse() }));
  const tilings = tilingsOf(turned, ({ filtering, start, first, taps }, d) => ({
    // row start of the image is read by outputs i with i · stride + first + k · stride = start
    start: (start - first) / strides[d] - (taps.length - 1),
    between: 1,
    step: filtering.outputs,
    tiles: tilesFor(cells[d]!, filtering),
    matrix: filtering.data,
  }));
  const tiles = tilesOf(dy, tilings);
  const factors = factorsOf(w, turned);
  const n = dy.shape[0]!;
  const results = turned.map((p, i) =>
    resultsOf(
      tiles[i]!.map((d, k) => matmul(d, factors[i]![k]!, { transposeB: true })),
      p.filterings,
    ),
  );
  // row (t · outputs + a) · stride + residue
  const [sh, sw] = strides;
  const [mh, mw] = turned[0]!.filterings.map((f) => f.outputs) as [number, number];
  const parts = Array.from({ length: mh * sh }, (_, row) =>
    Array.from({ length: mw * sw }, (_, column) => {
      const residue = (row % sh) * sw + (column % sw);
      return results[residue]![Math.floor(row / sh)]![Math.floor(column / sw)]!;
    }),
  );
  return woven(parts, [n, tilesAlong(turned, cells)], image);
}

/** y = conv2d(x, w), in parts of the batch. */
export const minimalForward = (x: Tensor, w: Tensor, conv: MinimalConv, limits: SpreadLimits): Tensor =>
  byParts(x, w, conv, limits, (part) => forward(part, w, conv));

/** dx of conv2d, in parts of the batch. */
export const minimalInputGradient = (dy: Tensor, w: Tensor, conv: MinimalConv, limits: SpreadLimits): Tensor =>
  byParts(dy, w, conv, limits, (part) => inputGradient(part, w, conv));

function byParts(x: Tensor, w: Tensor, conv: MinimalConv, limits: SpreadLimits, work: (part: Tensor) => Tensor) {
  const parts = partsOf(conv, x.shape[0]!, w.shape[2]! + w.shape[3]!, limits);
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
  partsOf(conv, x.shape[0]!, w[2]! + w[3]!, limits)
    .map((part) => kernelGradient(examplesOf(x, part), examplesOf(dy, part), w, conv))
    .reduce(add);

import { z } from 'zod';
import { DuelError } from '../errors.ts';
import type { RandomStream } from '../random/stream.ts';
import { type Shape, sizeOf } from '../tensor/index.ts';
import { constructed } from './problems.ts';

const stddev = z.number().positive();
const varianceScalingSchema = z.strictObject({
  type: z.literal('varianceScaling'),
  scale: z.number().positive().default(1),
  mode: z.enum(['fanIn', 'fanOut', 'fanAvg']).default('fanIn'),
  distribution: z.enum(['uniform', 'truncatedNormal', 'normal']).default('truncatedNormal'),
});

const mean = z.number().default(0);
const schemas = {
  truncatedNormal: z.strictObject({ type: z.literal('truncatedNormal'), stddev: stddev.default(0.05), mean }),
  randomNormal: z.strictObject({ type: z.literal('randomNormal'), stddev: stddev.default(0.05), mean }),
  randomUniform: z.strictObject({
    type: z.literal('randomUniform'),
    min: z.number().default(-0.05),
    max: z.number().default(0.05),
  }),
  orthogonal: z.strictObject({ type: z.literal('orthogonal'), gain: z.number().positive().default(1) }),
  identity: z.strictObject({ type: z.literal('identity') }),
  constant: z.strictObject({ type: z.literal('constant'), value: z.number() }),
};

const byName = z.enum([
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
  'truncatedNormal',
  'randomNormal',
  'randomUniform',
  'orthogonal',
  'identity',
  'zeros',
  'ones',
]);

/** How a parameter's first values are drawn: a name, or a name with settings. */
export const initializerSchema = z.union([
  byName,
  z.discriminatedUnion('type', [
    varianceScalingSchema,
    schemas.truncatedNormal,
    schemas.randomNormal,
    schemas.randomUniform,
    schemas.orthogonal,
    schemas.identity,
    schemas.constant,
  ]),
]);
export type Initializer = z.output<typeof initializerSchema>;
type Settings = Exclude<Initializer, string>;

/** Normal with mean 0 (default) and `stddev` (default 0.05), as DCGAN's 0.02 (Radford et al. 2016). */
export const randomNormal = (stddev = 0.05, mean = 0): Initializer =>
  constructed(schemas.randomNormal, 'randomNormal', {}, { stddev, mean });
/** Normal, redrawn where it falls more than two standard deviations from the mean. */
export const truncatedNormal = (stddev = 0.05, mean = 0): Initializer =>
  constructed(schemas.truncatedNormal, 'truncatedNormal', {}, { stddev, mean });
/** Uniform in [min, max). */
export const randomUniform = (min = -0.05, max = 0.05): Initializer =>
  constructed(schemas.randomUniform, 'randomUniform', {}, { min, max });
/** Rows or columns of a random orthogonal matrix, times `gain` (Saxe et al. 2014). */
export const orthogonal = (gain = 1): Initializer => constructed(schemas.orthogonal, 'orthogonal', {}, { gain });
/** A kernel that leaves what it can as it is: 1 in its middle from each input to the output of the same number, else 0. */
export const identity = (): Initializer => ({ type: 'identity' });
/** `value` everywhere. */
export const constantOf = (value: number): Initializer =>
  constructed(schemas.constant, 'constant', {}, { value }, { called: 'constantOf' });
/**
 * Variance `scale` / fan, uniform or normal. PyTorch's default for linear and convolutional layers is
 * `varianceScaling({ scale: 1 / 3, distribution: 'uniform' })`.
 */
export const varianceScaling = (options: Omit<z.input<typeof varianceScalingSchema>, 'type'> = {}): Initializer =>
  constructed(varianceScalingSchema, 'varianceScaling', options);

/** How many values feed a unit, and how many it feeds. */
export interface Fans {
  readonly in: number;
  readonly out: number;
}

/**
 * Fans as Keras computes them: the last two axes times the receptive field. A transposed convolution's kernel
 * [kh, kw, out, in] is read the same way, so that there `in` counts output channels.
 */
export function fansOf(shape: Shape): Fans {
  if (shape.length === 0) return { in: 1, out: 1 };
  if (shape.length === 1) return { in: shape[0]!, out: shape[0]! };
  const field = sizeOf(shape.slice(0, -2));
  return { in: shape[shape.length - 2]! * field, out: shape[shape.length - 1]! * field };
}

/** What each name stands for. */
const named = {
  glorotUniform: { type: 'varianceScaling', scale: 1, mode: 'fanAvg', distribution: 'uniform' },
  glorotNormal: { type: 'varianceScaling', scale: 1, mode: 'fanAvg', distribution: 'truncatedNormal' },
  heUniform: { type: 'varianceScaling', scale: 2, mode: 'fanIn', distribution: 'uniform' },
  heNormal: { type: 'varianceScaling', scale: 2, mode: 'fanIn', distribution: 'truncatedNormal' },
  lecunUniform: { type: 'varianceScaling', scale: 1, mode: 'fanIn', distribution: 'uniform' },
  lecunNormal: { type: 'varianceScaling', scale: 1, mode: 'fanIn', distribution: 'truncatedNormal' },
  truncatedNormal: { type: 'truncatedNormal', stddev: 0.05, mean: 0 },
  randomNormal: { type: 'randomNormal', stddev: 0.05, mean: 0 },
  randomUniform: { type: 'randomUniform', min: -0.05, max: 0.05 },
  orthogonal: { type: 'orthogonal', gain: 1 },
  identity: { type: 'identity' },
  zeros: { type: 'constant', value: 0 },
  ones: { type: 'constant', value: 1 },
} as const satisfies Record<z.output<typeof byName>, Settings>;

/**
 * The first values of a parameter, row-major.
 *
 * The variance-scaling family (Glorot and Bengio 2010, He et al. 2015, LeCun et al. 1998) follows Keras: its normals
 * are cut at two standard deviations and widened so that their variance is the nominal one.
 *
 * @param fans default: `fansOf(shape)`
 */
export function initialize(
  initializer: Initializer,
  shape: Shape,
  fans: Fans | undefined,
  random: RandomStream,
): Float32Array {
  const settings: Settings = typeof initializer === 'string' ? named[initializer] : initializer;
  const out = new Float32Array(sizeOf(shape));
  switch (settings.type) {
    case 'varianceScaling':
      return fillScaled(out, settings, fans ?? fansOf(shape), random);
    case 'truncatedNormal':
      return fillTruncated(out, settings.stddev, settings.mean, random);
    case 'randomNormal':
      return affine(random.fillNormal(out), settings.stddev, settings.mean);
    case 'randomUniform':
      return affine(random.fillUniform(out), settings.max - settings.min, settings.min);
    case 'orthogonal':
      return fillOrthogonal(out, shape, settings.gain, random);
    case 'identity':
      return fillIdentity(out, shape);
    case 'constant':
      return out.fill(settings.value);
    default:
      throw unknown(settings);
  }
}

const unknown = (settings: never) =>
  new DuelError('internal', 'nn/unknown-initializer', `unknown initializer ${JSON.stringify(settings)}`);

function affine(values: Float32Array, scale: number, shift: number): Float32Array {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! * scale + shift;
  return values;
}

function fillScaled(
  out: Float32Array,
  { scale, mode, distribution }: z.output<typeof varianceScalingSchema>,
  fans: Fans,
  random: RandomStream,
): Float32Array {
  const fan = { fanIn: fans.in, fanOut: fans.out, fanAvg: (fans.in + fans.out) / 2 }[mode];
  const variance = scale / Math.max(1, fan);
  if (distribution === 'normal') return affine(random.fillNormal(out), Math.sqrt(variance), 0);
  // the standard deviation of a unit normal that is cut at ±2
  if (distribution === 'truncatedNormal')
    return fillTruncated(out, Math.sqrt(variance) / 0.87962566103423978, 0, random);
  // U(−a, a) has the variance a²/3
  const limit = Math.sqrt(3 * variance);
  return affine(random.fillUniform(out), 2 * limit, -limit);
}

function fillTruncated(out: Float32Array, stddev: number, mean: number, random: RandomStream): Float32Array {
  const pair = new Float32Array(2);
  for (let filled = 0; filled < out.length; ) {
    random.fillNormal(pair);
    for (const x of pair) if (Math.abs(x) <= 2 && filled < out.length) out[filled++] = x * stddev + mean;
  }
  return out;
}

/** Gram and Schmidt's orthogonalisation of normal vectors, twice for accuracy; R's diagonal is positive, so Q is uniform. */
function fillOrthogonal(out: Float32Array, shape: Shape, gain: number, random: RandomStream): Float32Array {
  if (shape.length < 2)
    throw new DuelError('usage', 'nn/initializer-rank', `orthogonal expects two axes or more, got [${shape}]`, {
      fix: 'choose another initializer for this parameter',
    });
  const columns = shape[shape.length - 1]!;
  const rows = out.length / columns;
  const [length, count] = rows >= columns ? [rows, columns] : [columns, rows];
  const draws = random.fillNormal(new Float32Array(length * count));
  const basis: Float64Array[] = [];
  for (let k = 0; k < count; k++) {
    const v = Float64Array.from(draws.subarray(k * length, (k + 1) * length));
    for (let pass = 0; pass < 2; pass++) for (const q of basis) subtractProjection(v, q);
    const norm = Math.sqrt(v.reduce((s, x) => s + x * x, 0));
    for (let i = 0; i < length; i++) v[i]! /= norm;
    basis.push(v);
  }
  for (let r = 0; r < rows; r++)
    for (let c = 0; c < columns; c++) out[r * columns + c] = gain * (rows >= columns ? basis[c]![r]! : basis[r]![c]!);
  return out;
}

function fillIdentity(out: Float32Array, shape: Shape): Float32Array {
  const [inputs, outputs] = shape.slice(-2);
  if (inputs === undefined || outputs === undefined)
    throw new DuelError('usage', 'nn/initializer-rank', `identity expects two axes or more, got [${shape}]`, {
      fix: 'choose another initializer for this parameter',
    });
  const middle = shape.slice(0, -2).reduce((at, size) => at * size + Math.floor(size / 2), 0);
  for (let i = 0; i < Math.min(inputs, outputs); i++) out[(middle * inputs + i) * outputs + i] = 1;
  return out;
}

function subtractProjection(v: Float64Array, q: Float64Array): void {
  let dot = 0;
  for (let i = 0; i < v.length; i++) dot += v[i]! * q[i]!;
  for (let i = 0; i < v.length; i++) v[i]! -= dot * q[i]!;
}

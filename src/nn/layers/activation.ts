import { z } from 'zod';
import type { Tensor } from '../../tensor/index.ts';
import * as t from '../../tensor/index.ts';
import { defineLayer, type Layer, type LayerOptions, layer, layerSchema } from '../layer.ts';

const slope = z.number().nonnegative().default(0.2);
const alpha = z.number().nonnegative().default(1);

const schemas = {
  linear: layerSchema('linear', {}),
  relu: layerSchema('relu', {}),
  leakyRelu: layerSchema('leakyRelu', { slope }),
  elu: layerSchema('elu', { alpha }),
  gelu: layerSchema('gelu', {}),
  silu: layerSchema('silu', {}),
  tanh: layerSchema('tanh', {}),
  sigmoid: layerSchema('sigmoid', {}),
  softplus: layerSchema('softplus', {}),
  softmax: layerSchema('softmax', {}),
};

/** What the functions with a setting read; the defaults are theirs. */
interface Settings {
  readonly type: string;
  readonly slope?: number;
  readonly alpha?: number;
}
const functions: Readonly<Record<keyof typeof schemas, (x: Tensor, settings: Settings) => Tensor>> = {
  linear: (x) => x,
  relu: t.relu,
  leakyRelu: (x, { slope }) => t.leakyRelu(x, slope),
  elu: (x, { alpha }) => t.elu(x, alpha),
  gelu: t.gelu,
  silu: t.silu,
  tanh: t.tanh,
  sigmoid: t.sigmoid,
  softplus: t.softplus,
  softmax: (x) => t.softmax(x),
};

export const activationLayers = [
  defineLayer('linear', schemas.linear, functions.linear),
  defineLayer('relu', schemas.relu, functions.relu),
  defineLayer('leakyRelu', schemas.leakyRelu, functions.leakyRelu),
  defineLayer('elu', schemas.elu, functions.elu),
  defineLayer('gelu', schemas.gelu, functions.gelu),
  defineLayer('silu', schemas.silu, functions.silu),
  defineLayer('tanh', schemas.tanh, functions.tanh),
  defineLayer('sigmoid', schemas.sigmoid, functions.sigmoid),
  defineLayer('softplus', schemas.softplus, functions.softplus),
  defineLayer('softmax', schemas.softmax, functions.softmax),
];

/** Whether a layer is an activation and nothing else. */
export const isActivation = ({ type }: Layer): boolean => Object.hasOwn(schemas, type);

type Plain = LayerOptions<typeof schemas.relu>;
type Named<T extends keyof typeof schemas> = Layer & { readonly type: T };
/** x itself. */
export const linear = (options: Plain = {}): Named<'linear'> => layer(schemas.linear, 'linear', options);
/** max(x, 0). */
export const relu = (options: Plain = {}): Named<'relu'> => layer(schemas.relu, 'relu', options);
/** x > 0 ? x : slope · x; `slope` ≥ 0, default 0.2 as GANs use it (Radford et al. 2016). */
export const leakyRelu = (slope = 0.2, options: Plain = {}): Named<'leakyRelu'> & { readonly slope: number } =>
  layer(schemas.leakyRelu, 'leakyRelu', options, { slope });
/** x > 0 ? x : alpha (eˣ − 1); `alpha` ≥ 0, default 1 (Clevert et al. 2016). */
export const elu = (alpha = 1, options: Plain = {}): Named<'elu'> & { readonly alpha: number } =>
  layer(schemas.elu, 'elu', options, { alpha });
/** x Φ(x), exact (Hendrycks and Gimpel 2016). */
export const gelu = (options: Plain = {}): Named<'gelu'> => layer(schemas.gelu, 'gelu', options);
/** x σ(x), also called swish (Ramachandran et al. 2017). */
export const silu = (options: Plain = {}): Named<'silu'> => layer(schemas.silu, 'silu', options);
/** Values in (−1, 1). */
export const tanh = (options: Plain = {}): Named<'tanh'> => layer(schemas.tanh, 'tanh', options);
/** 1 / (1 + e⁻ˣ), values in (0, 1). */
export const sigmoid = (options: Plain = {}): Named<'sigmoid'> => layer(schemas.sigmoid, 'sigmoid', options);
/** log(1 + eˣ), values above 0. */
export const softplus = (options: Plain = {}): Named<'softplus'> => layer(schemas.softplus, 'softplus', options);
/** Probabilities along the last axis. */
export const softmax = (options: Plain = {}): Named<'softmax'> => layer(schemas.softmax, 'softmax', options);

const plain = z.enum([
  'linear',
  'relu',
  'leakyRelu',
  'elu',
  'gelu',
  'silu',
  'tanh',
  'sigmoid',
  'softplus',
  'softmax',
]) satisfies z.ZodType<keyof typeof schemas>;

/** The `activation` option of other layers: a name, or the value of a constructor such as `leakyRelu(0.1)`. */
export const activationSchema = z.union([
  plain,
  z.strictObject({ type: z.literal('leakyRelu'), slope }),
  z.strictObject({ type: z.literal('elu'), alpha }),
  z.strictObject({ type: plain.exclude(['leakyRelu', 'elu']) }),
]);
export type Activation = z.output<typeof activationSchema>;

/** x after an activation; unchanged without one. */
export function activate(x: Tensor, activation: Activation | undefined): Tensor {
  if (activation === undefined) return x;
  const settings = typeof activation === 'string' ? { type: activation } : activation;
  return functions[settings.type](x, settings);
}

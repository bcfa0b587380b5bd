import { z } from 'zod';
import type { Shape, Tensor } from '../tensor/index.ts';
import type { Fans, Initializer } from './initializers.ts';
import { constructed } from './problems.ts';

/** What a layer asks of the network that applies it. Names are the layer's own: 'kernel', 'movingMean'. */
export interface LayerScope {
  readonly training: boolean;
  /** Whether there is `noise`: in training, and in sampling where what a generator makes is not its input's alone. */
  readonly noisy: boolean;
  /** A trained variable. `fans` only where they do not follow from the shape as Keras computes them. */
  parameter(name: string, shape: Shape, initializer: Initializer, fans?: Fans): Tensor;
  /** A variable that is not trained, such as a moving mean. Declared in training and in inference alike. */
  statistic(name: string, shape: Shape, initial: number | Initializer): Tensor;
  /** A statistic's next value; only in training. */
  update(name: string, value: Tensor): void;
  /** Fresh random numbers, U[0, 1) or N(0, 1), an input of the graph; only where it is `noisy`. */
  noise(name: string, kind: NoiseKind, shape: Shape): Tensor;
}

export type NoiseKind = 'uniform' | 'normal';

/** A kind of layer: its options, and what it computes. */
export interface LayerDefinition<C> {
  readonly type: string;
  readonly schema: z.ZodType<C>;
  /** How many tensors it takes; 'two' are one to work on and a condition. */
  readonly takes: 'one' | 'two' | 'several';
  apply(inputs: readonly Tensor[], config: C, scope: LayerScope): Tensor;
}

/**
 * A layer of a network: plain JSON. `type` names its kind, `name` the layer itself (default: type, type_1, …), `inputs`
 * the earlier layers or network inputs that it reads (default: the layer before it). The rest are the kind's options.
 */
export interface Layer {
  readonly type: string;
  readonly name?: string | undefined;
  readonly inputs?: readonly string[] | undefined;
  readonly [option: string]: unknown;
}

/**
 * Stands in `inputs` for the layer that comes `back` places before this one: the one directly before by default, and
 * before the first of all the network's first input. So a block of layers can be written without names. `network` puts
 * the layer's name in its place.
 *
 * @example concat([previous(), 'label'])
 */
export const previous = (back = 1): string => `@${back}`;

/** Names of layers and network inputs: no '/' and no '.', which separate them from what belongs to them. */
export const nameSchema = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'expected a name of letters, digits, _ and -, that begins with a letter');

/** The schema of a kind of layer: its own options beside `type`, `name` and `inputs`. Unknown options are errors. */
export const layerSchema = <T extends string, S extends z.core.$ZodLooseShape>(type: T, options: S) =>
  z.strictObject({
    type: z.literal(type),
    name: nameSchema.optional(),
    inputs: z.array(nameSchema).min(1).readonly().optional(),
    ...options,
  });

/** Defines a kind of layer that takes one tensor. */
export function defineLayer<T extends string, C extends { type: T }>(
  type: T,
  schema: z.ZodType<C>,
  apply: (x: Tensor, config: C, scope: LayerScope) => Tensor,
): LayerDefinition<C> {
  return { type, schema, takes: 'one', apply: (inputs, config, scope) => apply(inputs[0]!, config, scope) };
}

/** Defines a kind of layer that takes several tensors. */
export function defineMerge<T extends string, C extends { type: T }>(
  type: T,
  schema: z.ZodType<C>,
  apply: (xs: readonly Tensor[], config: C) => Tensor,
): LayerDefinition<C> {
  return { type, schema, takes: 'several', apply };
}

/** Defines a kind of layer that takes a tensor and a condition, such as a one-hot label [n, classes]. */
export function defineConditioned<T extends string, C extends { type: T }>(
  type: T,
  schema: z.ZodType<C>,
  apply: (x: Tensor, condition: Tensor, config: C, scope: LayerScope) => Tensor,
): LayerDefinition<C> {
  return { type, schema, takes: 'two', apply: (inputs, config, scope) => apply(inputs[0]!, inputs[1]!, config, scope) };
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** A layer as its constructor gives it: what was given, checked, without the defaults, which a network writes out. */
export function layer<
  T extends string,
  P extends Readonly<Record<string, unknown>> = object & Readonly<Record<string, unknown>>,
>(schema: z.ZodType, type: T, options: object, positional?: P): Layer & { readonly type: T } & P {
  const given = { ...positional, ...options } as { inputs?: unknown };
  // what only a network knows by its name stands there as `previous`
  const inputs = Array.isArray(given.inputs) && given.inputs.map((name) => (/^@\d+$/.test(name) ? 'previous' : name));
  constructed(schema, type, inputs && isObject(options) ? { ...options, inputs } : options, positional);
  return { type, ...given } as Layer & { readonly type: T } & P;
}

/** The options of a layer's constructor: everything in its schema but the type and what it takes by position. */
export type LayerOptions<S extends z.ZodType, Positional extends string = never> = Readonly<
  Omit<z.input<S>, 'type' | Positional>
>;

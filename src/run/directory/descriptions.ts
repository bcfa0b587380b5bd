import { z } from 'zod';
import { dialSchema, gateSchema, type InferenceGraph, portNames, type StepDescription } from '../../gan/index.ts';
import { initializerSchema } from '../../nn/index.ts';

/** Sizes of a tensor: whole numbers from 1, so few and so small that their product is a number of values. */
const shape = z
  .array(z.int().positive())
  .max(12)
  .refine((sizes) => sizes.reduce((a, b) => a * b, 1) <= 2 ** 31, 'too many values for a tensor');
const named = z
  .string()
  .max(500)
  .regex(/^[^\p{C}\p{Zl}\p{Zp}]+$/u, 'a name without control characters is wanted')
  .refine((name) => name !== '__proto__', 'no name for a tensor');
const count = z.int().positive();

const state = z.object({
  name: named,
  shape,
  initial: z.discriminatedUnion('type', [
    z.object({
      type: z.literal('initializer'),
      initializer: initializerSchema,
      fans: z.object({ in: z.number().positive(), out: z.number().positive() }).optional(),
    }),
    z.object({ type: z.literal('constant'), value: z.number() }),
    z.object({ type: z.literal('copy'), of: named }),
  ]),
});

const noiseKind = z.enum(['normal', 'uniform']);
const noise = z
  .strictObject({
    name: named,
    kind: noiseKind,
    shape,
    cut: z.strictObject({ batches: count, parts: count }).optional(),
  })
  .refine(
    ({ shape, cut }) => !cut || (shape[0] ?? 0) % (cut.batches * cut.parts) === 0,
    'it cannot be cut into so many parts',
  );

/** What `graphs/step.json` says of how a compiled step is fed, beside the plan of its lowering. */
export const stepSchema = z
  .object({
    batch: count,
    state: z.array(state).max(100_000),
    examples: z
      .array(
        z.object({ name: named, count, shape, labels: z.boolean(), domain: named.optional(), part: named.optional() }),
      )
      .max(10_000),
    noise: z.array(noise).max(100_000),
    dials: z.array(z.strictObject({ name: named, value: z.union([dialSchema, gateSchema]) })).max(10_000),
    metrics: z.array(named).max(10_000),
  })
  .superRefine(({ state, examples, noise, dials, metrics }, context) => {
    const known = new Map<string, readonly number[]>();
    state.forEach(({ name, shape, initial }, i) => {
      const copied = initial.type === 'copy' ? known.get(initial.of) : shape;
      if (copied?.join() !== shape.join())
        context.addIssue({
          code: 'custom',
          path: ['state', i],
          message: 'it begins as a copy of what it does not fit',
        });
      known.set(name, shape);
    });
    const lists = {
      state,
      examples: examples.map(({ name, part }) => ({ name: portNames.examples(name, part) })),
      noise,
      dials,
      metrics: metrics.map((name) => ({ name })),
    };
    for (const [list, entries] of Object.entries(lists))
      if (new Set(entries.map(({ name }) => name)).size !== entries.length)
        context.addIssue({ code: 'custom', path: [list], message: 'a name stands there twice' });
  }) satisfies z.ZodType<StepDescription>;

/** What `graphs/PLAYER.json` says of how a network is fed. */
export const playerSchema = z.object({
  player: named,
  input: z.object({ name: named, shape }),
  label: z.object({ name: named, shape }).optional(),
  code: z
    .object({ name: named, shape, discrete: z.array(count).max(1000), continuous: z.int().nonnegative().max(1e6) })
    .optional(),
  noise: z
    .array(z.strictObject({ name: named, kind: noiseKind, shape }))
    .min(1)
    .max(1000)
    .optional(),
  weights: z.array(named).max(100_000),
}) satisfies z.ZodType<{ input: InferenceGraph['input']; weights: InferenceGraph['weights'] }>;
export type PlayerDescription = z.output<typeof playerSchema>;

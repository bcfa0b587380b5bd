import { z } from 'zod';
import { constructed } from './problems.ts';

const steps = z.number().positive();
const constantSchema = z.strictObject({ type: z.literal('constant'), value: z.number() });
const stepSchema = z.strictObject({
  type: z.literal('step'),
  initial: z.number(),
  /** Multiplies the value at each boundary. */
  factor: z.number(),
  /** Steps at which the value changes; a number: every so many steps. */
  at: z.union([z.int().positive(), z.array(z.int().nonnegative()).readonly()]),
});
const exponentialSchema = z.strictObject({
  type: z.literal('exponential'),
  initial: z.number(),
  /** The value is multiplied by `factor` over every `steps`. */
  factor: z.number().positive(),
  /** Default: the whole training. */
  steps: steps.optional(),
  /** In jumps, not smoothly. Default false. */
  staircase: z.boolean().default(false),
});
const linearSchema = z.strictObject({
  type: z.literal('linear'),
  initial: z.number(),
  final: z.number().default(0),
  /** Default: the whole training. */
  steps: steps.optional(),
  /** Share of the steps before the line begins, in [0, 1). Default 0. */
  hold: z.number().min(0).lt(1).optional(),
});
const cosineSchema = z.strictObject({
  type: z.literal('cosine'),
  initial: z.number(),
  final: z.number().default(0),
  /** Default: the whole training. */
  steps: steps.optional(),
});
const simple = [constantSchema, stepSchema, exponentialSchema, linearSchema, cosineSchema] as const;
const simpleSchema = z.discriminatedUnion('type', simple);
const warmupSchema = z.strictObject({
  type: z.literal('warmup'),
  /** Steps over which the value rises from 0. */
  steps,
  /** What is reached and then followed, from its own step 0 on. */
  after: z.union([z.number(), simpleSchema]),
});

/** A number that fits `number`, or one of the schedules below. */
export const scheduledSchema = (number: z.ZodNumber) =>
  z.union([number, z.discriminatedUnion('type', [...simple, warmupSchema])]);

/** A value that changes over the training: a number, or one of the schedules below. */
export const scheduleSchema = scheduledSchema(z.number());
export type Schedule = z.output<typeof scheduleSchema>;
type Decay = z.output<typeof simpleSchema>;

/** `initial`, times `factor` at each of the steps `at`: [1000, 2000], or 1000 for every 1000 steps. */
export const stepDecay = (initial: number, factor: number, at: number | readonly number[]): Decay =>
  constructed(stepSchema, 'step', {}, { initial, factor, at }, { called: 'stepDecay' });
/** initial · factor^(step / steps); `steps` by default: the whole training. */
export const exponentialDecay = (initial: number, factor: number, steps?: number, staircase = false): Decay =>
  constructed(
    exponentialSchema,
    'exponential',
    {},
    { initial, factor, ...(steps !== undefined && { steps }), staircase },
    { called: 'exponentialDecay' },
  );
/**
 * A straight line from `initial` to `final` (default 0) over `steps` (default: the whole training). With `hold` it begins
 * after that share of the steps: `{ hold: 0.5 }` is CycleGAN's, constant for half of the training (Zhu et al. 2017).
 */
export const linearDecay = (
  initial: number,
  final = 0,
  steps?: number,
  options: { readonly hold?: number } = {},
): Decay =>
  constructed(
    linearSchema,
    'linear',
    options,
    { initial, final, ...(steps !== undefined && { steps }) },
    { called: 'linearDecay' },
  );
/** Half a cosine from `initial` to `final` (default 0) over `steps` (default: the whole training). Loshchilov and Hutter 2017. */
export const cosineDecay = (initial: number, final = 0, steps?: number): Decay =>
  constructed(
    cosineSchema,
    'cosine',
    {},
    { initial, final, ...(steps !== undefined && { steps }) },
    { called: 'cosineDecay' },
  );
/** Rises linearly over `steps` to where `after` begins: step 0 has 1 / steps of it. Then `after`, from its own step 0. */
export const warmup = (steps: number, after: number | Decay): Schedule =>
  constructed(warmupSchema, 'warmup', {}, { steps, after });

/**
 * The schedule's value at `step` (from 0) of a training of `totalSteps`. Beyond their end, linear and cosine keep
 * their final value.
 */
export function scheduleAt(schedule: Schedule, step: number, totalSteps: number): number {
  if (typeof schedule === 'number') return schedule;
  switch (schedule.type) {
    case 'constant':
      return schedule.value;
    case 'step': {
      const { at, initial, factor } = schedule;
      const passed = typeof at === 'number' ? Math.floor(step / at) : at.filter((boundary) => step >= boundary).length;
      return initial * factor ** passed;
    }
    case 'exponential': {
      const progress = step / (schedule.steps ?? totalSteps);
      return schedule.initial * schedule.factor ** (schedule.staircase ? Math.floor(progress) : progress);
    }
    case 'linear': {
      const { hold = 0 } = schedule;
      const progress = progressOf(schedule.steps ?? totalSteps, step);
      return between(schedule, Math.max(0, progress - hold) / (1 - hold));
    }
    case 'cosine':
      return between(schedule, (1 - Math.cos(Math.PI * progressOf(schedule.steps ?? totalSteps, step))) / 2);
    case 'warmup': {
      const { steps, after } = schedule;
      if (step >= steps) return scheduleAt(after, step - steps, totalSteps - steps);
      // where it begins, however short the training is
      return (scheduleAt(after, 0, Number.POSITIVE_INFINITY) * (step + 1)) / steps;
    }
    default:
      throw new TypeError(`unknown schedule ${JSON.stringify(schedule satisfies never)}`);
  }
}

/** Where a schedule begins, and where its first change leads: enough to see which sign its values have. */
export function scheduleEnds(schedule: Schedule): number[] {
  if (typeof schedule === 'number') return [schedule];
  switch (schedule.type) {
    case 'constant':
      return [schedule.value];
    case 'step':
    case 'exponential':
      return [schedule.initial, schedule.initial * schedule.factor];
    case 'linear':
    case 'cosine':
      return [schedule.initial, schedule.final];
    case 'warmup':
      return [0, ...scheduleEnds(schedule.after)];
    default:
      throw new TypeError(`unknown schedule ${JSON.stringify(schedule satisfies never)}`);
  }
}

const progressOf = (steps: number, step: number): number => (steps > 0 ? Math.min(step / steps, 1) : 1);
const between = ({ initial, final }: { initial: number; final: number }, t: number): number =>
  initial + (final - initial) * t;

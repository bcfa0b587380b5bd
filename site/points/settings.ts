/** What a person chooses on the page of points. Plain values: they stand in the page's address, and go to the worker. */
export interface Settings {
  readonly data: DataName;
  /** Points that were drawn by hand, in the plane's own units, x and y in turn; what `data: 'drawn'` learns from. */
  readonly drawn: readonly number[];
  readonly seed: number;
  readonly device: 'cpu' | 'webgpu';

  readonly loss: LossName;
  readonly penalty: PenaltyName;
  readonly optimizer: OptimizerName;
  readonly momentum: number;
  readonly batch: number;
  readonly discriminatorSteps: number;
  readonly packing: number;
  readonly unrolling: number;
  readonly average: number;
  /** What both networks are told: the class of a point, where the data have classes; or its x, of which G is to make y. */
  readonly told: 'nothing' | 'class' | 'half';
  /** What G learns from, where it is told x: what D says, how far from the real point it is (L1), or the sum of both. */
  readonly paid: Paid;
  /** The class that is looked at, where classes are told. */
  readonly seen: number;

  readonly latent: number;
  readonly generatorWidth: number;
  readonly generatorDepth: number;
  readonly discriminatorWidth: number;
  readonly discriminatorDepth: number;

  readonly generatorRate: number;
  readonly discriminatorRate: number;
  readonly penaltyWeight: number;
  readonly noise: number;
  readonly noiseFalls: number;
}

export const dataNames = ['ring', 'grid', 'spiral', 'moons', 'drawn'] as const;
export type DataName = (typeof dataNames)[number];
export const lossNames = [
  'nonSaturating',
  'minimax',
  'leastSquares',
  'wasserstein',
  'hinge',
  'relativistic',
  'relativisticAverage',
] as const;
export type LossName = (typeof lossNames)[number];
export const penaltyNames = ['none', 'r1', 'r1r2', 'gradientPenalty', 'zeroCentered', 'dragan'] as const;
export type PenaltyName = (typeof penaltyNames)[number];
export const paidNames = ['D', 'both', 'L1'] as const;
export type Paid = (typeof paidNames)[number];
export const optimizerNames = ['adam', 'rmsprop', 'sgd'] as const;
export type OptimizerName = (typeof optimizerNames)[number];

/**
 * What the page begins with: the ring, learned as Duel's own `ring` preset learns it, with smaller networks. Noise on what D
 * sees begins wide and falls, so that the modes come apart slowly and G follows.
 */
export const defaults: Settings = {
  data: 'ring',
  drawn: [],
  seed: 0,
  device: 'cpu',
  loss: 'relativistic',
  penalty: 'none',
  optimizer: 'adam',
  momentum: 0,
  batch: 128,
  discriminatorSteps: 1,
  packing: 1,
  unrolling: 0,
  average: 0.99,
  told: 'nothing',
  paid: 'D',
  seen: 0,
  latent: 2,
  generatorWidth: 64,
  generatorDepth: 3,
  discriminatorWidth: 64,
  discriminatorDepth: 3,
  generatorRate: 2e-3,
  discriminatorRate: 1e-3,
  penaltyWeight: 0.1,
  noise: 0.3,
  noiseFalls: 2000,
};

/** The settings that turn while it runs: dials of the compiled step, and what is looked at. All others make another step. */
export const dialNames = [
  'generatorRate',
  'discriminatorRate',
  'penaltyWeight',
  'noise',
  'noiseFalls',
  'seen',
] as const;
export type DialName = (typeof dialNames)[number];
export type Dials = Pick<Settings, DialName>;

const isDial = (name: string): name is DialName => (dialNames as readonly string[]).includes(name);

/** Whether two settings are of the same compiled step on the same data. */
export const isSameGame = (a: Settings, b: Settings): boolean =>
  (Object.keys(a) as (keyof Settings)[]).every(
    (name) => isDial(name) || JSON.stringify(a[name]) === JSON.stringify(b[name]),
  );

/** What numbers may be chosen, in the order of a list or of a slider's stops. */
export const numbers = {
  momentum: [0, 0.5, 0.9],
  batch: [32, 64, 128, 256],
  discriminatorSteps: [1, 2, 3, 5],
  packing: [1, 2, 4],
  unrolling: [0, 1, 3, 5],
  average: [0, 0.9, 0.99, 0.999],
  latent: [1, 2, 4, 8, 16, 32],
  generatorWidth: [4, 8, 16, 32, 64, 128],
  generatorDepth: [0, 1, 2, 3, 4],
  discriminatorWidth: [4, 8, 16, 32, 64, 128],
  discriminatorDepth: [0, 1, 2, 3, 4],
  generatorRate: [0, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1],
  discriminatorRate: [0, 1e-4, 2e-4, 5e-4, 1e-3, 2e-3, 5e-3, 1e-2, 2e-2, 5e-2, 0.1],
  penaltyWeight: [0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10],
  noise: [0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2],
  /** Updates over which noise falls to 1/200 of itself; 0: it stays. */
  noiseFalls: [0, 500, 1000, 2000, 5000, 10_000],
  seen: Array.from({ length: 25 }, (_, k) => k),
} as const satisfies { readonly [K in keyof Settings]?: readonly number[] };
export type NumberName = keyof typeof numbers;

/** The words of settings that are one of several. */
export const choices = {
  data: dataNames,
  device: ['cpu', 'webgpu'],
  loss: lossNames,
  penalty: penaltyNames,
  optimizer: optimizerNames,
  told: ['nothing', 'class', 'half'],
  paid: paidNames,
} as const satisfies { readonly [K in keyof Settings]?: readonly string[] };
export type ChoiceName = keyof typeof choices;

/** The most points that a person may draw: more make an address too long to send. */
export const mostDrawn = 400;

export * from './adversarial/ganSpec.ts';
export { ada } from './augment/adaptation.ts';
export { diffAugment } from './augment/diffAugment.ts';
export { type DrawNumbers, drawFrom } from './augment/draw.ts';
export { type Augment, augmented, augmentSchema } from './augment/registry.ts';
export type { Warning } from './checks/warning.ts';
export { type Codes, codesOf, codeWidth } from './conditioning/codes.ts';
export {
  acGan,
  type Conditioning,
  codeInput,
  conditioningSchema,
  infoGan,
  labelInput,
  labels,
} from './conditioning/index.ts';
export { mainDirections } from './directions.ts';
export type { DataShape, Game, LazyTerm, Move, MoveScope, Objective, Player, PlayOptions, Which } from './game.ts';
export { type ClassifierSpec, classifier } from './games/classifier.ts';
export { type CustomSpec, customGame } from './games/custom.ts';
export { type CycleSpec, cycle } from './games/cycle.ts';
export { ganGame } from './games/gan.ts';
export { type GameStage, makesImages, type Role, type Translator, translatesImages } from './games/kind.ts';
export { type PairedSpec, paired } from './games/paired.ts';
export * from './games/registry.ts';
export * from './inference.ts';
export * from './latents.ts';
export * from './losses/index.ts';
export * from './penalties/index.ts';
export { projectionGraph } from './projection.ts';
export * from './split.ts';
export { changedDialAt, type DialChange, type DialValue, dialSchema, gateSchema } from './step/dial.ts';
export * from './step/step.ts';
export {
  type DialPort,
  type ExamplesPort,
  emaName,
  type NoisePort,
  portNames,
  type StateEntry,
  type StepDescription,
  type StepGraph,
} from './step/stepBuilder.ts';
export { packed } from './techniques/packing.ts';
export * from './training/feeds.ts';
export * from './training/initialState.ts';
export * from './training/train.ts';
export * from './walk.ts';

/**
 * What games and engines are made of: how a definition becomes a step's graph, what feeds a compiled step and runs it, and
 * the schemas behind the values. It changes as Duel does, with no promise; who trains a GAN needs none of it.
 */
export { augmented, augmentSchema } from './augment/augmentation.ts';
export { type DrawNumbers, drawFrom } from './augment/draw.ts';
export { codesOf } from './conditioning/codes.ts';
export { codeInput, conditioningSchema, labelInput } from './conditioning/conditioning.ts';
export { changedDialAt, type DialChange, type DialValue, dialSchema, gateSchema } from './dial.ts';
export * from './feeds.ts';
export { ganGame } from './games/gan.ts';
export { makesImages, type Role, type Translator, translatesImages } from './games/kind.ts';
export {
  batchesOf,
  classCountOf,
  classifierOf,
  drawsOf,
  gameKinds,
  gameOf,
  gameSchema,
  makersOf,
  ofTheBatch,
  playersOf,
  roleOf,
  translatorsOf,
  warningsOf,
  withBatch,
} from './games/registry.ts';
export { ganSchema, resizeGan } from './ganSpec.ts';
export * from './inference.ts';
export * from './initialState.ts';
export type { AdversarialLoss, LossOfBoth, LossOfOne, LossScope, Sides } from './losses/loss.ts';
export { adversarialLoss, lossSchema, lossTypes } from './losses/registry.ts';
export type { PenaltyDefinition, PenaltyScope } from './penalties/penalty.ts';
export { penaltySchema, penaltyTypes } from './penalties/registry.ts';
export * from './step.ts';
export {
  type DialPort,
  type ExamplesPort,
  emaName,
  type NoisePort,
  portNames,
  type StateEntry,
  type StepDescription,
  type StepGraph,
} from './stepBuilder.ts';
export * from './train.ts';

/**
 * What games and engines are made of: how a definition becomes a step's graph, what feeds a compiled step and runs it, and
 * the schemas behind the values. It changes as Duel does, with no promise; who trains a GAN needs none of it.
 */

export { ganSchema, ganSchemaWith, resizeGan } from './adversarial/ganSpec.ts';
export { type DrawNumbers, drawFrom } from './augment/draw.ts';
export { augmented, augmentSchema } from './augment/registry.ts';
export { codesOf } from './conditioning/codes.ts';
export { codeInput, conditioningSchema, labelInput } from './conditioning/index.ts';
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
export * from './inference.ts';
export * from './latents.ts';
export type { AdversarialLoss, LossOfBoth, LossOfOne, LossScope, Sides } from './losses/loss.ts';
export { adversarialLoss, lossSchema, lossTypes } from './losses/registry.ts';
export type { PenaltyDefinition, PenaltyScope } from './penalties/penalty.ts';
export { penaltySchema, penaltyTypes } from './penalties/registry.ts';
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
export { type Techniques, techniques } from './techniques/registry.ts';
export { defineTechnique, type GeneratorUpdate, type Technique } from './techniques/technique.ts';
export * from './training/feeds.ts';
export * from './training/initialState.ts';
export * from './training/train.ts';

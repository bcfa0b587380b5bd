/** Duel: train, inspect, measure and ship generative adversarial networks. */
export { DuelError } from './errors.ts';
export * from './gan/index.ts';
export * as nn from './nn/index.ts';
export { definePreset, type Preset } from './presets/preset.ts';
export { findPreset, presets } from './presets/registry.ts';
export type { RunEvent, RunStatus } from './run/directory/events.ts';
export { type EvaluateOptions, type Evaluation, evaluate } from './run/evaluation/evaluate.ts';
export { resume, train } from './run/training/train.ts';
export * as tensor from './tensor/index.ts';
export { version } from './version.ts';

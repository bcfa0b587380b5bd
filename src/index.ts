/**
 * Duel: train, inspect, measure and ship generative adversarial networks.
 *
 * Whatever a command does is a function here. None writes a file unless it is asked to, but for `train` and `resume`,
 * whose runs are folders.
 */
export type { Dataset, ReadOptions } from './data/dataset.ts';
export type { DataContext, DataProgress, DataReport, FetchedFile, FetchOptions } from './data/index.ts';
export { DuelError, type ErrorKind, exitCodes } from './errors.ts';
export * as engine from './gan/engine.ts';
export {
  type Augment,
  acGan,
  ada,
  type Batch,
  began,
  type ClassifierSpec,
  type Codes,
  type Conditioning,
  type CustomSpec,
  type CycleSpec,
  classifier,
  codeWidth,
  consistency,
  crossEntropy,
  customGame,
  cycle,
  type Draw,
  diffAugment,
  dragan,
  dualContrastive,
  ebgan,
  type Game,
  type GameSpec,
  type GanSpec,
  gan,
  gradientPenalty,
  hinge,
  infoGan,
  type Latents,
  type LazyTerm,
  type Loss,
  labels,
  latentConsistency,
  leastSquares,
  lecam,
  type Metrics,
  type Move,
  type MoveScope,
  minimax,
  type Objective,
  type PairedSpec,
  type Penalty,
  type Player,
  type PlayOptions,
  packed,
  paired,
  r1,
  r2,
  relativisticAverage,
  relativisticPaired,
  type State,
  type Warning,
  wasserstein,
  zeroCentered,
} from './gan/index.ts';
export { type AugmentSheet, type AugmentSheetOptions, augmentSheet } from './library/augment.ts';
export { type ResolveOptions, resolveConfig } from './library/configuration.ts';
export {
  type CheckDataOptions,
  checkData,
  fetchDataset,
  listDatasets,
  type OpenDatasetOptions,
  openDataset,
} from './library/data.ts';
export { diagnose } from './library/diagnosis.ts';
export { type Examination, type ExaminedDevice, type ExamineOptions, examineMachine } from './library/doctor.ts';
export {
  type ExportedNetwork,
  type ExportedPage,
  type ExportedStep,
  type ExportNetworkOptions,
  type ExportPageOptions,
  type ExportStepOptions,
  type ExportTensorBoardOptions,
  exportNetwork,
  exportPage,
  exportStep,
  exportTensorBoard,
} from './library/exporting.ts';
export {
  type Timelapse,
  type TimelapseOptions,
  timelapse,
  type Walk,
  type WalkOptions,
  walk,
} from './library/films.ts';
export { openGenerator } from './library/generator.ts';
export { listPresets, type PresetListing } from './library/presets.ts';
export { type ReportOptions, report } from './library/report.ts';
export {
  type Checkpoint,
  type CheckpointFile,
  findRun,
  listCheckpoints,
  listRuns,
  type ReadMetricsOptions,
  readCheckpoint,
  readMetrics,
  readRunConfig,
  type StepMetrics,
} from './library/runs.ts';
export {
  type SampleOptions,
  type Samples,
  sample,
  type WriteSamplesOptions,
  type WrittenSamples,
  writeSamples,
} from './library/sample.ts';
export { search } from './library/search.ts';
export { dial, listDials, type SteerOptions, type Told, tell } from './library/steering.ts';
export { openTranslator, type Translated, type TranslateOptions, translate } from './library/translate.ts';
export * as nn from './nn/index.ts';
export { type ProgressiveOptions, progressiveNetworks } from './presets/networks/progressive.ts';
export { definePreset, type Preset } from './presets/preset.ts';
export { findPreset, presets } from './presets/registry.ts';
export type { ConfigOptions, RunConfig } from './run/config/config.ts';
export type { DiagnosedRun, DiagnoseOptions, Examined } from './run/diagnosis/diagnose.ts';
export type { Remedy, Sign } from './run/diagnosis/evidence.ts';
export type { CheckpointChoice } from './run/directory/checkpoints.ts';
export type { DialsChange } from './run/directory/dials.ts';
export type { RunEvent, RunStatus } from './run/directory/events.ts';
export type { RunSummary } from './run/directory/summary.ts';
export { type CompareOptions, type Comparison, compare } from './run/evaluation/compare.ts';
export { type EvaluateOptions, type Evaluation, evaluate } from './run/evaluation/evaluate.ts';
export type { Report } from './run/report/report.ts';
export type { OpenGeneratorOptions, RunGenerator } from './run/sampling/generator.ts';
export type { Confirmation, Outcome } from './run/search/confirmation.ts';
export type { SearchEvent, SearchedTrial, SearchOptions, SearchResult } from './run/search/search.ts';
export type { TensorBoardExport } from './run/tensorboard/export.ts';
export type { NewRunOptions } from './run/training/newRun.ts';
export type { RunResult, TrainOptions } from './run/training/options.ts';
export { type ResumeOptions, resume, train } from './run/training/train.ts';
export type { Dial } from './run/training/turnable.ts';

export type { Picture } from './run/translating/tiles.ts';
export type { OpenTranslatorOptions, RunTranslator } from './run/translating/translator.ts';
export * as tensor from './tensor/index.ts';
export { version } from './version.ts';

import { expectTypeOf, it } from 'vitest';
import * as duel from '../../src/index.ts';

// checked by the compiler; nothing here runs but the names
it('options and results have the types that programs read', () => {
  expectTypeOf(duel.train).parameter(0).toEqualTypeOf<duel.Preset | duel.RunConfig | string>();
  expectTypeOf(duel.train).parameter(1).toEqualTypeOf<duel.NewRunOptions | undefined>();
  expectTypeOf(duel.train).returns.resolves.toEqualTypeOf<duel.RunResult>();
  expectTypeOf(duel.sample).returns.resolves.toEqualTypeOf<duel.Samples>();
  expectTypeOf<duel.Samples['shape']>().toEqualTypeOf<readonly number[]>();
  expectTypeOf<duel.Samples['data']>().toEqualTypeOf<Float32Array | Float64Array>();
  expectTypeOf<duel.Walk['bytes']>().toEqualTypeOf<Uint8Array>();
  expectTypeOf<duel.ExportedNetwork['bytes']>().toEqualTypeOf<Uint8Array>();
  expectTypeOf<duel.ExportedStep['files'][string]>().toEqualTypeOf<Uint8Array>();
  expectTypeOf<duel.StepMetrics['metrics'][string]>().toEqualTypeOf<number | null>();
  expectTypeOf(duel.readMetrics).returns.toEqualTypeOf<Iterable<duel.StepMetrics>>();
  expectTypeOf(duel.listRuns).returns.toEqualTypeOf<duel.RunSummary[]>();
  expectTypeOf<duel.CheckpointChoice>().toEqualTypeOf<'last' | 'best' | number>();
  expectTypeOf<duel.Evaluation['file']>().toEqualTypeOf<string | undefined>();
  expectTypeOf<Parameters<NonNullable<duel.TrainOptions['on']>>>().toEqualTypeOf<[duel.RunEvent]>();
});

it('long work takes a signal', () => {
  type Signal = AbortSignal | undefined;
  expectTypeOf<duel.NewRunOptions['signal']>().toEqualTypeOf<Signal>();
  expectTypeOf<duel.ResumeOptions['signal']>().toEqualTypeOf<Signal>();
  expectTypeOf<duel.ResolveOptions['signal']>().toEqualTypeOf<Signal>();
  expectTypeOf<duel.SampleOptions['signal']>().toEqualTypeOf<Signal>();
  expectTypeOf<duel.WriteSamplesOptions['signal']>().toEqualTypeOf<Signal>();
  expectTypeOf<duel.WalkOptions['signal']>().toEqualTypeOf<Signal>();
  expectTypeOf<duel.TimelapseOptions['signal']>().toEqualTypeOf<Signal>();
  expectTypeOf<duel.EvaluateOptions['signal']>().toEqualTypeOf<Signal>();
  expectTypeOf<duel.AugmentSheetOptions['signal']>().toEqualTypeOf<Signal>();
  expectTypeOf<NonNullable<duel.OpenDatasetOptions['signal']>>().toEqualTypeOf<AbortSignal>();
  expectTypeOf<NonNullable<duel.CheckDataOptions['signal']>>().toEqualTypeOf<AbortSignal>();
  expectTypeOf<NonNullable<duel.FetchOptions['signal']>>().toEqualTypeOf<AbortSignal>();
});

it('mistakes are found by the compiler', () => {
  const wrong = () => {
    // @ts-expect-error a misspelt option
    duel.train('quickstart', { bach: 16 });
    // @ts-expect-error a text is no list
    duel.train('quickstart', { set: 'a=1' });
    // @ts-expect-error no such checkpoint
    duel.sample('runs/001', { checkpoint: 'first' });
    // @ts-expect-error a step is no network
    duel.exportNetwork('runs/001', { to: 'step' });
    // @ts-expect-error names of ports are nothing to depend on
    duel.portNames;
  };
  expectTypeOf(wrong).toBeFunction();
});

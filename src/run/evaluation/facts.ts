import { findDataset, isDrawn } from '../../data/index.ts';
import type { DataFacts } from '../../metrics/metric.ts';
import type { RunGenerator } from '../sampling/generator.ts';
import { classesOf } from './judge.ts';

/** What metrics know of the data that a run's samples should look like. */
export function factsOf({ directory, config: { data }, sampleShape }: RunGenerator): DataFacts {
  return {
    source: data.source,
    shape: sampleShape,
    range: data.range,
    isDrawn: isDrawn(data.source),
    classes: classesOf(directory),
    modes: findDataset(data.source)?.modes,
  };
}

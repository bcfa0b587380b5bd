import { isDeepStrictEqual } from 'node:util';
import { changedDialAt, type DialValue } from '../../gan/index.ts';
import { plain } from '../config/config.ts';
import { stagesOf } from '../config/stages.ts';
import { readDials } from '../directory/dials.ts';
import { readStepDescription } from '../directory/graphs.ts';
import { currentConfig, turnedBy } from './dials.ts';

/** A number that enters a run's steps anew each time. */
export interface Dial {
  /** `generator/learningRate`. */
  readonly name: string;
  /** The key of the configuration that sets it, `generator.optimizer.learningRate`, where there is one of its own. */
  readonly path?: string | undefined;
  /** What it stands at before the next step. */
  readonly now: number;
}

/** The dials of a run with what they stand at after `step` steps. */
export function dialsOf(directory: string, step: number): Dial[] {
  const config = currentConfig(directory);
  const changes = readDials(directory);
  const leaves = leavesOf(plain(config).game);
  const known = new Map<string, Dial>();
  for (const stage of stagesOf(config))
    for (const dial of readStepDescription(directory, stage).dials) {
      if (known.has(dial.name) || (typeof dial.value === 'object' && 'every' in dial.value)) continue;
      const value = changes.findLast(({ values }) => Object.hasOwn(values, dial.name))?.values[dial.name] ?? dial.value;
      known.set(dial.name, {
        name: dial.name,
        path: pathOf(directory, dial.name, value as DialValue, leaves),
        now: changedDialAt(dial, step, config.scheduleSteps ?? config.steps, changes),
      });
    }
  return [...known.values()];
}

type Leaf = readonly [path: string, value: unknown];

/** All that has a value in JSON, schedules among them, by its path. */
function leavesOf(json: unknown, path = ''): Leaf[] {
  const own: Leaf[] = path === '' ? [] : [[path, json]];
  if (typeof json !== 'object' || json === null) return own;
  const at = (key: string) => (path === '' ? key : `${path}.${key}`);
  return [...own, ...Object.entries(json).flatMap(([key, value]) => leavesOf(value, at(key)))];
}

/** The key that turns one dial alone: of those that are called alike and have its value, the one that does. */
function pathOf(directory: string, name: string, value: DialValue, leaves: readonly Leaf[]): string | undefined {
  const last = name.split('/').at(-1)!.toLowerCase();
  const values = [value, ...(typeof value === 'object' ? Object.values(value) : [])];
  const alike = leaves.filter(
    ([path, leaf]) =>
      last.includes(path.split('.').at(-1)!.toLowerCase()) && values.some((one) => isDeepStrictEqual(one, leaf)),
  );
  return alike.find(([path]) => turnsAlone(directory, name, path))?.[0];
}

/** Numbers of which one at least is allowed wherever a number is, and is another than before. */
const trials = [0.123, 0.456, 1.23];

const turnsAlone = (directory: string, name: string, path: string): boolean =>
  trials.some((trial) => {
    try {
      return isDeepStrictEqual(Object.keys(turnedBy(directory, [`${path}=${trial}`]).values), [name]);
    } catch {
      return false;
    }
  });

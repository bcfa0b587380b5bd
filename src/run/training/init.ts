import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DuelError } from '../../errors.ts';
import { readWholeSync } from '../../files/reading.ts';
import { emaName, playersOf, type State } from '../../gan/index.ts';
import { describe, type Variable } from '../../nn/index.ts';
import { showShape } from '../../tensor/index.ts';
import { type RunConfig, readConfig } from '../config/config.ts';
import { stagesOf } from '../config/stages.ts';
import { writeFileAtomic } from '../directory/atomic.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { findRun } from '../directory/directory.ts';
import { notFinite } from '../directory/finite.ts';
import { decodeSafetensors, safetensorsParts } from '../directory/safetensors.ts';

/** Weights that a new run begins with, and what was found of them. */
export interface Init {
  readonly state: State;
  /** For people: whose they are, how many, and which are not. */
  readonly found: readonly string[];
}

interface Weights {
  readonly tensors: State;
  /** For people. */
  readonly where: string;
  /** What is white in pictures of 16 bits, where it is known. */
  readonly white?: RunConfig['data']['white'];
}

/** Of what is not taken, so many are named. */
const mostNamed = 3;
const largest = 2 ** 31 - 1;

/** What a player's networks have in any of the stages, each name and shape once. */
function variablesOf(config: RunConfig, player: string): readonly Variable[] {
  const all = stagesOf(config).flatMap(({ game }) => describe(playersOf(game)[player]!.network).variables);
  return [...new Map(all.map((variable) => [`${variable.name} ${variable.shape}`, variable])).values()];
}

/**
 * The weights of a run (`RUN`, `RUN@STEP`), or those of a file that `duel export --to safetensors` or a checkpoint is, that
 * the networks of a configuration take: by name and shape, without the state of optimizers.
 *
 * @param runs folder of runs, in which names and numbers are looked for
 * @throws DuelError where there are none, or where none fits
 */
export function readInit(from: string, config: RunConfig, runs: string): Init {
  const { tensors, where, white } = from.endsWith('.safetensors') ? weightsIn(from) : weightsOf(from, runs);
  const state: Record<string, State[string]> = {};
  const found: string[] = [];
  let count = 0;
  for (const [player, { ema }] of Object.entries(playersOf(config.game))) {
    const variables = variablesOf(config, player);
    const others: string[] = [];
    for (const { name, shape } of variables) {
      const own = `${player}/${name}`;
      const tensor = tensors[own];
      if (tensor?.data instanceof Float32Array && tensor.shape.join() === shape.join()) {
        state[own] = tensor;
        const average = tensors[emaName(own)];
        if (ema !== undefined && average?.shape.join() === shape.join()) state[emaName(own)] = average;
      } else others.push(`${name}${tensor ? ` is ${showShape(tensor.shape)}, and here ${showShape(shape)}` : ''}`);
    }
    const taken = variables.length - others.length;
    count += taken;
    found.push(`${player}: ${taken} of ${variables.length} tensors from ${where}${notTaken(others)}`);
  }
  if (count === 0)
    throw new DuelError('usage', 'init/nothing-fits', 'no weights there fit these networks, by name and shape', {
      where,
      fix: 'give the run of the same preset at the same resolution; duel train PRESET --dry-run lists the layers',
    });
  const bad = notFinite(state);
  if (bad) throw new DuelError('checkpoint', 'init/not-finite', `${bad}: nothing can be learned from there`, { where });
  const { white: here } = config.data;
  if (typeof white === 'number' && typeof here === 'number' && white !== here)
    found.push(
      `white in its pictures of 16 bits was ${white}, and is ${here} here: --range 0,${white} reads them alike`,
    );
  return { state, found };
}

const notTaken = (others: readonly string[]): string => {
  if (others.length === 0) return '';
  const more = others.length > mostNamed ? `, and ${others.length - mostNamed} more` : '';
  return `; new: ${others.slice(0, mostNamed).join('; ')}${more}`;
};

function weightsOf(text: string, runs: string): Weights {
  const [, name = text, step] = /^(.*)@(\d+|best|last)$/.exec(text) ?? [];
  const directory = findRun(name, runs);
  const choice = step === undefined || step === 'last' || step === 'best' ? (step ?? 'last') : Number(step);
  const checkpoint = new Checkpoints(join(directory, 'checkpoints')).load(choice);
  const where = `${name} at step ${checkpoint.step}`;
  return { tensors: checkpoint.tensors as unknown as State, where, white: whiteIn(directory) };
}

/** What is white in a run's pictures of 16 bits; undefined where its configuration says nothing, or cannot be read. */
function whiteIn(directory: string): Weights['white'] {
  try {
    return readConfig(directory).data.white;
  } catch (cause) {
    if (cause instanceof DuelError) return undefined;
    throw cause;
  }
}

function weightsIn(path: string): Weights {
  if (!existsSync(path))
    throw new DuelError('usage', 'init/no-file', 'there is no such file', {
      where: `--init ${path}`,
      fix: 'give a run, or what duel export RUN --to safetensors wrote',
    });
  const { tensors } = decoded(path);
  return { tensors: tensors as unknown as State, where: path };
}

const decoded = (path: string) => decodeSafetensors(readWholeSync(path, 'checkpoint', { limit: largest }), path);

const fileName = 'init.safetensors';

/** Keeps the weights with the run that begins with them: it can be begun again, wherever they came from. */
export function writeInit(directory: string, { state, found }: Init): void {
  writeFileAtomic(join(directory, fileName), safetensorsParts(state as never, { found: JSON.stringify(found) }));
}

/** The weights that a run begins with; undefined where it begins with random ones. */
export function initOf(directory: string): Init | undefined {
  const path = join(directory, fileName);
  if (!existsSync(path)) return undefined;
  const { tensors, metadata } = decoded(path);
  return { state: tensors as unknown as State, found: foundIn(metadata.found) };
}

function foundIn(text = '[]'): string[] {
  try {
    const lines: unknown = JSON.parse(text);
    return Array.isArray(lines) ? lines.filter((line) => typeof line === 'string') : [];
  } catch {
    return [];
  }
}

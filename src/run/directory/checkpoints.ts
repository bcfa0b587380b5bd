import type { Buffer } from 'node:buffer';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { DuelError } from '../../errors.ts';
import { pathWord } from '../../files/paths.ts';
import { fileProblem, systemCode } from '../../files/problem.ts';
import { readWholeSync } from '../../files/reading.ts';
import { makeFolder, removeFile, sweepTemporary, writeFileAtomic } from './atomic.ts';
import { notFinite } from './finite.ts';
import { assertOwn } from './own.ts';
import { readRunJson } from './runFile.ts';
import { decodeSafetensors, type ReadTensor, type StoredTensor, safetensorsParts } from './safetensors.ts';
import { stepIn } from './stepIn.ts';

export interface SavedCheckpoint {
  step: number;
  /** File name inside the folder, e.g. `000012000.safetensors`. */
  file: string;
  sha256: string;
}

export interface PreparedCheckpoint extends SavedCheckpoint {
  /** The file's bytes one after the other: the tensors' own memory, which stays as it is until they are written. */
  parts: readonly Uint8Array[];
}

export interface BestCheckpoint extends SavedCheckpoint {
  /** What made it the best, e.g. `{ fid: 12.3 }`. */
  scores: Record<string, number>;
}

export interface LoadedCheckpoint extends SavedCheckpoint {
  tensors: Record<string, ReadTensor>;
  /** What `save` was given, and the step. */
  metadata: Record<string, string>;
  /** Says that the last checkpoint was broken or unknown, and which one was taken instead. */
  warning?: string;
}

export type CheckpointChoice = 'last' | 'best' | number;

const file = z.string().regex(/^\d{9,}\.safetensors$/);
const sha = z.string().regex(/^[\da-f]{64}$/);
const saved = z.object({ step: z.int().nonnegative(), file, sha256: sha });
const ofOneStep = ({ step, file }: { step: number; file: string }) => file === checkpointName(step);
/** `last.json`; `older` holds the hashes of the other checkpoints that are kept. */
const lastSchema = saved
  .extend({ older: z.record(file, sha).default({}) })
  .refine(ofOneStep, 'it names the file of another step');
const bestSchema = saved
  .extend({ scores: z.record(z.string().max(200), z.number()).default({}) })
  .refine(ofOneStep, 'it names the file of another step');

/** Broken checkpoints whose problems are told one by one. */
const shownProblems = 3;

/** More is held in no array. */
const largest = 2 ** 31 - 1;

/**
 * The folder `checkpoints/` of a run.
 *
 *     000011000.safetensors, 000012000.safetensors
 *     last.json    { step, file, sha256, older: { file: sha256 } }
 *     best.json    { step, file, sha256, scores }
 *
 * A checkpoint is written before the `last.json` that names it, both atomically: a kill at any moment leaves whole
 * checkpoints and a `last.json` that names one of them. Equal tensors and metadata give equal files.
 */
export class Checkpoints {
  readonly folder: string;
  readonly keep: number;
  readonly #stays: (step: number) => boolean;

  /**
   * `keep`: how many of the newest stay (1 or more); the best, the last, and the newest of which `stays` holds stay always.
   * Makes no folder.
   */
  constructor(
    folder: string,
    { keep = 3, stays = () => false }: { keep?: number; stays?: ((step: number) => boolean) | undefined } = {},
  ) {
    this.folder = folder;
    this.keep = Math.max(1, keep);
    this.#stays = stays;
  }

  /**
   * Saves a state, names it the last one, and removes checkpoints that need not stay. What it removes, here and in
   * `cutAfter`, are checkpoints that this run has written, in its own folder.
   *
   * `metadata` must say nothing of time, paths or names, so that equal states are equal files; the step is added.
   */
  save(
    step: number,
    tensors: Readonly<Record<string, StoredTensor>>,
    metadata: Readonly<Record<string, string>> = {},
  ): SavedCheckpoint {
    return this.commit(this.prepare(step, tensors, metadata));
  }

  /** What `save` would write, and its SHA-256, for those who write it down elsewhere first. */
  prepare(
    step: number,
    tensors: Readonly<Record<string, StoredTensor>>,
    metadata: Readonly<Record<string, string>> = {},
  ): PreparedCheckpoint {
    const parts = safetensorsParts(tensors, { ...metadata, step: String(step) });
    return { step, file: checkpointName(step), sha256: sha256(...parts), parts };
  }

  /** Saves what was prepared; with `scores` it is the best one too. Where anything fails, the last one stays the last. */
  commit({ parts, ...checkpoint }: PreparedCheckpoint, scores?: Record<string, number>): SavedCheckpoint {
    // a run that was removed meanwhile is not begun again
    if (existsSync(dirname(this.folder))) makeFolder(this.folder);
    assertOwn(this.folder, 'folder');
    this.#forget(checkpoint);
    writeFileAtomic(join(this.folder, checkpoint.file), parts);
    if (scores !== undefined) this.#writeBest({ ...checkpoint, scores });
    this.#writeLast(checkpoint);
    this.#prune();
    return checkpoint;
  }

  /** Names a saved checkpoint the best one, with the scores that say so. */
  markBest(step: number, scores: Record<string, number> = {}): void {
    const bytes = this.#read(step);
    assertOwn(this.folder, 'folder');
    this.#writeBest({ step, file: checkpointName(step), sha256: sha256(bytes), scores });
  }

  #writeBest(best: BestCheckpoint): void {
    writeFileAtomic(join(this.folder, 'best.json'), `${JSON.stringify(best)}\n`);
  }

  best(): BestCheckpoint | undefined {
    return this.#note('best.json', bestSchema);
  }

  /** The checkpoint that `last.json` names; undefined before the first one, or if the file is missing or broken. */
  last(): SavedCheckpoint | undefined {
    const last = this.#note('last.json', lastSchema);
    return last && { step: last.step, file: last.file, sha256: last.sha256 };
  }

  /** The steps that have a checkpoint, ascending. Half-written ones are not among them. */
  list(): number[] {
    if (!existsSync(this.folder)) return [];
    const names = readdirSync(this.folder).filter((name) => file.safeParse(name).success);
    return names.map((name) => Number.parseInt(name, 10)).sort((a, b) => a - b);
  }

  /**
   * Reads a checkpoint and checks it: its layout always, its SHA-256 where that is known.
   *
   * `'last'` falls back to the newest whole checkpoint, with a `warning`, if `last.json` is missing or what it names is
   * broken. Throws a `DuelError` of kind `checkpoint` that lists the available steps.
   */
  load(which: CheckpointChoice): LoadedCheckpoint {
    if (which === 'last') return this.#loadLast();
    if (typeof which === 'number') return this.#loadStep(which);
    const best = this.#noted('best.json', bestSchema);
    if (best === undefined) throw this.#error('no-best', 'no checkpoint is marked as the best');
    return this.#loadStep(best.step);
  }

  /**
   * Removes the checkpoints after a step, from which training continues, and what a killed process left half-written.
   *
   * A best checkpoint among them is forgotten. Steps before it stay; the step itself becomes the last.
   */
  cutAfter(step: number): void {
    if (!existsSync(this.folder)) return;
    assertOwn(this.folder, 'folder');
    sweepTemporary(this.folder);
    const steps = this.list();
    if (steps.includes(step) && this.last()?.step !== step) {
      this.#writeLast({ step, file: checkpointName(step), sha256: sha256(this.#read(step)) });
    }
    const known = this.#hashes();
    for (const name of ['last.json', 'best.json']) {
      const noted = this.#note(name, saved);
      if (noted === undefined || noted.step > step) removeFile(join(this.folder, name));
    }
    for (const later of steps.filter((other) => other > step)) this.#remove(later, known);
  }

  #loadLast(): LoadedCheckpoint {
    const problems: DuelError[] = [];
    const tried = <T>(work: () => T): T | undefined => {
      try {
        return work();
      } catch (error) {
        // a disk that fails and a limit that is reached say nothing of a checkpoint: an older one must not take its place
        if (!(error instanceof DuelError) || error.kind !== 'checkpoint') throw error;
        problems.push(error);
        return undefined;
      }
    };
    const steps = this.list();
    const last = tried(() => this.#noted('last.json', lastSchema));
    const others = steps.filter((step) => step !== last?.step).reverse();
    for (const step of last ? [last.step, ...others] : others) {
      const loaded = tried(() => this.#loadStep(step));
      if (!loaded) continue;
      // the first one, saved when something kept last.json from being written, is as good as named
      const isFirst = steps.length === 1 && problems.length === 0;
      if (step === last?.step || isFirst) return loaded;
      const problem = problems[0]?.message ?? 'last.json is missing';
      return { ...loaded, warning: `${problem}; the newest whole checkpoint is step ${step}, which is taken instead` };
    }
    if (steps.length === 0 && last === undefined)
      throw problems[0] ?? this.#error('none', 'there is no checkpoint yet');
    const reasons = problems.slice(0, shownProblems).map(({ message }) => message);
    const more = problems.length > shownProblems ? [`and ${problems.length - shownProblems} more`] : [];
    throw new DuelError(
      'checkpoint',
      'checkpoint/broken',
      `no checkpoint is whole: ${[...reasons, ...more].join('; ')}`,
      {
        where: problems.length === 1 ? problems[0]!.where : this.folder,
        fix: this.#otherSteps(...steps),
        cause: problems[0],
      },
    );
  }

  #loadStep(step: number): LoadedCheckpoint {
    const bytes = this.#read(step);
    const name = checkpointName(step);
    const hash = sha256(bytes);
    const expected = this.#hashes()[name];
    if (expected !== undefined && expected !== hash) {
      throw this.#error('sha256', `the checkpoint ${name} is not what was saved: its SHA-256 differs`, { step });
    }
    const { tensors, metadata } = this.#decoded(bytes, step);
    if (metadata.step !== undefined && metadata.step !== String(step)) {
      throw this.#error('step', `the checkpoint ${name} is of step ${metadata.step}`, { step });
    }
    const bad = notFinite(tensors);
    if (bad) throw this.#error('not-finite', `the checkpoint ${name} is of a training that diverged: ${bad}`, { step });
    return { step, file: name, sha256: hash, tensors, metadata };
  }

  /** A file that is none of Duel's says why, and which other steps there are. */
  #decoded(bytes: Uint8Array, step: number) {
    try {
      return decodeSafetensors(bytes, join(this.folder, checkpointName(step)));
    } catch (cause) {
      if (!(cause instanceof DuelError)) throw cause;
      throw new DuelError(cause.kind, cause.code, `${checkpointName(step)}: ${cause.message}`, {
        where: cause.where,
        fix: this.#otherSteps(step),
        cause,
      });
    }
  }

  #read(step: number): Buffer {
    const path = join(this.folder, checkpointName(step));
    try {
      return readWholeSync(path, 'checkpoint', { limit: largest });
    } catch (cause) {
      if (systemCode(cause) === 'ENOENT')
        throw this.#error('missing', `there is no checkpoint of step ${step}`, { step, cause });
      if (!(cause instanceof DuelError)) throw fileProblem(cause, path, { doing: 'read' });
      throw this.#error('unreadable', `${checkpointName(step)}: ${cause.message}`, { step, cause });
    }
  }

  #writeLast(checkpoint: SavedCheckpoint): void {
    const { [checkpoint.file]: _, ...hashes } = this.#hashes();
    const kept = Object.entries(hashes).filter(([name]) => existsSync(join(this.folder, name)));
    const older = Object.fromEntries(kept.sort(([a], [b]) => (a < b ? -1 : 1)));
    writeFileAtomic(join(this.folder, 'last.json'), `${JSON.stringify({ ...checkpoint, older })}\n`);
  }

  /** Before a checkpoint is overwritten with other bytes: a kill in between must not leave a hash that does not fit. */
  #forget({ file, sha256 }: SavedCheckpoint): void {
    const known = this.#hashes()[file];
    if (known === undefined || known === sha256) return;
    for (const name of ['best.json', 'last.json']) {
      if (this.#note(name, saved)?.file === file) removeFile(join(this.folder, name));
    }
    const last = this.#note('last.json', lastSchema);
    if (last === undefined) return;
    delete last.older[file];
    writeFileAtomic(join(this.folder, 'last.json'), `${JSON.stringify(last)}\n`);
  }

  #prune(): void {
    const steps = this.list();
    const stay = new Set([
      ...steps.slice(-this.keep),
      steps.findLast(this.#stays),
      this.last()?.step,
      this.best()?.step,
    ]);
    const known = this.#hashes();
    for (const step of steps) if (!stay.has(step)) this.#remove(step, known);
  }

  /** Removes a checkpoint that this run has written: it noted its hash, or else the file itself says that it is of that step. */
  #remove(step: number, known: Readonly<Record<string, string>>): void {
    const path = join(this.folder, checkpointName(step));
    if (known[checkpointName(step)] === undefined && stepIn(path) !== String(step)) return;
    removeFile(path);
  }

  #hashes(): Record<string, string> {
    const best = this.best();
    const last = this.#note('last.json', lastSchema);
    return {
      ...(best && { [best.file]: best.sha256 }),
      ...last?.older,
      ...(last && { [last.file]: last.sha256 }),
    };
  }

  /** What a note holds; undefined where it is missing. Throws `run/broken-file`. */
  #noted<T>(name: string, schema: z.ZodType<T>): T | undefined {
    return readRunJson(join(this.folder, name), schema, {
      fix: `delete it and name a step with --checkpoint: ${this.list().join(', ') || 'there is none'}`,
    });
  }

  /** The same, a broken one being as good as none. */
  #note<T>(name: string, schema: z.ZodType<T>): T | undefined {
    try {
      return this.#noted(name, schema);
    } catch (cause) {
      if (!(cause instanceof DuelError) || cause.kind !== 'checkpoint') throw cause;
      return undefined;
    }
  }

  #error(code: string, message: string, { step, cause }: { step?: number; cause?: unknown } = {}): DuelError {
    const fix =
      this.list().length === 0
        ? 'train until the first checkpoint is written (--snapshot-every says how often)'
        : this.#otherSteps(...(step === undefined ? [] : [step]));
    return new DuelError('checkpoint', `checkpoint/${code}`, message, { where: this.folder, fix, cause });
  }

  /** What to do where the checkpoints of some steps cannot be used. */
  #otherSteps(...unusable: readonly number[]): string {
    const others = this.list().filter((step) => !unusable.includes(step));
    const config = pathWord(join(dirname(this.folder), 'config.json'));
    return others.length === 0
      ? `get the run again from a copy or from where it came from, or begin anew: duel train ${config}`
      : `choose one of the available steps: ${others.join(', ')}`;
  }
}

/** The name of a step's file: `000012000.safetensors`. */
export function checkpointName(step: number): string {
  return `${String(step).padStart(9, '0')}.safetensors`;
}

function sha256(...parts: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
}

import { existsSync, lstatSync, readdirSync, realpathSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { DuelError } from '../errors.ts';
import { readWhole } from '../files/reading.ts';
import { plain } from '../run/config/config.ts';
import { readDiagnosis } from '../run/diagnosis/kept.ts';
import { Checkpoints } from '../run/directory/checkpoints.ts';
import type { JsonLine } from '../run/directory/jsonl.ts';
import { ownerMemory } from '../run/directory/lock.ts';
import { snapshotPath, snapshotSteps } from '../run/directory/snapshots.ts';
import { readLinesFrom } from '../run/directory/steps.ts';
import { summarizeRun } from '../run/directory/summary.ts';
import { readTags } from '../run/directory/tags.ts';
import { isKeptAt, ThinnedLines } from '../run/directory/thinned.ts';
import { betterOf, comparableResults, protocolWords } from '../run/evaluation/comparable.ts';
import { readEvaluations } from '../run/evaluation/evaluationFile.ts';
import { makersIn, translatingIn } from '../run/export.ts';
import { changedRun } from '../run/training/dials.ts';
import { drawsAverages } from '../run/training/redraw.ts';
import type { Curves, Result, RunCard, RunDetails } from './api.ts';
import { NewestEvents } from './newestEvents.ts';

/** The names that runs' folders have. */
const runName = /^\d{3,9}-[A-Za-z0-9][A-Za-z0-9._-]{0,80}$/;
/** Lines of curves that a page draws from. */
const curveLines = 1500;
/** What the details of a run are made of, beside its events. */
const detailFiles = ['config.json', 'dials.json', 'samples', 'checkpoints', 'eval', 'doctor.json'];
const mostPicture = 2 ** 26;

/** A folder of runs, read: no name leads out of it, nor out of a run, through a link neither. */
export class RunsFolder {
  readonly path: string;
  readonly #events = new NewestEvents();
  /** Numbers of events are counted anew by each studio. */
  readonly #session = Date.now().toString(36);
  readonly #made = new Map<string, { readonly signature: string; readonly value: unknown }>();

  constructor(path: string) {
    this.path = resolve(path);
  }

  /** Names of the runs' folders, by number. */
  ids(): string[] {
    if (!existsSync(this.path)) return [];
    const names = readdirSync(this.path).filter((name) => runName.test(name) && this.#isRun(name));
    return names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10) || (a < b ? -1 : 1));
  }

  #isRun(name: string): boolean {
    const info = lstatSync(join(this.path, name), { throwIfNoEntry: false });
    return info?.isDirectory() === true;
  }

  /** The directory of a run. Throws `studio/no-run` where there is none of that name. */
  find(id: string): string {
    if (runName.test(id) && this.#isRun(id)) return join(this.path, id);
    throw new DuelError('usage', 'studio/no-run', 'there is no such run', { where: this.path });
  }

  card(id: string): RunCard {
    const directory = this.find(id);
    const { status, step, steps, device, created, updated, problem } = summarizeRun(directory);
    const pictures = snapshotSteps(directory);
    const picture = pictures.at(-1) ?? null;
    const checkpoint = checkpointsOf(directory).list().at(-1) ?? null;
    const own = { tags: orNothing(() => readTags(directory)) ?? [], best: orNothing(() => bestOf(directory)) ?? null };
    return {
      id,
      status,
      step,
      steps,
      device,
      created,
      updated,
      picture,
      pictures: pictures.length,
      checkpoint,
      memory: ownerMemory(directory) ?? null,
      mark: orNothing(() => this.markOf(id)) ?? '',
      ...own,
      problem,
    };
  }

  /** A word that is another one where the details of a run are others. */
  markOf(id: string): string {
    const directory = this.find(id);
    const { version } = this.#events.of(join(directory, 'events.jsonl'));
    return `${this.#session} ${version} ${signatureOf(directory, detailFiles)}`;
  }

  details(id: string): RunDetails {
    const directory = this.find(id);
    const checkpoints = checkpointsOf(directory);
    const doctor = readDiagnosis(directory);
    const configured = this.#remembered(directory, ['config.json', 'dials.json'], () => {
      const config = changedRun(directory);
      const networks = { makers: makersIn(config), translators: translatingIn(config) };
      return { config: plain(config), isAveraged: drawsAverages(config), ...networks };
    });
    return {
      ...configured,
      pictures: snapshotSteps(directory),
      checkpoints: checkpoints.list(),
      best: checkpoints.best()?.step ?? null,
      results: this.#remembered(directory, ['eval'], () => resultsOf(directory)),
      events: this.#events.of(join(directory, 'events.jsonl')).events,
      doctor: doctor ? { step: doctor.step, findings: doctor.findings } : null,
    };
  }

  /** What comes of some files of a run, which is made anew where one of them was written: a page asks again and again. */
  #remembered<T>(directory: string, files: readonly string[], make: () => T): T {
    const key = join(directory, files.join());
    const signature = signatureOf(directory, files);
    const known = this.#made.get(key);
    if (known?.signature === signature) return known.value as T;
    const value = make();
    this.#made.set(key, { signature, value });
    return value;
  }

  /** Curves, thinned; or what is new of them from a step on, of every so many steps and the last. */
  curves(id: string, since?: { readonly from: number; readonly every: number }): Curves {
    const file = join(this.find(id), 'metrics.jsonl');
    if (since === undefined) {
      const thinned = ThinnedLines.read(file, curveLines);
      return columns(thinned.lines(), thinned.distance);
    }
    const lines: JsonLine[] = [];
    let last: JsonLine | undefined;
    for (const line of readLinesFrom(file, since.from)) {
      const isKept = isKeptAt(Number(line.step), since.every);
      if (isKept && lines.push(line) >= curveLines) break;
      last = isKept ? undefined : line;
    }
    return columns(last ? [...lines, last] : lines, since.every);
  }

  /** A picture of a run: what it made at a step, or what it learns from. Throws `studio/no-picture`. */
  async picture(id: string, which: number | 'reals'): Promise<Uint8Array> {
    const directory = this.find(id);
    const path = which === 'reals' ? join(directory, 'reals.png') : snapshotPath(directory, which);
    if (!existsSync(path) || leadsOut(directory, path))
      throw new DuelError('usage', 'studio/no-picture', 'there is no such picture', { where: id });
    return readWhole(path, 'checkpoint', { limit: mostPicture });
  }
}

const checkpointsOf = (directory: string) => new Checkpoints(join(directory, 'checkpoints'));

/** Which bytes some files and folders of a run hold, as far as can be told without reading them. */
export const signatureOf = (directory: string, files: readonly string[]): string =>
  files
    .map((name) => lstatSync(join(directory, name), { throwIfNoEntry: false }))
    .map((info) => (info ? `${info.mtimeMs} ${info.size}` : '-'))
    .join();

/** What a file of a run holds; one that is broken says nothing of how the run stands. */
function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof DuelError) return undefined;
    throw cause;
  }
}

function bestOf(directory: string): RunCard['best'] {
  const best = checkpointsOf(directory).best();
  const [score] = Object.entries(best?.scores ?? {});
  return best && score ? { name: score[0], value: score[1], step: best.step } : null;
}

function leadsOut(directory: string, path: string): boolean {
  const way = relative(realpathSync(directory), realpathSync(path));
  return way === '..' || way.startsWith(`..${sep}`) || resolve(way) === way;
}

/** The numbers of metrics by which runs are better or worse; a file of them that cannot be read is passed over. */
function resultsOf(directory: string): Result[] {
  return comparableResults(readEvaluations(directory, () => {})).flatMap(({ metric, protocol, key, results }) => {
    return Object.entries(betterOf(metric)).flatMap(([name, side]) => {
      const values = results.flatMap(({ step, values: { [name]: value } }) =>
        typeof value === 'number' && Number.isFinite(value) ? [{ step, value }] : [],
      );
      if (values.length === 0) return [];
      const about = protocol ? protocolWords(protocol) : 'how is not recorded';
      return [
        { key: `${key} ${name}`, name: name === metric ? name : `${metric} ${name}`, about, better: side, values },
      ];
    });
  });
}

/** Lines as columns; what a line lacks is null. */
function columns(lines: readonly JsonLine[], every: number): Curves {
  const metrics: Record<string, (number | null)[]> = {};
  lines.forEach((line, i) => {
    for (const [name, value] of Object.entries(line)) {
      if (name === 'step' || name === 'stage' || name === 'rates') continue;
      metrics[name] ??= new Array<null>(lines.length).fill(null);
      metrics[name][i] = typeof value === 'number' ? value : null;
    }
    for (const [player, rate] of Object.entries((line.rates ?? {}) as Record<string, number>)) {
      const name = `${player}/learningRate`;
      metrics[name] ??= new Array<null>(lines.length).fill(null);
      metrics[name][i] = rate;
    }
  });
  return { steps: lines.map(({ step }) => Number(step)), every, metrics };
}

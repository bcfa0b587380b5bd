import { join } from 'node:path';
import type { DataContext } from '../../data/index.ts';
import { DuelError } from '../../errors.ts';
import { pathWord } from '../../files/paths.ts';
import { emaName, makersOf, type State } from '../../gan/index.ts';
import { copies } from '../../metrics/copies.ts';
import type { Metric, Samples, Tally, Values } from '../../metrics/metric.ts';
import { openHere } from '../../runtime/node/open.ts';
import { changedConfig, type RunConfig } from '../config/config.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { readDials } from '../directory/dials.ts';
import { readRunInfo } from '../directory/info.ts';
import { readJsonLines } from '../directory/jsonl.ts';
import { ThinnedLines } from '../directory/thinned.ts';
import { factsOf } from '../evaluation/facts.ts';
import { besideRun, openMeans } from '../evaluation/means.ts';
import { RunGenerator } from '../sampling/generator.ts';
import { currentConfig } from '../training/dials.ts';
import { type Keep, withOpen } from '../training/keeping.ts';
import { dataContextOf } from '../training/options.ts';
import { Curves } from './curves.ts';
import { type Diagnosis, type Evidence, isThere, type Remedy, type RemedyIdea, type Sign } from './evidence.ts';
import { judgedBy } from './judged.ts';
import { look, type SampleLook } from './look.ts';
import { movementOf } from './movement.ts';
import { diagnoses } from './registry.ts';

export interface DiagnoseOptions {
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly dataContext?: DataContext | undefined;
  readonly onProgress?: ((done: number, total: number, what: string) => unknown) | undefined;
}

/** What was looked at for a diagnosis, and whether it holds. */
export interface Examined {
  readonly name: string;
  readonly title: string;
  readonly about: string;
  readonly holds: boolean;
  readonly signs: readonly (Sign & { readonly isThere: boolean })[];
  /** What may help, where it holds. */
  readonly remedies: readonly Remedy[];
}

export interface DiagnosedRun {
  readonly run: string;
  /** Steps of the checkpoint that was looked at; 0 where there is none yet. */
  readonly step: number;
  /** What goes wrong, what explains the rest first; empty where nothing was found. */
  readonly findings: readonly Examined[];
  /** What was looked for and not found. */
  readonly others: readonly Examined[];
  /** What could not be looked at, and why. */
  readonly notes: readonly string[];
}

/** Looks a run over: its curves, its samples beside its data, its discriminator, its weights. Writes nothing. */
export async function diagnoseRun(directory: string, options: DiagnoseOptions = {}): Promise<DiagnosedRun> {
  const { evidence, notes } = await withOpen((keep) => gather(directory, options, keep));
  const examined = diagnoses.flatMap((diagnosis) => examine(diagnosis, evidence) ?? []);
  const found = examined.filter(({ holds }) => holds);
  // a training that blew up, or that never began, explains all else
  const first = found.find(({ name }) => name === 'divergence' || name === 'dead-start');
  const findings = first ? [first] : found;
  return {
    run: directory,
    step: evidence.step,
    findings,
    others: examined.filter((one) => !findings.includes(one)),
    notes,
  };
}

function examine(diagnosis: Diagnosis, evidence: Evidence): Examined | undefined {
  const signs = diagnosis.signs(evidence);
  if (!signs) return undefined;
  const holds = diagnosis.holds?.(evidence, signs) ?? signs.every(isThere);
  const { name, title, about } = diagnosis;
  const remedies = holds ? diagnosis.remedies.flatMap((idea) => remedyOf(idea, evidence) ?? []) : [];
  return { name, title, about, holds, signs: signs.map((sign) => ({ ...sign, isThere: isThere(sign) })), remedies };
}

/** An idea as a command, where the run's configuration takes it. */
function remedyOf({ what, set = [], words, goesOn, helps }: RemedyIdea, evidence: Evidence): Remedy | undefined {
  const { directory, config } = evidence;
  if (helps?.(evidence) === false || !takes(config, set)) return undefined;
  const run = pathWord(directory);
  const settings = set.map((setting) => `--set ${setting}`);
  const command = [
    'duel train',
    goesOn ? run : `${run}/config.json`,
    ...settings,
    ...(words === undefined ? [] : [words]),
  ];
  return { what, command: command.join(' ') };
}

function takes(config: RunConfig, set: readonly string[]): boolean {
  try {
    changedConfig(config, { set });
    return true;
  } catch (cause) {
    if (cause instanceof DuelError) return false;
    throw cause;
  }
}

async function gather(
  directory: string,
  options: DiagnoseOptions,
  keep: Keep,
): Promise<{ evidence: Evidence; notes: readonly string[] }> {
  const config = currentConfig(directory);
  const checkpoints = new Checkpoints(join(directory, 'checkpoints'));
  const last = checkpoints.list().length > 0 ? checkpoints.load('last') : undefined;
  const step = last?.step ?? 0;
  const evidence: Evidence = {
    directory,
    config,
    step,
    ended: endedIn(directory),
    changes: readDials(directory),
    curves: new Curves(ThinnedLines.read(join(directory, 'metrics.jsonl'), 6000).lines()),
  };
  const [player] = makersOf(config.game);
  if (!last) return { evidence, notes: ['there is no checkpoint yet: its curves alone were looked at'] };
  if (player === undefined)
    return { evidence, notes: ['this game makes no samples of latents: its curves alone were looked at'] };
  const seen = await lookAt(directory, { step, state: last.tensors as unknown as State, player }, options, keep);
  return { evidence: { ...evidence, ...seen.evidence }, notes: seen.notes };
}

/** What was seen where the last training of a run ended since its numbers were finite no more. */
function endedIn(directory: string): Evidence['ended'] {
  if (readRunInfo(directory)?.status !== 'diverged') return undefined;
  let last: Evidence['ended'];
  for (const { type, step, message } of readJsonLines(join(directory, 'events.jsonl')))
    if (type === 'diverged') last = { at: Number(step), why: String(message) };
  return last ?? { at: 0, why: 'its numbers were finite no more' };
}

/** A checkpoint, and the player whose samples are looked at. */
interface Looked {
  readonly step: number;
  readonly state: State;
  readonly player: string;
}

/** Samples, D, weights. */
async function lookAt(directory: string, { step, state, player }: Looked, options: DiagnoseOptions, keep: Keep) {
  const { threads, signal } = options;
  const context = dataContextOf(options);
  const generator = keep(await RunGenerator.open(directory, { threads, checkpoint: step }));
  const { config } = generator;
  const facts = factsOf(generator);
  const beside = besideRun(config, context, keep);
  const opened = await beside.open();
  const wanted = [look, copies].flatMap((metric: Metric) => {
    const demand = metric.demand(facts);
    const isPossible = demand && !(demand.heldOut && !opened.test);
    return isPossible ? [{ metric, demand: { ...demand, n: 1000 } }] : [];
  });
  const means = await openMeans({ ...beside, open: async () => opened }, facts, wanted, options, keep);
  const made: Samples[] = [];
  const values = new Map<Metric, Values>();
  const few: string[] = [];
  for (const one of means.chosen) {
    const tally = one.metric.begin(facts, means.meansOf(one, keep));
    for (let at = 0; at < 1000; at += chunk) {
      signal?.throwIfAborted();
      const seeds = Array.from({ length: chunk }, (_, i) => at + i);
      made[at / chunk] ??= await generator.generate(generator.latents(seeds));
      await tally.add(made[at / chunk]!);
    }
    const found = await resultOf(tally);
    if (found) values.set(one.metric, found);
    else few.push(`there are too few examples for '${one.metric.title}'`);
  }
  signal?.throwIfAborted();
  const isAveraged = Object.keys(state).some((name) => name.startsWith(`${player}/`) && emaName(name) in state);
  // what D has learned to tell from examples
  const maker = isAveraged
    ? keep(await RunGenerator.open(directory, { threads, checkpoint: step, raw: true }))
    : generator;
  const seeds = Array.from({ length: 1000 }, (_, i) => i);
  const { classCount } = maker;
  const judged = await judgedBy(directory, {
    config,
    state,
    engine: keep(await openHere('cpu', { threads })),
    dataset: opened.dataset,
    test: opened.test,
    samples: {
      data: (await maker.generate(maker.latents(seeds))).data,
      n: seeds.length,
      classes: classCount > 0 ? seeds.map((seed) => seed % classCount) : undefined,
    },
  });
  return {
    evidence: {
      samples: values.get(look) as unknown as SampleLook | undefined,
      copies: values.get(copies) as unknown as Evidence['copies'],
      judged,
      generator: movementOf(directory, config, state, player),
    },
    notes: [...means.warnings, ...means.notes, ...few, ...(opened.test ? [] : [nothingHeldOut])],
  };
}

/** What a measurement gives; undefined where there are too few examples for it. */
async function resultOf(tally: Tally): Promise<Values | undefined> {
  try {
    return await tally.result();
  } catch (cause) {
    if (cause instanceof DuelError && cause.code === 'metrics/too-few') return undefined;
    throw cause;
  }
}

const chunk = 250;
const nothingHeldOut =
  'nothing of the data is held out: whether D or G know them by heart cannot be told (--hold-out 0.1)';

import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { takeAway } from '../../files/halfMade.ts';
import { report } from '../failure.ts';
import { fromHere, invocation, quoted } from '../invocation.ts';
import { Output } from '../output.ts';
import { type Signal, savingAfter, signalStopper } from '../train/signals.ts';
import type { Beginning, Stop, Told } from './messages.ts';

const script = new URL('./thread.js', import.meta.url);

/** Whether commands can have threads: run from TypeScript sources, as tests are, there is no script to start one with. */
export const canHost = (): boolean => existsSync(fileURLToPath(script));

/** As long as a thread that is told to end may take: what it computes in native code goes on until then. */
const patience = 300;

/** As long as work may take to save that can be cut off anywhere; with its end it stays below two seconds. */
const savingPatience = 1200;

/**
 * So much of what the work has just made gathers before it is looked through. A training makes little at a time and goes on for
 * days; by default 48 MiB would gather, and of what outlives that as much again, and memory go up and down by a fifth.
 */
const youngMiB = 8;

/** So much, in percent, may what is no longer young grow before it is looked through; by default to several times of it. */
const growth = 10;

/**
 * Does a command's work in a thread of its own, and returns its exit code. This one hears signals meanwhile, and answers
 * them at once, whatever the work is at: before there is something to save they end the process; then the work is told.
 */
export async function callInThread(argv: readonly string[]): Promise<number> {
  // native code reads the environment of the process, of which a thread has but a copy
  await import('../../runtime/node/telemetry.ts');
  const columns = new Int32Array(new SharedArrayBuffer(4));
  const measure = () => Atomics.store(columns, 0, process.stderr.columns ?? 0);
  measure();
  process.stderr.on('resize', measure);
  setFlagsFromString(`--heap-growing-percent=${growth}`);
  const worker = new Worker(script, {
    resourceLimits: { maxYoungGenerationSizeMb: youngMiB },
    workerData: {
      argv,
      script: process.argv[1],
      isTerminal: { stdout: process.stdout.isTTY === true, stderr: process.stderr.isTTY === true },
      columns,
    } satisfies Beginning,
  });
  const output = new Output({ json: argv.includes('--json'), verbose: argv.includes('--verbose') });
  const found = new Found();
  let cutting: NodeJS.Timeout | undefined;
  const stopper = signalStopper((signal) => {
    if (!found.hasBegun) return void end(signal, { argv, worker, output, found });
    if (output.isLive) output.draw('');
    output.note(savingAfter(signal));
    worker.postMessage({ type: 'stop', signal } satisfies Stop);
    if (found.canBeCut) cutting = setTimeout(() => end(signal, { argv, worker, output, found }), savingPatience);
  });
  stopper.listen();
  try {
    return await new Promise<number>((done, failed) => {
      worker.on('message', (told: Told) => {
        if (told.type === 'written') process[told.to].write(told.text);
        else if (told.type === 'end') done(told.code);
        else found.hear(told);
      });
      worker.on('error', failed);
      // a file of one's own may end it; what a signal has ended is answered there
      worker.on('exit', (code) => {
        if (stopper.exitCode() === undefined || (found.hasBegun && !found.canBeCut)) done(code);
      });
    });
  } catch (error) {
    return report(error, output, (text) => text);
  } finally {
    // a signal that came at the last moment finds nobody to answer
    stopper.release();
    clearTimeout(cutting);
  }
}

/** What a signal finds. */
class Found {
  /** Whether there is something to save. */
  hasBegun = false;
  /** Whether the same command goes on wherever it was cut off. */
  canBeCut = false;
  /** The run that is gone on with. */
  run: string | undefined;
  readonly halfMade = new Set<string>();

  hear(told: Exclude<Told, { type: 'written' | 'end' }>): void {
    if (told.type === 'begun') {
      this.hasBegun = true;
      this.canBeCut = told.canBeCut;
    }
    if (told.type === 'goesOn') this.run = told.directory;
    if (told.type === 'made') this.halfMade.add(told.path);
    if (told.type === 'settled') this.halfMade.delete(told.path);
  }
}

interface Ending {
  readonly argv: readonly string[];
  readonly worker: Worker;
  readonly output: Output;
  readonly found: Found;
}

/** Takes away what is half made, says what lies there, and ends the process by the signal itself. */
async function end(signal: Signal, { argv, worker, output, found }: Ending): Promise<void> {
  const { run, halfMade } = found;
  await Promise.race([worker.terminate(), wait(patience)]);
  takeAway(halfMade);
  const { yellow, cyan } = output.noteStyle;
  if (output.isLive) output.draw('');
  const again = cyan([invocation(), ...argv.map(quoted)].join(' '));
  if (found.hasBegun) {
    output.note(`${yellow('stopped')} in the middle: what was half made is taken away`);
    output.note(`  go on  ${again}`);
  } else if (run === undefined) {
    output.note(`${yellow('stopped')} before the first step: nothing is lost, and nothing lies there half made`);
    output.note(`  begin again  ${again}`);
  } else {
    const { leaveRun } = await import('../../run/training/leaveRun.ts');
    const step = leaveRun(run).toLocaleString('en-US');
    output.note(`${yellow('stopped')} before its next step: ${quoted(fromHere(run))} is as it was, at step ${step}`);
    output.note(`  go on  ${again}`);
  }
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

import { fork } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A case may take so long: in processor time, which a busy machine does not stretch, and on the clock. */
const mostSeconds = 10;
const mostClockSeconds = 90;
/** Cases after which a process is replaced, so that its peak says something of few cases. */
const casesPerProcess = 100;

/** A small run with everything that a run can have: checkpoints, a best one, an evaluation, samples, exports. */
export async function makeTemplate(folder) {
  process.env.DUEL_DATA = '';
  const { call } = await import('../../dist/cli/main.js');
  const { Checkpoints } = await import('../../dist/run/directory/checkpoints.js');
  const quiet = { write: () => true };
  const run = join(folder, '001-ring');
  const duel = async (...words) => {
    let said = '';
    const code = await call(words, {
      stdout: quiet,
      stderr: {
        write: (text) => {
          said += text;
        },
      },
    });
    if (code !== 0) throw new Error(`${words.join(' ')}: ${said}`);
  };
  const small = ['generator', 'discriminator'].map((player) => `${player}.network.layers.0.units=16`);
  await duel(
    'train',
    'ring',
    '--out',
    folder,
    '--steps',
    '4',
    '--snapshot-every',
    '2',
    '--threads',
    '1',
    '--set',
    'generator.ema=0.9',
    ...small.flatMap((s) => ['--set', s]),
  );
  new Checkpoints(join(run, 'checkpoints')).markBest(2, { modes: 1 });
  await duel('eval', run, '-n', '20');
  await duel('sample', run, '-n', '5');
  await duel('export', run);
  return run;
}

/**
 * Plays cases and returns what went wrong with which, and figures of all.
 *
 * @param options.indices numbers of the cases
 * @param options.mostMemory MiB that a process may hold at its peak
 * @param options.onResult called with each case's outcome
 */
export async function fuzz({ seed = 0, indices, workers = 2, mostMemory = 1024, keep = false, onResult = () => {} }) {
  const root = mkdtempSync(join(tmpdir(), 'duel-fuzz-'));
  const template = await makeTemplate(join(root, 'template'));
  const waiting = [...indices];
  const failures = [];
  const figures = { cases: 0, codes: {}, slowest: 0, peak: 0 };

  const settle = (result) => {
    figures.cases++;
    figures.codes[result.code] = (figures.codes[result.code] ?? 0) + 1;
    figures.slowest = Math.max(figures.slowest, result.seconds);
    figures.peak = Math.max(figures.peak, result.peak);
    if (result.seconds > mostSeconds) result.problems.push(`${result.seconds.toFixed(1)} s`);
    if (result.peak > mostMemory) result.problems.push(`${Math.round(result.peak)} MiB`);
    if (result.problems.length > 0) failures.push(result);
    onResult(result);
  };

  /** One process after the other, until no case waits. */
  const play = async (name) => {
    while (waiting.length > 0) {
      const child = fork(fileURLToPath(new URL('./worker.mjs', import.meta.url)), {
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      });
      let noise = '';
      child.stderr.on('data', (chunk) => {
        noise = `${noise}${chunk}`.slice(-2000);
      });
      let current;
      let clock;
      let left = casesPerProcess;
      const next = () => {
        clearTimeout(clock);
        const index = left-- > 0 ? waiting.shift() : undefined;
        current = index === undefined ? undefined : { index, words: [], changes: [] };
        if (!current) return child.send('end');
        clock = setTimeout(() => {
          current.hung = true;
          child.kill('SIGKILL');
        }, mostClockSeconds * 1000);
        child.send({ seed, index, template, folder: join(root, keep ? `case-${index}` : name), keep });
      };
      await new Promise((ended) => {
        child.on('message', ({ ready, started, done, ...told }) => {
          if (ready) next();
          else if (started !== undefined) Object.assign(current, told);
          else {
            settle(done);
            // a peak is that of a process: after a high one a new process begins
            if (done.peak > mostMemory) left = 0;
            next();
          }
        });
        child.on('exit', (code, signal) => {
          clearTimeout(clock);
          if (current)
            settle({
              ...current,
              text: noise,
              seconds: 0,
              peak: 0,
              problems: [current.hung ? `hung for ${mostClockSeconds} s` : `the process ended: ${signal ?? code}`],
            });
          ended();
        });
      });
    }
  };
  try {
    await Promise.all(Array.from({ length: workers }, (_, k) => play(`worker-${k}`)));
  } finally {
    if (!keep && existsSync(root)) rmSync(root, { recursive: true, force: true });
  }
  return { figures, failures, root };
}

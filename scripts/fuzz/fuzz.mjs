import { fork } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A case may take so long: in processor time, which a busy machine does not stretch, and on the clock. */
const mostSeconds = 10;
const mostClockSeconds = 90;
/** Cases after which a process is replaced, so that its peak says something of few cases. */
const casesPerProcess = 100;

/** The runs that cases change: a GAN on points, one of two stages, a translator of pairs, two of domains. */
export const kinds = ['ring', 'stages', 'pairs', 'domains'];

/**
 * Small runs with everything that a run can have: checkpoints, a best one, an evaluation, samples, exports; and pictures in
 * two folders.
 *
 * @returns the paths of the runs, and of the pictures
 */
export async function makeTemplate(folder, wanted = kinds) {
  process.env.DUEL_DATA = '';
  const { call } = await import('../../dist/cli/main.js');
  const { Checkpoints } = await import('../../dist/run/directory/checkpoints.js');
  const quiet = { write: () => true };
  const pictures = join(folder, 'pictures');
  await drawPictures(pictures);
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
  await duel('sample', run, '-n', '40', '--out', join(run, 'made.csv'));
  await duel('export', run);
  await duel('export', run, '--to', 'tensorboard');
  await duel('report', run);
  const runs = { ring: () => run, stages: () => staged(), pairs: () => pairs(), domains: () => domains() };
  const brief = ['--out', folder, '--steps', '4', '--snapshot-every', '2', '--threads', '1'];
  const ofPictures = [...brief, '--resolution', '16', '--hold-out', '0.4', '--batch', '1', '--set', 'width=2'];
  const staged = async () => {
    const config = JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));
    const file = join(folder, 'staged.json');
    writeFileSync(file, JSON.stringify({ ...config, stages: [{ until: 2, game: config.game }] }));
    await duel('train', file, '--name', 'stages', ...brief);
    return newest(folder);
  };
  const pairs = async () => {
    await duel('train', 'pix2pix', '--data', pictures, '--pairs', 'grey', ...ofPictures, '--freeze', 'discriminator:1');
    await duel('translate', newest(folder), '--in', join(pictures, 'a'), '--out', join(newest(folder), 'translated'));
    return newest(folder);
  };
  const domains = async () => {
    const from = ['--domain-a', join(pictures, 'a'), '--domain-b', join(pictures, 'b'), '--set', 'blocks=1'];
    await duel('train', 'cyclegan', ...from, ...ofPictures);
    return newest(folder);
  };
  const made = [];
  for (const kind of wanted) made.push({ kind, path: await runs[kind]() });
  return { runs: made, pictures };
}

const newest = (folder) =>
  join(
    folder,
    readdirSync(folder)
      .filter((name) => /^\d{3}-/.test(name))
      .sort()
      .at(-1),
  );

async function drawPictures(folder) {
  const { default: sharp } = await import('sharp');
  for (const [name, green] of Object.entries({ a: 200, b: 20 })) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let i = 0; i < 3; i++)
      await sharp({ create: { width: 16, height: 16, channels: 3, background: { r: i * 60, g: green, b: 90 } } })
        .png()
        .toFile(join(folder, name, `${i}.png`));
  }
}

/**
 * Plays cases and returns what went wrong with which, and figures of all.
 *
 * @param options.indices numbers of the cases
 * @param options.runs which runs they change
 * @param options.mostMemory MiB that a process may hold at its peak
 * @param options.onResult called with each case's outcome
 */
export async function fuzz({
  seed = 0,
  indices,
  workers = 2,
  mostMemory = 1024,
  runs = kinds,
  keep = false,
  onResult = () => {},
}) {
  const root = mkdtempSync(join(tmpdir(), 'duel-fuzz-'));
  const template = await makeTemplate(join(root, 'template'), runs);
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
        clearInterval(clock);
        const index = left-- > 0 ? waiting.shift() : undefined;
        current = index === undefined ? undefined : { index, words: [], changes: [] };
        if (!current) return child.send('end');
        // seconds are counted one by one, so that those in which the whole machine or the fuzzer was stopped are none
        let seconds = 0;
        clock = setInterval(() => {
          if (++seconds < mostClockSeconds) return;
          current.hung = true;
          child.kill('SIGKILL');
        }, 1000);
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
          clearInterval(clock);
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

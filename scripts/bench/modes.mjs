// How presets for the ring and the grid cover their modes, over several seeds: docs/benchmarks/modes.md has the table.
//   node scripts/bench/modes.mjs ring grid --seeds 10
//   node scripts/bench/modes.mjs ring-r3gan --seeds 3 --vary loss=hinge --vary 'penalties=[] instanceNoise=0.1'
// Beside each preset as it is, each --vary is a variant of it: words as of 'duel train --set'.
// Needs 'npm run setup'. Every run is a process of its own. What is measured is kept in OUT/results.jsonl, and a run that
// stands there is not made again.
import { execFile } from 'node:child_process';
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { coverageTable } from './coverage.mjs';

const script = fileURLToPath(import.meta.url);

/** Trains a preset from a seed and judges 2,500 samples of it. Prints one JSON line. */
async function measure({ preset, change, seed, steps, threads, out }) {
  const { evaluate, findPreset, train } = await import('../../dist/index.js');
  const found = findPreset(preset);
  if (!found) throw new Error(`there is no preset '${preset}': 'duel presets' lists them`);
  const name = `${preset}-seed${seed}`;
  const directory = join(out, `${name}-${process.pid}`);
  const set = change.split(' ').filter(Boolean);
  const start = performance.now();
  const run = await train(found, { out: directory, name, seed, threads, set, ...(steps && { steps }) });
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage();
  const { metrics } = await evaluate(run.directory, { metrics: ['modes'], threads });
  const cpuSeconds = (user + system) / 1e6;
  return { preset, change, seed, steps: run.step, threads, seconds, cpuSeconds, run: run.directory, ...metrics.modes };
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seeds: { type: 'string', default: '10' },
    steps: { type: 'string' },
    threads: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '2' },
    out: { type: 'string', default: 'runs/modes' },
    vary: { type: 'string', multiple: true, default: [] },
    one: { type: 'string' },
  },
});

if (values.one) {
  console.log(JSON.stringify(await measure(JSON.parse(values.one))));
} else {
  const { out } = values;
  const [seeds, threads, jobs] = [values.seeds, values.threads, values.jobs].map(Number);
  const steps = values.steps ? Number(values.steps) : undefined;
  if (positionals.length === 0 || ![seeds, threads, jobs].every((n) => Number.isInteger(n) && n > 0)) {
    console.error(
      "usage: modes.mjs PRESET... [--seeds N] [--steps N] [--vary 'PATH=VALUE ...']... [--threads N] [--jobs N] [--out DIR]",
    );
    process.exit(2);
  }
  mkdirSync(out, { recursive: true });
  const file = join(out, 'results.jsonl');
  const known = () =>
    existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n').filter(Boolean).map(JSON.parse) : [];
  const changes = ['', ...values.vary];
  const wanted = positionals.flatMap((preset) =>
    changes.flatMap((change) => Array.from({ length: seeds }, (_, seed) => ({ preset, change, seed }))),
  );
  const isOf = (job) => (r) =>
    r.preset === job.preset && r.change === job.change && r.seed === job.seed && (!steps || r.steps === steps);
  const before = known();
  const todo = wanted.filter((job) => !before.some(isOf(job)));
  const worker = async () => {
    for (let job = todo.shift(); job; job = todo.shift()) {
      try {
        const one = JSON.stringify({ ...job, steps, threads, out });
        const { stdout } = await promisify(execFile)(process.execPath, [script, '--one', one]);
        appendFileSync(file, stdout);
        const r = JSON.parse(stdout);
        console.error(
          `${r.preset} ${r.change} seed ${r.seed}: ${r.modes} of ${r.of}, ${(100 * r.highQuality).toFixed(1)} %, ${r.seconds.toFixed(0)} s`,
        );
      } catch (e) {
        console.error(`${job.preset} ${job.change} seed ${job.seed}: ${e.stderr || e.message}`);
        process.exitCode = 1;
      }
    }
  };
  await Promise.all(Array.from({ length: jobs }, worker));
  const results = known();
  console.log(coverageTable(wanted.flatMap((job) => results.filter(isOf(job)))));
}

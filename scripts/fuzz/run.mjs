// Plays hostile run folders and strange options against every command: node scripts/fuzz/run.mjs [--cases N] [--from N]
// [--seed N] [--workers N] [--case N]. The same seed and number give the same case; --case plays one and leaves its
// folder. Ends with 1 where a case crashed, hung, held more than 1 GiB, wrote or deleted outside its run, ended with
// exit code 1, or brought a control character to the terminal. Build first: npm run build.
import { parseArgs } from 'node:util';
import { fuzz } from './fuzz.mjs';

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '10000' },
    from: { type: 'string', default: '0' },
    seed: { type: 'string', default: '0' },
    workers: { type: 'string', default: '2' },
    case: { type: 'string' },
  },
});
const one = values.case === undefined ? undefined : Number(values.case);
const indices =
  one !== undefined ? [one] : Array.from({ length: Number(values.cases) }, (_, i) => Number(values.from) + i);
const begun = Date.now();

function tell({ index, words, changes, code, text, problems }) {
  console.log(`case ${index}: ${problems.join('; ') || 'good'} (exit ${code})`);
  console.log(`  ${JSON.stringify(words.join(' '))}`);
  for (const change of changes) console.log(`  ${JSON.stringify(change)}`);
  console.log(`  ${JSON.stringify(text.slice(0, 1500))}`);
}

let count = 0;
const { figures, failures, root } = await fuzz({
  seed: Number(values.seed),
  indices,
  workers: one === undefined ? Number(values.workers) : 1,
  keep: one !== undefined,
  onResult: (result) => {
    if (result.problems.length > 0 || one !== undefined) tell(result);
    if (++count % 500 === 0) console.log(`${count} cases, ${Math.round((Date.now() - begun) / 1000)} s`);
  },
});
const codes = Object.entries(figures.codes).map(([code, n]) => `${n} × exit ${code}`);
console.log(
  `${figures.cases} cases of seed ${values.seed}: ${failures.length} failed; ${codes.join(', ')}; ` +
    `at most ${figures.slowest.toFixed(1)} s of processor time and ${Math.round(figures.peak)} MiB`,
);
if (one !== undefined) console.log(`the folder: ${root}`);
process.exitCode = failures.length > 0 ? 1 : 0;

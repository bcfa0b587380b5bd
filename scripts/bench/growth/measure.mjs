import { measuredHere } from '../child.mjs';
import { median } from '../median.mjs';
import { digits, percent, table } from '../table.mjs';
import { affine } from './affine.mjs';
import { countsOf, sweeps, sweepsFor } from './sweeps.mjs';

/** A point in words. */
const said = ({ system, side, batch, width, threads }) =>
  `${system} ${side}×${side}, batch ${batch}${width ? `, ${width} channels` : ''}, ${threads} threads`;

/**
 * Every second round goes through the points from the last to the first, so that a machine that becomes slower or faster
 * with time bends no curve.
 */
const inTurn = (points, round) => (round % 2 === 0 ? points : [...points].reverse());

/** What other programs may have of the processors' time beside a run, and how often one that had more is tried. */
const [mostBeside, tries] = [0.08, 3];

/** A run that nothing disturbed; of several that something did, the one beside which there was least. */
async function undisturbed(point, seconds, say) {
  let best;
  for (let i = 0; i < tries; i++) {
    const run = await measuredHere('growth/duel.mjs', { ...point, seconds });
    if (best === undefined || run.beside < best.beside) best = run;
    if (best.beside <= mostBeside) break;
    say(`${said(point)}: ${digits(run.msPerStep)} ms a step while other programs had ${percent(run.beside)}`);
  }
  return best;
}

/** One round of a sweep: the machine's peak for each number of threads, then every point. Runs in the points' order. */
async function roundOf(points, round, { seconds }, say) {
  const peaks = {};
  for (const threads of new Set(points.map((p) => p.threads)))
    peaks[threads] = (await measuredHere('peak.mjs', { threads, device: 'cpu' })).gflops;
  const runs = new Map();
  for (const point of inTurn(points, round)) {
    const run = await undisturbed(point, seconds, say);
    runs.set(point, { ...run, peak: peaks[point.threads] });
    say(
      `round ${round + 1}: ${said(point)}: ${digits(run.msPerStep)} ms a step, ${run.peakRssMiB} MiB, beside ${percent(run.beside)}`,
    );
  }
  return points.map((point) => runs.get(point));
}

/** The rounds in which nothing disturbed a point; where something always did, the one of least. */
function undisturbedRounds(runs) {
  const rounds = [...runs.keys()].filter((i) => runs[i].beside <= mostBeside);
  return rounds.length > 0 ? rounds : [[...runs.keys()].sort((a, b) => runs[a].beside - runs[b].beside)[0]];
}

/** What came of a point in all rounds. Those count in which nothing disturbed it. */
export function resultOf(point, counts, runs) {
  const rounds = undisturbedRounds(runs);
  const list = rounds.map((i) => runs[i].msPerStep);
  const msPerStep = median(list);
  const gflops = counts.flop / msPerStep / 1e6;
  return {
    ...point,
    msPerStep,
    /** Half of what lies between the slowest round and the fastest, as a share of the median. */
    ...(list.length > 1 && { spread: (Math.max(...list) - Math.min(...list)) / 2 / msPerStep }),
    msPerPicture: msPerStep / point.batch,
    gflopPerPicture: counts.flop / point.batch / 1e9,
    executed: counts.executed / counts.flop,
    msPerGflop: (msPerStep / counts.flop) * 1e9,
    gflops,
    ofPeak: gflops / Math.max(...runs.map((r) => r.peak)),
    stateMiB: (4 * counts.state) / 2 ** 20,
    peakRssMiB: Math.max(...runs.map((r) => r.peakRssMiB)),
    /** Of every round; `beside` is what other programs had of the processors' time. */
    runs: runs.map(({ msPerStep: ms, peakRssMiB, beside }) => ({ msPerStep: ms, peakRssMiB, beside })),
  };
}

/** How many times as fast one result is as another, in the rounds that count for both. */
function speedUp(fast, slow) {
  const rounds = undisturbedRounds(fast.runs).filter((i) => undisturbedRounds(slow.runs).includes(i));
  const ratios = rounds.map((i) => slow.runs[i].msPerStep / fast.runs[i].msPerStep);
  return ratios.length > 0 ? median(ratios) : slow.msPerStep / fast.msPerStep;
}

/** How a sweep's results lie to one another: the line through a batch's, and how much faster two threads are. */
export function compared(name, results) {
  if (name === 'threads')
    return {
      results: results.map((r) => {
        const one = results.find((o) => o.system === r.system && o.batch === r.batch && o.threads === 1);
        return r.threads === 1 ? r : { ...r, speedUp: speedUp(r, one) };
      }),
    };
  if (!name.endsWith('batch')) return { results };
  const line = affine(results.map(({ batch, msPerStep }) => [batch, msPerStep]));
  return {
    line,
    results: results.map((r) => ({ ...r, toLine: r.msPerStep / (line.constant + line.slope * r.batch) })),
  };
}

/** Measures the sweeps that a filter asks for: [{sweep, results, line}]. `say` hears how it goes on. */
export async function measureGrowth(options, say) {
  const found = [];
  for (const sweep of sweepsFor(options.filter)) {
    const { points } = sweeps[sweep];
    const rounds = [];
    for (let round = 0; round < options.rounds; round++) rounds.push(await roundOf(points, round, options, say));
    const results = points.map((point, i) =>
      resultOf(
        point,
        countsOf(point),
        rounds.map((runs) => runs[i]),
      ),
    );
    found.push({ sweep, ...compared(sweep, results) });
  }
  return found;
}

const ofPoint = { system: '<system', batch: 'batch', threads: 'threads', side: 'side', width: 'channels' };
const ofLast = { toLine: '÷ line', speedUp: '2 threads' };

/** The columns of a sweep: {titles, rows}; '<' stands before the title of one that stands on the left. */
export function columnsOf({ sweep, results }) {
  const { grows } = sweeps[sweep];
  const last = Object.keys(ofLast).filter((key) => results.some((r) => r[key] !== undefined));
  return {
    titles: [
      ...grows.map((key) => ofPoint[key]),
      ...['ms/step', '±', 'ms/picture', 'GFLOP/picture', 'executed', 'ms/GFLOP', 'GFLOP/s', 'of peak', 'state MiB'],
      ...['peak MiB', ...last.map((key) => ofLast[key])],
    ],
    rows: results.map((r) => [
      ...grows.map((key) => String(r[key])),
      digits(r.msPerStep),
      percent(r.spread) ?? '–',
      digits(r.msPerPicture),
      r.gflopPerPicture.toPrecision(3),
      r.executed.toFixed(2),
      digits(r.msPerGflop),
      digits(r.gflops),
      percent(r.ofPeak),
      digits(r.stateMiB),
      r.peakRssMiB.toFixed(0),
      ...last.map((key) => r[key]?.toFixed(2) ?? ''),
    ]),
  };
}

/** The line through a batch's steps in words. */
export const lineText = ({ constant, slope }) => `${digits(constant)} ms + ${digits(slope)} ms × batch`;

export function growthText(found, { machine, rounds, seconds }) {
  const parts = found.map(({ line, ...sweep }) => {
    const { titles, rows } = columnsOf(sweep);
    return [`${sweep.sweep}${line ? `: ${lineText(line)}` : ''}`, table(titles, rows)].join('\n');
  });
  return [`${machine}, medians of ${rounds} rounds of ${seconds} s`, ...parts].join('\n\n');
}

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

/** One round of a sweep: the machine's peak for each number of threads, then every point. {peaks, runs} in the points' order. */
async function roundOf(points, round, { seconds }, say) {
  const peaks = {};
  for (const threads of new Set(points.map((p) => p.threads)))
    peaks[threads] = (await measuredHere('peak.mjs', { threads, device: 'cpu' })).gflops;
  const runs = new Map();
  for (const point of inTurn(points, round)) {
    const run = await measuredHere('growth/duel.mjs', { ...point, seconds });
    runs.set(point, { ...run, peak: peaks[point.threads] });
    say(`round ${round + 1}: ${said(point)}: ${digits(run.msPerStep)} ms a step, ${run.peakRssMiB} MiB`);
  }
  return points.map((point) => runs.get(point));
}

/** What came of a point in all rounds. */
export function resultOf(point, counts, runs) {
  const list = runs.map((r) => r.msPerStep);
  const msPerStep = median(list);
  const share = (run) => counts.flop / run.msPerStep / 1e6 / run.peak;
  return {
    ...point,
    msPerStep,
    /** Half of what lies between the slowest round and the fastest, as a share of the median. */
    spread: (Math.max(...list) - Math.min(...list)) / 2 / msPerStep,
    msPerPicture: msPerStep / point.batch,
    gflopPerPicture: counts.flop / point.batch / 1e9,
    executed: counts.executed / counts.flop,
    msPerGflop: (msPerStep / counts.flop) * 1e9,
    gflops: counts.flop / msPerStep / 1e6,
    ofPeak: median(runs.map(share)),
    stateMiB: (4 * counts.state) / 2 ** 20,
    peakRssMiB: Math.max(...runs.map((r) => r.peakRssMiB)),
    runs: list,
  };
}

/** How a sweep's results lie to one another: the line through a batch's, and how much faster two threads are. */
export function compared(name, results) {
  if (name === 'threads')
    return {
      results: results.map((r) => {
        const one = results.find((o) => o.system === r.system && o.batch === r.batch && o.threads === 1);
        return r.threads === 1 ? r : { ...r, speedUp: median(r.runs.map((ms, i) => one.runs[i] / ms)) };
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
      percent(r.spread),
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

import { measuredHere } from './child.mjs';
import { median } from './median.mjs';
import { isYardstick, peerAt, peerCalls } from './peer.mjs';
import { digits, percent, table } from './table.mjs';

/** Several runs of one thing, in short. */
const summary = (runs) => ({
  msPerStep: median(runs.map((r) => r.msPerStep)),
  msPerStepMin: Math.min(...runs.map((r) => r.msPerStepMin ?? r.msPerStep)),
  peakRssMiB: Math.max(...runs.map((r) => r.peakRssMiB ?? 0)) || undefined,
});

/** GFLOP/s of so many operations in so many milliseconds. */
const rate = (flop, ms) => flop / ms / 1e6;

/**
 * What came of the rounds of one system.
 *
 * @param duel Duel's runs
 * @param peers for each peer, its runs by memory layout: the better layout counts
 * @param peaks GFLOP/s of large matrix products in the same rounds: the best counts
 * @param yardstick whether ratios to the peers mean anything
 */
export function resultOf({ system, duel, peers, peaks, yardstick }) {
  const { flopPerStep } = duel[0];
  const best = summary(duel);
  const peak = peaks.reduce((a, b) => (b.gflops > a.gflops ? b : a));
  const withRate = (s) => {
    const gflops = rate(flopPerStep, s.msPerStep);
    return { ...s, gflops, ofPeak: gflops / peak.gflops };
  };
  return {
    system,
    gflopPerStep: flopPerStep / 1e9,
    peak,
    adapter: duel[0].adapter,
    duel: withRate(best),
    peers: peers.map(({ name, layouts }) => {
      const [layout, s] = Object.entries(layouts)
        .map(([key, runs]) => [key, summary(runs)])
        .reduce((a, b) => (b[1].msPerStep < a[1].msPerStep ? b : a));
      return { name, layout, ...withRate(s), ...(yardstick && { ratio: s.msPerStep / best.msPerStep }) };
    }),
  };
}

/** Runs the rounds of one system: in each the machine's peak, Duel, and each peer in both layouts. */
async function rounds(system, variants, options, say) {
  const { seconds, threads, device } = options;
  const [duel, peaks] = [[], []];
  const peers = variants.map(({ name, words }) => ({ name, layouts: {}, calls: peerCalls(options, system, words) }));
  for (let round = 1; round <= options.rounds; round++) {
    peaks.push(await measuredHere('peak.mjs', { threads, device }));
    duel.push(await measuredHere('duel.mjs', { system, seconds, threads, device }));
    const heard = [`Duel ${digits(duel.at(-1).msPerStep)} ms`];
    for (const { name, layouts, calls } of peers)
      for (const { layout, run } of calls) {
        layouts[layout] ??= [];
        layouts[layout].push(await run());
        heard.push(`${name} ${layout} ${digits(layouts[layout].at(-1).msPerStep)} ms`);
      }
    say(`${system}, round ${round} of ${options.rounds}: ${heard.join(', ')}`);
  }
  return { system, duel, peers, peaks };
}

/** Measures all systems. One that fails does not take the others' results with it. `say` hears how it goes on. */
export async function compare(options, say) {
  const peer = options.peer === undefined ? undefined : await peerAt(options);
  const present = peer !== undefined && !peer.missing;
  const yardstick = present && (options.device !== 'cpu' || isYardstick(peer));
  const variants = present ? options.peerArgs.map((words) => ({ name: ['PyTorch', ...words].join(' '), words })) : [];
  const [results, failures] = [[], []];
  for (const system of options.systems)
    try {
      results.push(resultOf({ ...(await rounds(system, variants, options, say)), yardstick }));
    } catch (e) {
      failures.push({ system, message: e.message });
      say(`${system}: ${e.message}`);
    }
  return { peer, yardstick, results, failures };
}

/** What is said of the peer before the table. */
function peerLine(peer, yardstick) {
  if (!peer) return 'no peer: --peer FILE names one';
  if (peer.missing) return `no peer: ${peer.missing}`;
  const gpu = peer.gpu ? `, GPU ${peer.gpu}` : '';
  return `peer: PyTorch ${peer.version}, ${peer.blas} BLAS${gpu}${yardstick ? '' : ', which is no yardstick: no ratios'}`;
}

/** The results in words and a table: a row for Duel and one for each peer. */
export function comparisonText({ peer, yardstick, results }, { machine, device, threads, rounds: count, seconds }) {
  const where = device === 'cpu' ? machine : (results[0]?.adapter ?? device);
  const peak = results.map((r) => r.peak).reduce((a, b) => (b.gflops > a.gflops ? b : a), { gflops: 0, size: 0 });
  const titles = ['<system', '<', 'ms/step', 'min', '÷ Duel', 'peak MiB', 'GFLOP/step', 'GFLOP/s', 'of peak'];
  const rows = results.flatMap(({ system, gflopPerStep, duel, peers }) =>
    [{ name: 'Duel', ...duel }, ...peers].map((r, i) => [
      i === 0 ? system : '',
      r.layout ? `${r.name}, ${r.layout}` : r.name,
      digits(r.msPerStep),
      digits(r.msPerStepMin),
      i === 0 ? '' : r.ratio?.toFixed(2),
      r.peakRssMiB?.toFixed(0),
      digits(gflopPerStep),
      digits(r.gflops),
      percent(r.ofPeak),
    ]),
  );
  return [
    peerLine(peer, yardstick),
    `${where}, ${threads} threads: medians over rounds (${count} of ${seconds} s); ` +
      `peak ${digits(peak.gflops)} GFLOP/s, a product of ${peak.size}²`,
    '',
    table(titles, rows),
  ].join('\n');
}

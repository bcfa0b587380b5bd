import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { measuredHere } from './child.mjs';
import { median } from './median.mjs';
import { isYardstick, layouts, peerCall, pytorchAt } from './peer.mjs';
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
 * @param peers for each peer, its runs by variant: the best variant counts
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
    peers: peers.map(({ name, runs }) => {
      const [variant, s] = Object.entries(runs)
        .map(([key, of]) => [key, summary(of)])
        .reduce((a, b) => (b[1].msPerStep < a[1].msPerStep ? b : a));
      return { name, variant, ...withRate(s), ...(yardstick && { ratio: s.msPerStep / best.msPerStep }) };
    }),
  };
}

/** A peer's variants by their names: those that are asked for, else the memory layouts. */
const variantsOf = ({ variants }) =>
  variants.length === 0 ? layouts : Object.fromEntries(variants.map((words) => [words.join(' ') || 'as it is', words]));

/** Runs the rounds of one system: in each the machine's peak, Duel, and each variant of each peer that has not failed. */
async function rounds(system, options, say) {
  const { seconds, threads, device, python } = options;
  const [duel, peaks] = [[], []];
  const peers = options.peers.map(({ file, ...peer }) => ({
    ...{ name: basename(file, '.py'), file, runs: {} },
    left: new Map(Object.entries(variantsOf(peer))),
  }));
  for (let round = 1; round <= options.rounds; round++) {
    peaks.push(await measuredHere('peak.mjs', { threads, device }));
    duel.push(await measuredHere('duel.mjs', { system, seconds, threads, device }));
    const heard = [`Duel ${digits(duel.at(-1).msPerStep)} ms`];
    for (const { name, file, runs, left } of peers)
      for (const [variant, words] of left)
        try {
          const run = await peerCall({ file, python, seconds, threads }, system, words);
          runs[variant] = [...(runs[variant] ?? []), run];
          heard.push(`${name} ${variant} ${digits(run.msPerStep)} ms`);
        } catch (e) {
          left.delete(variant);
          delete runs[variant];
          heard.push(`${name} ${variant}: ${e.message}, and is left out`);
        }
    say(`${system}, round ${round} of ${options.rounds}: ${heard.join(', ')}`);
  }
  return { system, duel, peers: peers.filter(({ runs }) => Object.keys(runs).length > 0), peaks };
}

/** Measures all systems. One that fails does not take the others' results with it. `say` hears how it goes on. */
export async function compare(options, say) {
  const absent = options.peers.map(({ file }) => file).filter((file) => !existsSync(file));
  const peers = options.peers.filter(({ file }) => !absent.includes(file));
  const pytorch = peers.length === 0 ? undefined : await pytorchAt(options.python);
  const yardstick = options.device !== 'cpu' || isYardstick(pytorch ?? {});
  const [results, failures] = [[], []];
  for (const system of options.systems)
    try {
      results.push(resultOf({ ...(await rounds(system, { ...options, peers }, say)), yardstick }));
    } catch (e) {
      failures.push({ system, message: e.message });
      say(`${system}: ${e.message}`);
    }
  return { absent, pytorch, yardstick, results, failures };
}

/** What is said of the peers before the table. */
function peerLine({ absent = [], pytorch, yardstick }) {
  const gone = absent.map((file) => `no peer: ${file} is not there`);
  if (!pytorch) return gone.join('\n') || 'no peer: --peer FILE names one';
  if (pytorch.missing) return [...gone, pytorch.missing].join('\n');
  const gpu = pytorch.gpu ? `, GPU ${pytorch.gpu}` : '';
  const isNone = yardstick ? '' : ', which is no yardstick: no ratios';
  return [...gone, `PyTorch ${pytorch.version}, ${pytorch.blas} BLAS${gpu}${isNone}`].join('\n');
}

/** The results in words and a table: a row for Duel and one for the best variant of each peer. */
export function comparisonText({ results, ...peers }, { machine, device, threads, rounds: count, seconds }) {
  const where = device === 'cpu' ? machine : (results[0]?.adapter ?? device);
  const peak = results.map((r) => r.peak).reduce((a, b) => (b.gflops > a.gflops ? b : a), { gflops: 0, size: 0 });
  const titles = ['<system', '<', 'ms/step', 'min', '÷ Duel', 'peak MiB', 'GFLOP/step', 'GFLOP/s', 'of peak'];
  const rows = results.flatMap(({ system, gflopPerStep, duel, peers }) =>
    [{ name: 'Duel', ...duel }, ...peers].map((r, i) => [
      i === 0 ? system : '',
      r.variant ? `${r.name}, ${r.variant}` : r.name,
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
    peerLine(peers),
    `${where}, ${threads} threads: medians over rounds (${count} of ${seconds} s); ` +
      `peak ${digits(peak.gflops)} GFLOP/s, a product of ${peak.size}²`,
    '',
    table(titles, rows),
  ].join('\n');
}

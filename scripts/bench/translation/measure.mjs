import { measured, measuredHere } from '../child.mjs';
import { median } from '../median.mjs';
import { layouts, pytorchAt } from '../peer.mjs';
import { digits, percent, table } from '../table.mjs';

const peer = new URL('peer.py', import.meta.url).pathname;
/** What is timed: presets at 64×64. */
const cases = [
  { system: 'pix2pix', batch: 1, size: 64 },
  { system: 'pix2pix', batch: 16, size: 64 },
  { system: 'cyclegan', batch: 1, size: 64 },
];

/** Steps of the presets for pictures into pictures, beside the same networks in PyTorch, in turns. */
export async function measureTranslation({ rounds, seconds, threads, python }, say) {
  const { missing, version, blas } = await pytorchAt(python);
  if (missing) throw new Error(missing);
  const results = [];
  for (const { system, batch, size } of cases) {
    const [duel, peaks] = [[], []];
    const peers = Object.fromEntries(Object.keys(layouts).map((layout) => [layout, []]));
    for (let round = 1; round <= rounds; round++) {
      peaks.push(await measuredHere('peak.mjs', { threads, device: 'cpu' }));
      duel.push(await measuredHere('translation/duel.mjs', { system, batch, size, seconds, threads }));
      for (const layout of Object.keys(peers)) {
        const sizes = [
          '--batch',
          `${batch}`,
          '--size',
          `${size}`,
          '--seconds',
          `${seconds}`,
          '--threads',
          `${threads}`,
        ];
        const words = [peer, system, ...sizes, ...layouts[layout]];
        peers[layout].push(await measured(python, words));
      }
      const heard = Object.entries(peers).map(([layout, runs]) => `${layout} ${digits(runs.at(-1).msPerStep)} ms`);
      say(`${system} ${batch}, round ${round}: Duel ${digits(duel.at(-1).msPerStep)} ms, PyTorch ${heard.join(', ')}`);
    }
    const ms = (runs) => median(runs.map(({ msPerStep }) => msPerStep));
    const [layout, best] = Object.entries(peers)
      .map(([name, runs]) => [name, ms(runs)])
      .reduce((a, b) => (b[1] < a[1] ? b : a));
    const peak = Math.max(...peaks.map(({ gflops }) => gflops));
    const own = ms(duel);
    const flop = duel[0].flopPerStep;
    results.push({
      system,
      batch,
      size,
      own,
      peer: best,
      layout,
      ratio: best / own,
      peak,
      flop,
      gflops: flop / own / 1e6,
    });
  }
  return { version, blas, results };
}

export function translationText({ version, blas, results }, { machine, threads, rounds, seconds }) {
  const rows = results.map(({ system, batch, size, own, peer, layout, ratio, peak, flop, gflops }) => [
    `${system}, ${size}×${size}, batch ${batch}`,
    digits(own),
    `${digits(peer)} (${layout})`,
    ratio.toFixed(2),
    digits(flop / 1e9),
    digits(gflops),
    percent(gflops / peak),
  ]);
  const titles = ['<system', 'Duel ms', 'PyTorch ms', '÷ Duel', 'GFLOP/step', 'GFLOP/s', 'of peak'];
  const how = `medians of ${rounds} rounds of ${seconds} s in turns`;
  return `${machine}, ${threads} threads, PyTorch ${version}, ${blas} BLAS; ${how}\n\n${table(titles, rows)}`;
}

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { digits, percent, table } from '../table.mjs';
import { format, lineOf } from './record.mjs';

const isSoftware = (name) => /software/i.test(name ?? '');

/** What a result says, drawn together from its parts. */
export function summary({ parts }) {
  const values = (part) => parts.filter((p) => p.part === part && p.value !== undefined);
  const one = (part) => values(part)[0]?.value;
  const tests = values('self-test').map(({ system, value }) => ({ system, ...value }));
  const steps = values('steps').map(({ system, value }) => ({ system, ...value }));
  const cards = one('machine')?.nvidia ?? [];
  const adapter =
    [...steps, ...tests].find((r) => r.adapter)?.adapter ?? (cards.length === 1 ? cards[0].name : undefined);
  const [peak, peerPeak] = [one('peak'), one('peer peak')];
  const ways = [...new Set(values('peer steps').map(({ words }) => words))];
  return {
    adapter,
    cards,
    driver: one('webgpu')?.driver,
    peer: one('peer'),
    peak,
    peerPeak,
    tests,
    ways,
    rows: steps.map((r) => {
      const gflops = r.flopPerStep / r.msPerStep / 1e6;
      // the card's peak is what the best of its libraries reaches with the same numbers, 32 bits throughout
      const most = Math.max(peak?.gflops ?? 0, peerPeak?.fp32.gflops ?? 0);
      return {
        ...r,
        gflops,
        ofPeak: most > 0 ? gflops / most : undefined,
        peers: ways.map((words) => fastest(values('peer steps'), r.system, words)),
      };
    }),
    open: parts.filter(({ failed, skipped, value }) => failed || skipped || value?.passed === false),
  };
}

/** The better of a peer's layouts. */
const fastest = (peers, system, words) =>
  peers
    .filter((p) => p.system === system && p.words === words)
    .map(({ layout, value }) => ({ layout, msPerStep: value.msPerStep }))
    .reduce((a, b) => (a === undefined || b.msPerStep < a.msPerStep ? b : a), undefined);

const titles = (ways) => [
  'system',
  'Duel, ms per step',
  'least',
  'GFLOP per step',
  'GFLOP/s',
  'of the peak',
  ...ways.flatMap((words) => [`PyTorch ${words}`.trim(), '÷ Duel']),
];
const cells = (r) => [
  r.system,
  digits(r.msPerStep),
  digits(r.msPerStepMin),
  digits(r.flopPerStep / 1e9),
  digits(r.gflops),
  percent(r.ofPeak),
  ...r.peers.flatMap((p) =>
    p ? [`${digits(p.msPerStep)}, ${p.layout}`, (p.msPerStep / r.msPerStep).toFixed(2)] : ['–', '–'],
  ),
];

const peaksLine = ({ peak, peerPeak }) =>
  [
    peak && `${digits(peak.gflops)} GFLOP/s through ONNX Runtime on WebGPU (${peak.size}²)`,
    peerPeak && `${digits(peerPeak.fp32.gflops)} through PyTorch in 32 bits (${peerPeak.fp32.size}²)`,
    peerPeak && `${digits(peerPeak.tf32.gflops)} with TF32 (${peerPeak.tf32.size}²)`,
  ]
    .filter(Boolean)
    .join(', ');

/** The result in words, for the terminal. */
export function resultText(result) {
  const s = summary(result);
  return [
    `${s.adapter ?? 'a GPU without a name'}; peak: ${peaksLine(s) || 'not measured'}`,
    '',
    s.rows.length > 0
      ? table([`<${titles([])[0]}`, ...titles(s.ways).slice(1)], s.rows.map(cells))
      : 'no step was measured',
    ...(s.open.length > 0 ? ['', ...s.open.map(lineOf)] : []),
  ].join('\n');
}

const row = (columns) => `| ${columns.map((c) => c ?? '–').join(' | ')} |`;
const markdownTable = (heads, rows) =>
  [row(heads), row(heads.map((_, i) => (i === 0 ? '---' : '--:'))), ...rows.map(row)].join('\n');
const power = (x) => x.toExponential(0);
const escaped = (text) => text.replaceAll('|', '\\|').replaceAll('\n', ' ');

function machineText(result, { adapter, cards, driver, peer }) {
  const card = cards.map((c) => `${c.name}, ${c.memory}, driver ${c.driver}`).join('; ');
  return [
    `GPU: ${card || adapter || 'without a name'}. Vulkan driver: ${driver ? `\`${driver.split('/').at(-1)}\`` : 'none answers'}.`,
    `CPU: ${result.cpu}, ${result.threads} threads. ${result.distribution ?? result.system}.`,
    `Node ${result.node}, onnxruntime-node ${result.onnxruntime}${peer ? `, PyTorch ${peer.version}` : ', no PyTorch'}.`,
    `${result.date.slice(0, 10)}.`,
  ].join(' ');
}

/** docs/benchmarks/gpu.md of a result. */
export function pageOf(result) {
  const s = summary(result);
  const { minutes, seconds } = result.settings;
  return [
    '# Speed on a GPU',
    `    npm run bench -- --gpu${minutes === 10 ? '' : ` --minutes ${minutes}`}${seconds === 5 ? '' : ` --seconds ${seconds}`}`,
    `${machineText(result, s)} [The method](README.md#a-gpu); this page is written from [gpu.json](gpu.json).`,
    ...(isSoftware(s.adapter)
      ? ['**This is a dry run in software: it shows that the examination works, and nothing of how fast a GPU is.**']
      : []),
    '## It computes right',
    s.tests.length > 0
      ? markdownTable(
          ['system', 'steps', 'losses, relative error', 'gradients, relative error', ''],
          s.tests.map((t) => [
            t.system,
            t.steps,
            power(t.lossError),
            power(t.gradientError),
            t.passed ? 'right' : '**wrong**',
          ]),
        )
      : 'Not tested.',
    '## A step',
    s.rows.length > 0 ? markdownTable(titles(s.ways), s.rows.map(cells)) : 'Not measured.',
    `32-bit floats throughout, TF32 where a column says so. The peak of matrix products: ${peaksLine(s) || 'not measured'}; shares are of the best in 32 bits.`,
    ...(s.open.length > 0
      ? ['## What did not go', s.open.map((r) => `- ${escaped(lineOf(r)).replace(/\/[^\s:]*\//g, '')}`).join('\n')]
      : []),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

const docs = (name) => fileURLToPath(new URL(`../../../docs/benchmarks/${name}`, import.meta.url));

/** Writes the page and keeps the result beside it; returns what was written. */
export async function writePage(file) {
  const result = JSON.parse(readFileSync(file, 'utf8'));
  if (result.format !== format) throw new Error(`${file} is no result of --gpu, or one of another version`);
  const { writeFileAtomic } = await import('../../../dist/run/directory/atomic.js');
  writeFileAtomic(docs('gpu.json'), `${JSON.stringify(result, null, 1)}\n`);
  writeFileAtomic(docs('gpu.md'), pageOf(result));
  return ['docs/benchmarks/gpu.md', 'docs/benchmarks/gpu.json'];
}

// Duel against a peer, in turns: npm run bench -- [--peer torch_gan.py] [--rounds 5] [--seconds 8] [--systems a,b] [--json]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values } = parseArgs({
  options: {
    peer: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '8' },
    systems: { type: 'string', default: 'mnist-mlp,fashion-mlp,mnist-dcgan,celeba-dcgan' },
    threads: { type: 'string', default: '2' },
    json: { type: 'boolean', default: false },
  },
});
const python = '/usr/bin/python3';
const own = fileURLToPath(new URL('duel.mjs', import.meta.url));
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];
const say = (text) => !values.json && console.log(text);

function timed(command, args) {
  const { stdout, stderr, status } = spawnSync(command, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed:\n${stderr}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** The library that PyTorch's matrix products come from; the reference one is no yardstick. */
function peerBlas() {
  const script =
    'import torch, re; torch.rand(64, 64) @ torch.rand(64, 64); m = open("/proc/self/maps").read(); print(torch.__version__, "openblas" if "openblas" in m else "mkl" if "mkl" in m else "reference")';
  const { stdout, status } = spawnSync(python, ['-c', script], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const [version, blas] = stdout.trim().split(' ');
  return { version, blas };
}

const blas = values.peer && existsSync(values.peer) ? peerBlas() : undefined;
const usable = blas && blas.blas !== 'reference';
if (values.peer && !existsSync(values.peer)) say(`no peer: ${values.peer} is not there`);
else if (values.peer && !blas) say('no peer: PyTorch is not installed (Debian: python3-torch libopenblas0-pthread)');
else if (blas)
  say(`peer: PyTorch ${blas.version} with ${blas.blas} BLAS${usable ? '' : ', which is no yardstick: no ratios'}`);
say(
  `${cpus()[0].model.trim()}, ${values.threads} threads, ${values.rounds} rounds of ${values.seconds} s, medians over rounds\n`,
);

const results = [];
for (const system of values.systems.split(',')) {
  const duel = [];
  const peers = { contiguous: [], channels_last: [] };
  for (let round = 0; round < Number(values.rounds); round++) {
    duel.push(timed('node', [own, system, values.seconds, values.threads]));
    if (!usable) continue;
    for (const layout of Object.keys(peers)) {
      // after the first round only the better layout runs on
      const [a, b] = [peers.contiguous[0], peers.channels_last[0]];
      if (a && b && (layout === 'contiguous') !== a.msPerStep <= b.msPerStep) continue;
      const flag = layout === 'channels_last' ? ['--channels-last'] : [];
      peers[layout].push(
        timed(python, [values.peer, system, '--seconds', values.seconds, '--threads', values.threads, ...flag]),
      );
    }
  }
  const peer = peers.contiguous.length >= peers.channels_last.length ? peers.contiguous : peers.channels_last;
  const of = (list, key) => (list.length ? median(list.map((r) => r[key])) : undefined);
  const result = {
    system,
    duelMs: of(duel, 'msPerStep'),
    duelMsMin: of(duel, 'msPerStepMin'),
    duelPeakMiB: of(duel, 'peakRssMiB'),
    peerMs: of(peer, 'msPerStep'),
    peerMsMin: of(peer, 'msPerStepMin'),
    peerPeakMiB: of(peer, 'peakRssMiB'),
    peerLayout: peer[0]?.layout,
  };
  if (result.peerMs) result.ratio = Math.round((result.peerMs / result.duelMs) * 100) / 100;
  results.push(result);
  const ms = (x) => (x === undefined ? '–' : x.toFixed(x < 100 ? 1 : 0)).padStart(7);
  say(
    `${system.padEnd(13)} Duel ${ms(result.duelMs)} ms (min ${ms(result.duelMsMin)}) ${String(result.duelPeakMiB).padStart(5)} MiB` +
      (result.peerMs
        ? `   PyTorch ${ms(result.peerMs)} ms (min ${ms(result.peerMsMin)}) ${String(result.peerPeakMiB).padStart(5)} MiB ${result.peerLayout}   ratio ${result.ratio.toFixed(2)}`
        : ''),
  );
}
if (values.json)
  console.log(JSON.stringify({ machine: cpus()[0].model.trim(), threads: Number(values.threads), blas, results }));

import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, cpus, release, tmpdir, totalmem } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runtimeVersion } from '../../../dist/runtime/node/open.js';
import { measured, measuredHere, run } from '../child.mjs';
import { layouts, peerCall, pytorchAt } from '../peer.mjs';
import { answeringDriver } from './drivers.mjs';
import { Parts } from './parts.mjs';
import { format, lineOf } from './record.mjs';

/** Seconds that a part may take; a run of steps has those that it is asked to step besides. */
const limits = { machine: 20, webgpu: 60, selfTest: 90, steps: 45, peak: 45, peer: 60, peerPeak: 45, peerSteps: 40 };

const fixed = () => ({
  cpu: cpus()[0].model.trim(),
  threads: availableParallelism(),
  memoryMiB: Math.round(totalmem() / 2 ** 20),
  system: `${process.platform} ${process.arch}, ${release()}`,
  distribution: distribution(),
  node: process.versions.node,
  onnxruntime: runtimeVersion(),
});

const distribution = () => {
  try {
    return /^PRETTY_NAME="?([^"\n]*)/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1];
  } catch {
    return undefined;
  }
};

/** The NVIDIA cards and their driver, as nvidia-smi tells them. */
async function nvidia(limit) {
  const words = ['--query-gpu=name,driver_version,memory.total,clocks.max.sm', '--format=csv,noheader'];
  const { ok, stdout } = await run('nvidia-smi', words, limit);
  if (!ok) return { nvidia: [] };
  const cards = stdout.trim().split('\n');
  return {
    nvidia: cards.map((line) => {
      const [name, driver, memory, clock] = line.split(', ');
      return { name, driver, memory, clock };
    }),
  };
}

/** All that runs on WebGPU. */
async function onWebgpu(parts, { systems, seconds, threads, device }, env) {
  const here = (script, words, limit) => measuredHere(script, words, { ...limit, env });
  for (const system of systems)
    await parts.do({ part: 'self-test', system }, limits.selfTest, (limit) =>
      here('gpu/selfTest.mjs', { system, device }, limit),
    );
  await parts.do({ part: 'peak' }, limits.peak, (limit) => here('peak.mjs', { threads, device }, limit));
  for (const system of systems)
    await parts.do({ part: 'steps', system }, limits.steps + seconds, (limit) =>
      here('duel.mjs', { system, seconds, threads, device }, limit),
    );
}

/** How PyTorch is asked to compute, where nobody says: on the GPU, without and with TF32. */
const onGpu = [
  ['--device', 'cuda'],
  ['--device', 'cuda', '--tf32'],
];

/** The same steps in PyTorch, each way that is asked for and in both layouts. */
async function inPyTorch(parts, options) {
  const { systems, seconds, threads, python } = options;
  const [named] = options.peers;
  if (named === undefined) return parts.skip({ part: 'peer' }, 'none was named: --peer FILE');
  const { file } = named;
  const variants = named.variants.length > 0 ? named.variants : onGpu;
  const peer = await parts.do({ part: 'peer' }, limits.peer, async (limit) => {
    if (!existsSync(file)) throw new Error(`${file} is not there`);
    const found = await pytorchAt(python, limit);
    if (found.missing) throw new Error(found.missing);
    return found;
  });
  if (peer === undefined) return;
  if (peer.gpu === undefined) parts.skip({ part: 'peer peak' }, 'PyTorch sees no GPU');
  else
    await parts.do({ part: 'peer peak' }, limits.peerPeak, (limit) =>
      measured(python, [fileURLToPath(new URL('peak.py', import.meta.url))], limit),
    );
  for (const words of variants)
    for (const system of systems)
      for (const [layout, flag] of Object.entries(layouts))
        await parts.do(
          { part: 'peer steps', system, layout, words: words.join(' ') },
          limits.peerSteps + seconds,
          (limit) => peerCall({ file, python, seconds, threads }, system, [...flag, ...words], limit),
        );
}

/**
 * Examines the GPU: whether the systems compute right there, how fast, and how fast PyTorch is. Every part has a limit of
 * its own, and one that fails is recorded with its reason.
 *
 * @param say hears how it goes on
 * @param keep is given the result so far after each part, so that nothing is lost when it is ended
 */
export async function examineGpu(options, say, keep) {
  const { minutes, seconds, threads, systems } = options;
  const result = {
    format,
    date: new Date().toISOString(),
    ...fixed(),
    settings: { minutes, seconds, threads, systems },
  };
  const parts = new Parts({
    minutes,
    heard: (record) => {
      say(lineOf(record));
      keep({ ...result, parts: parts.records });
    },
  });
  const scratch = await mkdtemp(join(tmpdir(), 'duel-gpu-'));
  try {
    await parts.do({ part: 'machine' }, limits.machine, nvidia);
    let env;
    await parts.do({ part: 'webgpu' }, limits.webgpu, async (limit) => {
      const { env: found, ...rest } = await answeringDriver(scratch, limit);
      if (found === undefined) throw new Error(rest.tried.map((t) => `${basename(t.driver)}: ${t.reason}`).join('; '));
      env = found;
      return rest;
    });
    if (env) await onWebgpu(parts, options, env);
    else for (const part of ['self-test', 'peak', 'steps']) parts.skip({ part }, 'WebGPU does not answer');
    await inPyTorch(parts, options);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return { ...result, parts: parts.records };
}

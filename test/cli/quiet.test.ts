import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { outcome } from './duel.ts';

const dist = (name: string) => JSON.stringify(pathToFileURL(resolve('dist', name)).href);

/** A graph that wants more memory than there is, run as a training would run it. */
const script = `
import { openDevice } from ${dist('runtime/node/worker.js')};
import { compile, inferencePlan } from ${dist('compile/compile.js')};
import { anyBatch, input, matmul, reshape } from ${dist('tensor/index.js')};
const x = input('x', [anyBatch, 1]);
const y = input('y', [1, 2 ** 20]);
const { bytes } = compile({ z: matmul(x, y) }, inferencePlan);
const engine = await openDevice('cpu', { threads: 1 });
const program = await engine.load(bytes);
const feeds = { x: { shape: [2 ** 20, 1], data: new Float32Array(2 ** 20) }, y: { shape: [1, 2 ** 20], data: new Float32Array(2 ** 20) } };
await program.run(feeds).catch((e) => console.log(e.code + ': ' + e.message));
process.exit(0);
`;

it('what ONNX Runtime would say by itself is in the error alone', async () => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { stdout, stderr } = await outcome(child);
  expect(stdout).toMatch(/^device\/out-of-memory: the device ran out of memory: .*alloc/i);
  expect(stderr).toBe('');
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHere } from '../../src/runtime/node/open.ts';
import { hasBrowser, openPage, type TestPage } from './browser.ts';
import type * as engine from './entries/engine.ts';
import { farthest, firstSteps, type System } from './firstSteps.ts';

type Page = TestPage<typeof engine>;
const entry = 'test/browser/entries/engine.ts';

async function onNode(system: System) {
  const cpu = await openHere('cpu', { threads: 1 });
  try {
    return await firstSteps(cpu, system);
  } finally {
    await cpu.close();
  }
}

describe.skipIf(!hasBrowser)('a step in a page equals the step on Node', () => {
  let plain: Page;
  let isolated: Page;
  beforeAll(async () => {
    [plain, isolated] = await Promise.all([
      openPage<typeof engine>({
        entry,
        scripts: { engineThread: 'src/runtime/web/engineThread.ts' },
        below: 'some/where/',
      }),
      openPage<typeof engine>({ entry, isolated: true }),
    ]);
  });
  afterAll(() => Promise.all([plain?.close(), isolated?.close()]));

  it.each(['ring', 'mnist-mlp', 'tiny'] as const)('%s, on WebAssembly with one thread', async (system) => {
    const { device, ...steps } = await plain.call('steps', 'cpu', system, 1);
    expect(device).toEqual({ kind: 'cpu', threads: 1 });
    expect(farthest(steps, await onNode(system))).toEqual({
      name: expect.anything(),
      difference: expect.closeTo(0, 5),
    });
  });

  it.each(['ring', 'tiny'] as const)('%s, on WebAssembly with two threads', async (system) => {
    const { device, ...steps } = await isolated.call('steps', 'cpu', system, 1, { threads: 2 });
    expect(device).toEqual({ kind: 'cpu', threads: 2 });
    expect(farthest(steps, await onNode(system))).toEqual({
      name: expect.anything(),
      difference: expect.closeTo(0, 5),
    });
  });

  // in software a step of the ring takes 20 s here, most of it for compiling
  it('tiny, on WebGPU', async () => {
    const { device, ...steps } = await plain.call('steps', 'webgpu', 'tiny', 1);
    expect(device).toMatchObject({ kind: 'webgpu', adapter: expect.stringMatching(/swiftshader.*\(software\)/i) });
    expect(farthest(steps, await onNode('tiny'))).toEqual({
      name: expect.anything(),
      difference: expect.closeTo(0, 5),
    });
  });

  it('with the WebAssembly in the page itself', async () => {
    const own: Page = await openPage({ entry });
    expect(farthest(await own.call('stepsFromBytes', 'tiny'), await onNode('tiny')).difference).toBeLessThan(1e-5);
    await own.close();
  });

  it('and keeps the state of WebGPU in its memory, and gives buffers free', async () => {
    const got = await plain.call('residency', 200);
    expect(got.value).toBeCloseTo(100 * (1 - 0.99 ** 200), 2);
    expect(got.fromTen).toBeCloseTo(10.9, 5);
    expect(got).toMatchObject({ whileRunning: 0, whenRead: 2 });
    expect(got.live[1]).toBe(got.live[0]);
    expect(got.closed).toBeLessThan(got.live[1]!);
  });

  it('and leaves the page free, in a worker', async () => {
    const { turns, ...calls } = await plain.call('inWorker');
    expect(turns).toBeGreaterThan(5);
    expect(calls).toEqual({
      wrong: 'device/runtime',
      state: [11, 12],
      underWay: 'device/closed',
      late: 'device/closed',
    });
  });

  it('says what a page lacks', async () => {
    expect(await plain.call('failure', 'cpu', { threads: 2 })).toMatchObject({
      code: 'device/threads',
      message: '2 threads in a page that is not cross-origin isolated',
    });
    expect(await plain.call('failure', 'cuda')).toMatchObject({ code: 'device/unavailable' });
    const elsewhere: Page = await openPage({ entry, expected: /wasm|ArrayBuffer instantiation|404/ });
    expect(await elsewhere.call('failure', 'cpu', { wasm: 'nowhere/' })).toMatchObject({
      code: 'device/unavailable',
      message: expect.stringContaining("ONNX Runtime's WebAssembly did not load"),
    });
    await elsewhere.close();
  });
});

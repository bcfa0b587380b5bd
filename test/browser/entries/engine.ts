import { compile, trainingPlan } from '../../../src/compile/compile.ts';
import type { DuelError } from '../../../src/errors.ts';
import { type Device, type DeviceKind, nextName } from '../../../src/runtime/engine.ts';
import { openHere, type WebOpenOptions } from '../../../src/runtime/web/open.ts';
import { openDevice } from '../../../src/runtime/web/worker.ts';
import { add, input, matmul, mul, sum } from '../../../src/tensor/index.ts';
import { firstSteps, type Steps, type System } from '../firstSteps.ts';

const open = (kind: DeviceKind, options: WebOpenOptions = {}) => openHere(kind, { wasm: 'wasm/', ...options });

/** The first steps of a system in this page, and the device that took them. */
export async function steps(
  kind: DeviceKind,
  system: System,
  count: number,
  options: WebOpenOptions = {},
): Promise<Steps & { device: Device }> {
  const engine = await open(kind, options);
  const taken = await firstSteps(engine, system, count);
  await engine.close();
  return { device: engine.device, ...taken };
}

/** With the WebAssembly's bytes in hand, as in a page that is one file. */
export async function stepsFromBytes(system: System): Promise<Steps> {
  const wasm = await (await fetch('wasm/ort-wasm-simd-threaded.wasm')).arrayBuffer();
  return steps('cpu', system, 1, { wasm });
}

/**
 * Work for some seconds in a worker: how often this page had a turn meanwhile, what a call fails with, and that the next
 * goes on; what comes once it is closed.
 */
export async function inWorker() {
  const size = 400;
  const big = input('big', [size, size]);
  const products = Array.from({ length: 40 }).reduce<typeof big>((a) => mul(matmul(a, big), 1 / size), big);
  const w = input('w', [2]);
  const counting = compile({ [nextName('w')]: add(w, input('x', [2])), seen: w }, trainingPlan).bytes;
  const engine = await openDevice('cpu', { wasm: 'wasm/' });
  const heavy = await engine.load(compile({ y: sum(products) }, trainingPlan).bytes);
  let turns = 0;
  const timer = setInterval(() => turns++, 1);
  await heavy.run({ big: { shape: [size, size], data: new Float32Array(size * size).fill(1) } });
  clearInterval(timer);
  const program = await engine.loadStateful(counting, { w: { shape: [2], data: Float32Array.of(1, 2) } });
  const wrong = await codeOf(program.step({ x: { shape: [3], data: Float32Array.of(1, 2, 3) } }));
  await program.step({ x: { shape: [2], data: Float32Array.of(10, 10) } });
  const state = [...(await program.readState()).w!.data];
  const underWay = codeOf(program.step({ x: { shape: [2], data: Float32Array.of(0, 0) } }));
  await engine.close();
  return { turns, wrong, state, underWay: await underWay, late: await codeOf(program.readState()) };
}

const codeOf = (work: Promise<unknown>): Promise<string | undefined> =>
  work.then(
    () => undefined,
    (e: DuelError) => e.code,
  );

/** What opening a device fails with. */
export async function failure(kind: DeviceKind, options: WebOpenOptions = {}): Promise<Partial<DuelError>> {
  try {
    await open(kind, options);
    return {};
  } catch (e) {
    const { code, message, fix } = e as DuelError;
    return { code, message, fix };
  }
}

/** Buffers of the GPU that live: made and not destroyed, since the last call. */
let buffers: Set<GPUBuffer> | undefined;
function countBuffers(): void {
  if (buffers) return;
  const all = new Set<GPUBuffer>();
  buffers = all;
  const { createBuffer } = GPUDevice.prototype;
  GPUDevice.prototype.createBuffer = function (descriptor) {
    const buffer = createBuffer.call(this, descriptor);
    all.add(buffer);
    const { destroy } = buffer;
    buffer.destroy = () => {
      all.delete(buffer);
      return destroy.call(buffer);
    };
    return buffer;
  };
}

/**
 * Counts w ← 0.99 w + x on a device: how often the state came to this thread's memory meanwhile, and how many buffers
 * of the GPU live after a quarter of the steps, after all, and after closing.
 */
export async function residency(count: number) {
  countBuffers();
  let read = 0;
  const { mapAsync } = GPUBuffer.prototype;
  GPUBuffer.prototype.mapAsync = function (...args) {
    if (this.size >= 4 * n) read++;
    return mapAsync.apply(this, args);
  };
  const n = 4096;
  const [w, x] = [input('w', [n]), input('x', [])];
  const model = compile({ [nextName('w')]: add(mul(w, 0.99), x), last: x }, trainingPlan).bytes;
  const engine = await open('webgpu');
  const program = await engine.loadStateful(model, { w: { shape: [n], data: new Float32Array(n) } });
  const live: number[] = [];
  for (let k = 1; k <= count; k++) {
    await program.step({ x: { shape: [], data: Float32Array.of(1) } });
    if (k === count / 4 || k === count) live.push(buffers!.size);
  }
  const whileRunning = read;
  const value = (await program.readState()).w!.data[n - 1]!;
  // back to another, and on from there
  await program.writeState({ w: { shape: [n], data: new Float32Array(n).fill(10) } });
  await program.step({ x: { shape: [], data: Float32Array.of(1) } });
  const fromTen = (await program.readState()).w!.data[0]!;
  await program.close();
  GPUBuffer.prototype.mapAsync = mapAsync;
  return { value, fromTen, whileRunning, whenRead: read - whileRunning, live, closed: buffers!.size };
}

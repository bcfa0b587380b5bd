import { compile, trainingPlan } from '../../../src/compile/compile.ts';
import type { DuelError } from '../../../src/errors.ts';
import { type Device, type DeviceKind, nextName } from '../../../src/runtime/engine.ts';
import { openHere, type WebOpenOptions } from '../../../src/runtime/web/open.ts';
import { add, input, mul } from '../../../src/tensor/index.ts';
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
  await program.close();
  GPUBuffer.prototype.mapAsync = mapAsync;
  return { value, whileRunning, whenRead: read - whileRunning, live, closed: buffers!.size };
}

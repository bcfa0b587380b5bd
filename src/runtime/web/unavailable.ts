import { DuelError } from '../../errors.ts';
import type { DeviceKind } from '../engine.ts';
import { gpuOf } from './adapter.ts';

type Scope = Parameters<typeof gpuOf>[0] & { readonly isSecureContext?: boolean };

/** A device that does not answer in this page: why, and what would help. */
export function unavailable(kind: DeviceKind, cause?: unknown, scope: Scope = globalThis): DuelError {
  const { reason, fix } = whatLacks(kind, cause instanceof Error ? cause.message : String(cause ?? ''), scope);
  return new DuelError('device', 'device/unavailable', `no ${kind} device answers in this page: ${reason}`, {
    fix: kind === 'cpu' ? fix : `${fix}; or use device 'cpu'`,
    cause,
  });
}

/** What a device lacks in a page, from what its library said. */
export function whatLacks(kind: DeviceKind, said: string, scope: Scope = globalThis): { reason: string; fix: string } {
  if (kind === 'cuda') return { reason: 'a browser has none', fix: "use device 'webgpu', or Duel on Node" };
  if (kind === 'webgpu') return webgpuLacks(said, scope);
  return /fetch|network|load|404|mime|magic word/i.test(said)
    ? { reason: `ONNX Runtime's WebAssembly did not load (${firstLine(said)})`, fix: "say where it lies with 'wasm'" }
    : { reason: firstLine(said), fix: 'use a browser with WebAssembly and SIMD, of 2023 or later' };
}

function webgpuLacks(said: string, scope: Scope): { reason: string; fix: string } {
  if (scope.isSecureContext === false)
    return { reason: 'WebGPU needs a page from https or localhost', fix: 'serve it from there' };
  if (!gpuOf(scope))
    return { reason: 'this browser has no WebGPU', fix: 'use a current Chrome, Edge, Safari or Firefox' };
  if (/adapter/i.test(said) || said === '')
    return { reason: 'WebGPU found no adapter', fix: "see chrome://gpu, or the browser's settings for graphics" };
  return { reason: firstLine(said), fix: "update the GPU's driver" };
}

const firstLine = (text: string): string => text.split('\n')[0]!.slice(0, 200);

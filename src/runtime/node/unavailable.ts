import { DuelError } from '../../errors.ts';
import type { DeviceKind } from '../engine.ts';

/** A device that does not answer: why, as far as ONNX Runtime tells, and what to install. */
export function unavailable(
  kind: DeviceKind,
  cause: unknown,
  system = `${process.platform}-${process.arch}`,
): DuelError {
  const said = cause instanceof Error ? cause.message : String(cause);
  const [why, fix] = kind === 'cuda' ? cudaLacks(said, system) : webgpuLacks(said, system);
  return new DuelError('device', 'device/unavailable', `no ${kind} device answers on this machine: ${why}`, {
    fix: `${fix}; or use --device cpu`,
    cause,
  });
}

function cudaLacks(said: string, system: string): [string, string] {
  if (system !== 'linux-x64')
    return [`ONNX Runtime for Node has CUDA on linux-x64 only, not on ${system}`, 'use --device webgpu'];
  // onnxruntime-node is installed without its CUDA files; the variable is its installer's, and stronger than .npmrc
  const install =
    "with an NVIDIA driver, CUDA 12 and cuDNN 9 installed, run 'ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node', " +
    'which downloads them';
  return /Failed to load shared library/.test(said)
    ? ["ONNX Runtime's CUDA libraries are not installed, or CUDA's own are missing", install]
    : [firstLine(said), install];
}

function webgpuLacks(said: string, system: string): [string, string] {
  if (/No supported adapters|Failed to get a WebGPU adapter/.test(said))
    return [
      'WebGPU found no adapter',
      system.startsWith('linux')
        ? "install the GPU's Vulkan driver and the loader (libvulkan1)"
        : "install the GPU's current driver",
    ];
  if (/not supported|not available|not enabled/i.test(said))
    return [`this ONNX Runtime has no WebGPU on ${system}`, 'use another machine'];
  return [firstLine(said), "see 'duel doctor' for what each device lacks"];
}

const firstLine = (text: string): string => text.split('\n')[0]!.slice(0, 200);

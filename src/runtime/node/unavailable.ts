import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { DuelError } from '../../errors.ts';
import type { DeviceKind } from '../engine.ts';

/** A device that does not answer: why, as far as ONNX Runtime tells, and what to install. */
export function unavailable(kind: DeviceKind, cause: unknown, system?: string): DuelError {
  const { reason, fix } = whatLacks(kind, cause instanceof Error ? cause.message : String(cause), system);
  return new DuelError('device', 'device/unavailable', `no ${kind} device answers on this machine: ${reason}`, {
    fix: `${fix}; or use --device cpu`,
    cause,
  });
}

/** What a device lacks, from what its libraries said; the first line counts where nothing in the text is known. */
export function whatLacks(
  kind: DeviceKind,
  said: string,
  system = `${process.platform}-${process.arch}`,
): { reason: string; fix: string } {
  const [reason, fix] = kind === 'cuda' ? cudaLacks(said, system) : webgpuLacks(said, system);
  return { reason, fix };
}

function cudaLacks(said: string, system: string): [string, string] {
  if (system !== 'linux-x64')
    return [`ONNX Runtime for Node has CUDA on linux-x64 only, not on ${system}`, 'use --device webgpu'];
  const install =
    `with an NVIDIA driver, CUDA 12 and cuDNN 9 installed, run 'ONNXRUNTIME_NODE_INSTALL=cuda12 node ${installer()}', ` +
    'which downloads them';
  const missing = /(lib(?:onnxruntime_providers|cu|nv)\w*\.so[.\d]*): cannot open/.exec(said)?.[1];
  if (missing !== undefined && !missing.startsWith('libonnxruntime')) return [`${missing} is missing`, install];
  if (missing !== undefined) return ["ONNX Runtime's CUDA libraries are not installed", install];
  return /Failed to load shared library/.test(said)
    ? ["ONNX Runtime's CUDA libraries are not installed, or CUDA's own are missing", install]
    : [firstLine(said), install];
}

function webgpuLacks(said: string, system: string): [string, string] {
  if (/libvulkan\.so\.1: cannot open/.test(said))
    return ['the Vulkan loader, libvulkan.so.1, is missing', vulkanFix({ loader: false })];
  const driver = system.startsWith('linux')
    ? vulkanFix({ loader: true })
    : "install the GPU's current driver: WebGPU needs Metal or Direct3D 12";
  if (/No supported adapters|Failed to get a WebGPU adapter/.test(said)) return ['WebGPU found no adapter', driver];
  if (/not supported|not available|not enabled/i.test(said))
    return [`this ONNX Runtime has no WebGPU on ${system}`, 'use another machine'];
  return [firstLine(said), driver];
}

/** ONNX Runtime's own installer of its CUDA files, which are no part of an installation: in other projects npm never calls it. */
function installer(): string {
  const file = join(
    dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')),
    'script/install.js',
  );
  const near = relative('.', file);
  return near.startsWith('..') ? file : near;
}

/** The driver to install, or one in software to try with; `loader`: whether libvulkan1 may be there already. */
function vulkanFix({ loader }: { loader: boolean }): string {
  const found = softwareVulkan();
  const folder = found ?? 'CHROMIUM';
  const library = loader ? '' : `LD_LIBRARY_PATH=${folder} `;
  return (
    "install the GPU's Vulkan driver and the loader (libvulkan1); or try WebGPU slowly in software with SwiftShader" +
    `${found ? '' : ", which lies in chromium's folder"}: ` +
    `VK_ICD_FILENAMES=${folder}/vk_swiftshader_icd.json ${library}XDG_RUNTIME_DIR=/tmp`
  );
}

/** The folder where a browser brought SwiftShader along, a Vulkan driver in software. */
function softwareVulkan(): string | undefined {
  const folders = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'];
  return folders.find((folder) => existsSync(join(folder, 'vk_swiftshader_icd.json')));
}

const firstLine = (text: string): string => text.split('\n')[0]!.slice(0, 200);

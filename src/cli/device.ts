import { existsSync, readdirSync, readlinkSync } from 'node:fs';
import { basename } from 'node:path';
import { DuelError } from '../errors.ts';
import type { DeviceKind } from '../runtime/engine.ts';
import { openDevice } from '../runtime/node/worker.ts';
import type { DeviceChoice } from './deviceChoices.ts';

/**
 * The device that a choice stands for. A GPU is opened once to see that it answers, before anything is written.
 *
 * `auto` takes CUDA or WebGPU only where the system names a real GPU, and the CPU otherwise: ONNX Runtime does not tell
 * the adapter's name, and a software adapter is many times slower than the CPU's own operators.
 */
export async function chooseDevice(choice: DeviceChoice): Promise<DeviceKind> {
  if (choice === 'cpu') return 'cpu';
  if (choice !== 'auto') {
    await tryDevice(choice);
    return choice;
  }
  for (const kind of likelyDevices()) {
    try {
      await tryDevice(kind);
      return kind;
    } catch (error) {
      if (!(error instanceof DuelError)) throw error;
    }
  }
  return 'cpu';
}

/** Throws a DuelError of kind `device` where the device does not answer. */
export async function tryDevice(kind: DeviceKind): Promise<void> {
  const engine = await openDevice(kind, {});
  await engine.close();
}

/** What of a machine says whether it has a real GPU. */
export interface Machine {
  readonly platform: string;
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Kernel drivers of the GPUs that can draw, Linux only: `amdgpu`, `i915`. */
  readonly drivers: readonly string[];
  readonly hasNvidia: boolean;
}

const realDrivers = ['nvidia', 'nouveau', 'amdgpu', 'radeon', 'i915', 'xe'];

/** GPUs that are worth a try, the best first. */
export function likelyDevices(machine: Machine = thisMachine()): DeviceKind[] {
  const { platform, arch, env, drivers, hasNvidia } = machine;
  const cuda: DeviceKind[] = hasNvidia && platform === 'linux' && arch === 'x64' ? ['cuda'] : [];
  if (isSoftware(env)) return cuda;
  // On Apple's chips WebGPU is Metal on the chip's own GPU. On Linux Vulkan may choose its software driver even beside a
  // GPU; only a driver named by VK_ICD_FILENAMES or VK_DRIVER_FILES is sure. On Windows nothing tells.
  const isApple = platform === 'darwin' && arch === 'arm64';
  const isNamed = platform === 'linux' && drivers.some((d) => realDrivers.includes(d)) && vulkanDrivers(env) !== '';
  return isApple || isNamed ? [...cuda, 'webgpu'] : cuda;
}

const vulkanDrivers = (env: Machine['env']): string => `${env.VK_DRIVER_FILES ?? ''}${env.VK_ICD_FILENAMES ?? ''}`;
const isSoftware = (env: Machine['env']): boolean => /swiftshader|lvp|llvmpipe|lavapipe/i.test(vulkanDrivers(env));

function thisMachine(): Machine {
  const { platform, arch, env } = process;
  return { platform, arch, env, drivers: drmDrivers(), hasNvidia: existsSync('/dev/nvidiactl') };
}

function drmDrivers(): string[] {
  try {
    const nodes = readdirSync('/sys/class/drm').filter((name) => name.startsWith('renderD'));
    return nodes.map((name) => basename(readlinkSync(`/sys/class/drm/${name}/device/driver`)));
  } catch {
    return [];
  }
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { trainingPlan } from '../compile/compile.ts';
import { cacheFolder, dataFolder } from '../data/places.ts';
import { datasets } from '../data/registry.ts';
import { type ReferenceSystem, referenceSystems } from '../presets/referenceSystems.ts';
import { selfTest } from '../presets/selfTest.ts';
import type { DeviceKind, Engine } from '../runtime/engine.ts';
import { runtimeVersion } from '../runtime/node/open.ts';
import { version } from '../version.ts';
import { isPresent } from './dataStatus.ts';

/** What the machine and the installation are. */
export function machineFacts() {
  const data = dataFolder({});
  return {
    duel: version,
    node: process.versions.node,
    onnxruntime: runtimeVersion(),
    platform: `${process.platform} ${process.arch}`,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    threads: availableParallelism(),
    memory: { total: totalmem(), free: freemem() },
    data: {
      folder: data ?? null,
      folderIsThere: data !== undefined && existsSync(data),
      cache: cacheFolder({}),
      here: datasets.filter(isPresent).map(({ name }) => name),
      missing: datasets.filter((d) => !isPresent(d)).map(({ name }) => name),
    },
  };
}

export interface DeviceState {
  readonly kind: DeviceKind;
  readonly present: boolean;
  /** Why it is not there, and what helps. */
  readonly reason?: string;
  readonly fix?: string;
}

/**
 * Whether a device answers, asked in a process of its own: native libraries write to stderr as they like, and a broken
 * driver may take the process with it.
 */
export async function examine(kind: DeviceKind): Promise<DeviceState> {
  if (kind === 'cpu') return { kind, present: true };
  const script = fileURLToPath(new URL('./probeDevice.js', import.meta.url));
  const { failure, said } = await run(script, kind);
  return failure === undefined ? { kind, present: true } : { kind, present: false, ...explain(kind, failure, said) };
}

function run(script: string, kind: DeviceKind): Promise<{ failure: string | undefined; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, kind], { timeout: 60_000 }, (error, stdout, stderr) => {
      const answered = stdout.trim().split('\n').at(-1) === 'ok';
      resolve({ failure: error || !answered ? stdout.trim() || String(error?.message) : undefined, said: stderr });
    });
  });
}

/** What a device lacks, from what its libraries said. */
export function explain(kind: DeviceKind, failure: string, said: string): { reason: string; fix: string } {
  const text = `${said}\n${failure}`;
  const last = failure.split('\n').at(-1) ?? '';
  const firstLine = last.length > 160 ? `${last.slice(0, 157)}…` : last;
  if (kind === 'cuda') {
    const library = /libonnxruntime_providers_(shared|cuda)\.so: cannot open/.test(text);
    if (library) return { reason: 'ONNX Runtime was installed without CUDA', fix: cudaFix() };
    const missing = /(lib(?:cu|nv)\w+\.so[.\d]*): cannot open/.exec(text)?.[1];
    return { reason: missing ? `${missing} is missing` : firstLine, fix: cudaFix() };
  }
  if (/libvulkan\.so\.1: cannot open/.test(text))
    return { reason: 'the Vulkan loader, libvulkan.so.1, is missing', fix: webgpuFix(true) };
  return { reason: /adapter/i.test(text) ? 'no GPU answers (no WebGPU adapter)' : firstLine, fix: webgpuFix(false) };
}

function cudaFix(): string {
  if (process.platform !== 'linux' || process.arch !== 'x64')
    return 'ONNX Runtime has CUDA for Node on Linux x64 only; --device webgpu uses other GPUs';
  return (
    'with an NVIDIA GPU: install its driver, CUDA 12 and cuDNN 9, and then ONNX Runtime with CUDA: ' +
    'ONNXRUNTIME_NODE_INSTALL=cuda12 npm rebuild onnxruntime-node'
  );
}

function webgpuFix(withoutLoader: boolean): string {
  if (process.platform !== 'linux') return 'update the graphics driver: WebGPU needs Metal or Direct3D 12';
  const found = softwareVulkan();
  const folder = found ?? 'CHROMIUM';
  const loader = withoutLoader ? `LD_LIBRARY_PATH=${folder} ` : '';
  const hint = `VK_ICD_FILENAMES=${folder}/vk_swiftshader_icd.json ${loader}XDG_RUNTIME_DIR=/tmp`;
  return (
    `install ${withoutLoader ? 'libvulkan1 and ' : ''}the Vulkan driver of your GPU; or try WebGPU slowly in software with ` +
    `${found ? '' : "SwiftShader, which lies in chromium's folder: "}${hint}`
  );
}

/** The folder where a browser brought SwiftShader along, a Vulkan driver in software. */
function softwareVulkan(): string | undefined {
  const folders = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'];
  return folders.find((folder) => existsSync(join(folder, 'vk_swiftshader_icd.json')));
}

/** How many steps of each system are tested: few enough for the whole to take seconds. */
const plans: Readonly<Record<'cpu' | 'gpu', Readonly<Record<string, number>>>> = {
  cpu: { 'mnist-mlp': 10, 'fashion-mlp': 10, 'mnist-dcgan': 2, 'celeba-dcgan': 1 },
  gpu: { 'mnist-mlp': 3, 'fashion-mlp': 3 },
};

export interface SelfTestLine {
  readonly system: string;
  readonly steps: number;
  /** Largest relative error of the losses in all steps, and of the gradients in the first. */
  readonly lossError: number;
  readonly gradientError: number;
  readonly ok: boolean;
  readonly seconds: number;
}

export const testedSystems = (kind: DeviceKind): [ReferenceSystem, number][] => {
  const plan = plans[kind === 'cpu' ? 'cpu' : 'gpu'];
  return referenceSystems().flatMap((system) => {
    const steps = plan[system.name];
    return steps === undefined ? [] : [[system, steps]];
  });
};

/** Trains a system for a few steps on a device, and compares losses and gradients with float64 PyTorch's. */
export async function testSystem(engine: Engine, system: ReferenceSystem, steps: number): Promise<SelfTestLine> {
  const began = performance.now();
  const { errors, gradientErrors, passed } = await selfTest(engine, system, steps, trainingPlan);
  return {
    system: system.name,
    steps,
    lossError: Math.max(...errors),
    gradientError: Math.max(...Object.values(gradientErrors)),
    ok: passed,
    seconds: Math.round((performance.now() - began) / 10) / 100,
  };
}

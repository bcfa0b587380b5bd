import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { availableParallelism, cpus, freemem, totalmem } from 'node:os';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { trainingPlan } from '../../compile/compile.ts';
import { datasets } from '../../data/registry.ts';
import { cacheFolder, dataFolder } from '../../data/storage/places.ts';
import { isPresent } from '../../data/storage/present.ts';
import { type ReferenceSystem, referenceSystems } from '../../presets/selfTest/referenceSystems.ts';
import { selfTest } from '../../presets/selfTest/selfTest.ts';
import type { DeviceKind, Engine } from '../../runtime/engine.ts';
import { runtimeVersion } from '../../runtime/node/open.ts';
import { whatLacks } from '../../runtime/node/unavailable.ts';
import { version } from '../../version.ts';

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
  return failure === undefined
    ? { kind, present: true }
    : { kind, present: false, ...whatLacks(kind, `${failure}\n${said}`) };
}

function run(script: string, kind: DeviceKind): Promise<{ failure: string | undefined; said: string }> {
  return new Promise((resolve) => {
    execFile(process.execPath, [script, kind], { timeout: 60_000 }, (error, stdout, stderr) => {
      const answered = lastLine(stdout) === 'ok';
      resolve({ failure: error || !answered ? lastLine(stdout) || String(error?.message) : undefined, said: stderr });
    });
  });
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1)!;

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

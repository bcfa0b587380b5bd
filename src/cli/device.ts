import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { DuelError } from '../errors.ts';
import type { DeviceKind } from '../runtime/engine.ts';
import { adapterName } from '../runtime/node/adapter.ts';
import { openDevice } from '../runtime/node/worker.ts';
import type { DeviceChoice } from './deviceChoices.ts';

/**
 * The device that a choice stands for. A GPU is opened once to see that it answers, before anything is written.
 *
 * `auto` takes CUDA or WebGPU only where the system names a real GPU for it, and the CPU otherwise: ONNX Runtime does not
 * tell which adapter it took, and a software one is many times slower than the CPU's own operators.
 */
export async function chooseDevice(choice: DeviceChoice): Promise<DeviceKind> {
  if (choice === 'cpu') return 'cpu';
  if (choice !== 'auto') {
    await tryDevice(choice);
    return choice;
  }
  for (const kind of hardwareDevices()) {
    try {
      await tryDevice(kind);
      return kind;
    } catch (error) {
      if (!(error instanceof DuelError)) throw error;
    }
  }
  return 'cpu';
}

/** GPUs that are certainly hardware, the best first. */
export const hardwareDevices = (
  nameOf: (kind: DeviceKind) => string | undefined = adapterName,
  cuda: () => boolean = hasCuda,
): DeviceKind[] =>
  (['cuda', 'webgpu'] as const).filter((kind) => {
    const name = nameOf(kind);
    return name !== undefined && !/software/i.test(name) && (kind !== 'cuda' || cuda());
  });

/** Whether ONNX Runtime was installed with CUDA; trying it without would write a page of complaints to stderr. */
function hasCuda(): boolean {
  const main = createRequire(import.meta.url).resolve('onnxruntime-node');
  const folder = join(dirname(main), '../bin/napi-v6', process.platform, process.arch);
  return existsSync(join(folder, 'libonnxruntime_providers_cuda.so'));
}

/** Throws a DuelError of kind `device` where the device does not answer. */
async function tryDevice(kind: DeviceKind): Promise<void> {
  const engine = await openDevice(kind, {});
  await engine.close();
}

import { readdirSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import type { DeviceKind } from '../engine.ts';

/** What the adapter's name is read from. */
export interface AdapterFacts {
  readonly platform: string;
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cpuModel: string;
  /** Models of the NVIDIA GPUs, as their kernel driver lists them. */
  readonly nvidia: readonly string[];
}

/**
 * The name of the GPU that a device computes on, where it is certain: ONNX Runtime does not tell which adapter it took.
 * Of several GPUs none is named.
 */
export function adapterName(kind: DeviceKind, facts: AdapterFacts = thisMachine()): string | undefined {
  if (kind === 'cuda') return facts.nvidia.length === 1 ? facts.nvidia[0] : undefined;
  if (kind !== 'webgpu') return undefined;
  if (facts.platform === 'darwin' && facts.arch === 'arm64') return facts.cpuModel;
  if (facts.platform !== 'linux') return undefined;
  // the loader sees the drivers that these variables name, and no other
  const drivers = (facts.env.VK_DRIVER_FILES ?? facts.env.VK_ICD_FILENAMES ?? '').split(':').filter(Boolean);
  if (drivers.length !== 1) return undefined;
  const [driver] = drivers as [string];
  if (/swiftshader/i.test(driver)) return 'SwiftShader (software)';
  if (/lvp|llvmpipe|lavapipe/i.test(driver)) return 'llvmpipe (software)';
  return /nvidia/i.test(driver) && facts.nvidia.length === 1 ? facts.nvidia[0] : undefined;
}

const thisMachine = (): AdapterFacts => ({
  platform: process.platform,
  arch: process.arch,
  env: process.env,
  cpuModel: cpus()[0]?.model.trim() ?? '',
  nvidia: nvidiaModels(),
});

function nvidiaModels(): string[] {
  const folder = '/proc/driver/nvidia/gpus';
  try {
    return readdirSync(folder).flatMap((gpu) => {
      const model = /^Model:\s*(.+)$/m.exec(readFileSync(`${folder}/${gpu}/information`, 'utf8'))?.[1];
      return model ? [model.trim()] : [];
    });
  } catch {
    return [];
  }
}

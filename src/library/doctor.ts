import { checkOptions } from '../options/check.ts';
import * as kinds from '../options/kinds.ts';
import { examine, machineFacts, type SelfTestLine, testedSystems, testSystem } from '../run/doctor/doctor.ts';
import { type DeviceKind, deviceKinds } from '../runtime/engine.ts';
import { openDevice } from '../runtime/node/worker.ts';

export interface ExamineOptions {
  /** Trains the reference systems for a few steps on each device, and compares with PyTorch in float64. Default true. */
  readonly selfTest?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A device, and whether it computes right. */
export type ExaminedDevice =
  | {
      readonly kind: DeviceKind;
      readonly present: true;
      readonly adapter?: string;
      readonly threads: number;
      /** Empty without the self-test. */
      readonly tests: readonly SelfTestLine[];
    }
  | {
      readonly kind: DeviceKind;
      readonly present: false;
      /** Why it is not there, and what helps. */
      readonly reason?: string;
      readonly fix?: string;
    };

export interface Examination extends ReturnType<typeof machineFacts> {
  readonly devices: readonly ExaminedDevice[];
  /** Whether every device that is there computes right, as far as it was tested. */
  readonly ok: boolean;
}

/** Versions, the machine, its data, its devices, and whether each computes right. Takes some 15 seconds with the self-test. */
export async function examineMachine(options: ExamineOptions = {}): Promise<Examination> {
  checkOptions<ExamineOptions>('examineMachine()', options, { selfTest: kinds.flag, signal: kinds.signal });
  const devices: ExaminedDevice[] = [];
  for (const kind of deviceKinds) devices.push(await examineDevice(kind, options));
  const ok = devices.every((device) => !device.present || device.tests.every((test) => test.ok));
  return { ...machineFacts(), devices, ok };
}

async function examineDevice(kind: DeviceKind, { selfTest = true, signal }: ExamineOptions): Promise<ExaminedDevice> {
  signal?.throwIfAborted();
  const { present, ...why } = await examine(kind);
  if (!present) return { ...why, present };
  const engine = await openDevice(kind, {});
  try {
    const { adapter, threads } = engine.device;
    const tests: SelfTestLine[] = [];
    for (const [system, steps] of selfTest ? testedSystems(kind) : []) {
      signal?.throwIfAborted();
      tests.push(await testSystem(engine, system, steps));
    }
    return { kind, present, ...(adapter !== undefined && { adapter }), threads, tests };
  } finally {
    await engine.close();
  }
}

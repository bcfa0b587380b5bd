import { isMainThread } from 'node:worker_threads';
import { DuelError } from '../../errors.ts';

/** ONNX Runtime on Linux and macOS reports to its maker, unless this variable says not to when it is loaded. */
export const variable = 'ORT_DISABLE_TELEMETRY';

/** What a person sets it to who wants the reports sent. Everything else but 1 and true would have them sent as well. */
const isAllowed = (value: string | undefined): boolean => /^(0|false|no|off)$/i.test(value ?? '');

/**
 * Sees to it that ONNX Runtime, which is not loaded yet, reports nothing; a person's own 0 is left as it is.
 *
 * Native code reads the environment of the process. A worker thread has only a copy of it, taken from the thread that
 * started it: what is not set there cannot be set any more. Throws `device/telemetry` then.
 */
export function refuseTelemetry(env: NodeJS.ProcessEnv, mainThread: boolean): void {
  const value = env[variable];
  if (isAllowed(value) || /^(1|true)$/i.test(value ?? '')) return;
  if (!mainThread)
    throw new DuelError('device', 'device/telemetry', 'ONNX Runtime would report to its maker from this thread', {
      where: 'a worker thread that was started without the variable ORT_DISABLE_TELEMETRY',
      fix: `set ${variable}=1 in the environment, or process.env.${variable} = '1' in the main thread before the worker is started`,
    });
  env[variable] = '1';
}

refuseTelemetry(process.env, isMainThread);

import { systemError } from '../files/systemError.ts';

// Stands for node:process in a page. Nobody sends it signals, and no other process of its files lives.

const process = {
  /** Another one each time, so that what a closed page has left behind is known for it. */
  pid: 1 + (globalThis.crypto.getRandomValues(new Uint32Array(1))[0]! >>> 10),
  platform: 'browser',
  arch: 'wasm32',
  env: {} as Record<string, string | undefined>,
  versions: {} as Record<string, string>,
  argv: [] as string[],
  execArgv: [] as string[],
  execPath: '',
  cwd: () => '/',
  kill: (pid: number, signal?: number | string): true => {
    if (pid !== process.pid || signal !== 0) throw Object.assign(systemError('EINVAL', 'kill'), { code: 'ESRCH' });
    return true;
  },
  on: () => process,
  once: () => process,
  off: () => process,
  listenerCount: () => 0,
  constrainedMemory: () => 0,
};
export default process;
export const { pid, platform, arch, env, versions, cwd } = process;

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { afterAll, describe, expect, it } from 'vitest';

const browsers = ['/usr/lib/chromium', '/usr/lib/chromium-browser', '/opt/google/chrome'];
const softwareFolder = browsers.find((folder) => existsSync(join(folder, 'vk_swiftshader_icd.json')));
/** Vulkan in software where a browser brought it along; elsewhere the machine's own GPU, if it has one. */
const environment: NodeJS.ProcessEnv = softwareFolder
  ? {
      ...process.env,
      VK_ICD_FILENAMES: join(softwareFolder, 'vk_swiftshader_icd.json'),
      LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, softwareFolder].filter(Boolean).join(':'),
      XDG_RUNTIME_DIR: tmpdir(),
    }
  : process.env;

let folder: string;
async function bundle(): Promise<void> {
  const cache = fileURLToPath(new URL('../../../node_modules/.cache/', import.meta.url));
  await mkdir(cache, { recursive: true });
  folder = await mkdtemp(join(cache, 'duel-webgpu-'));
  const source = (path: string) => fileURLToPath(new URL(path, import.meta.url));
  await build({
    // the script looks for its threads beside it
    entryPoints: {
      task: source('./selfTest.webgpu.testing.ts'),
      thread: source('../../runtime/node/thread.ts'),
      rootThread: source('../../runtime/node/rootThread.ts'),
    },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'esm',
    packages: 'external',
    logLevel: 'error',
  });
}

interface Answer {
  readonly value: unknown;
  readonly said: string;
}
let asked = 0;
/** The log goes to a file: a pipe that is full makes ONNX Runtime's stream fail, and what it says after that is lost. */
const ask = async (args: readonly string[], env = environment): Promise<Answer> => {
  const log = join(folder, `log-${asked++}`);
  const said = await open(log, 'w');
  try {
    const child = spawn(process.execPath, [join(folder, 'task.js'), ...args], {
      env,
      stdio: ['ignore', 'pipe', said.fd],
      timeout: 240_000,
    });
    let stdout = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
    });
    const [code, signal] = (await once(child, 'close')) as [number | null, string | null];
    const text = await readFile(log, 'utf8');
    if (code !== 0) throw new Error(`the child ended with ${code ?? signal}\n${text.slice(-2000)}`);
    return { value: JSON.parse(stdout.trim().split('\n').at(-1)!), said: text };
  } finally {
    await said.close();
  }
};

/** The operators of each model that ONNX Runtime's log places on the CPU, by the model's name. */
function fallbacks(said: string): Record<string, string[]> {
  const out: Record<string, string[]> = {};
  for (const part of said.split(/^MODEL /m).slice(1)) {
    const lines = part.split('\n');
    const placed = lines.flatMap((l) => /VerifyEachNodeIsAssignedToAnEp\]\s+(.*)$/.exec(l)?.[1] ?? []);
    let onCpu = false;
    const found = new Set<string>();
    for (const line of placed) {
      const provider = /placed on \[(\w+)\]/.exec(line)?.[1];
      if (provider) onCpu = provider === 'CPUExecutionProvider';
      if (onCpu && /^All nodes placed/.test(line)) found.add('all');
      const operator = /^(\w+) \(/.exec(line)?.[1];
      if (onCpu && operator) found.add(operator);
    }
    if (placed.length === 0) found.add('nothing in the log');
    if (found.size > 0) out[lines[0]!] = [...found];
  }
  return out;
}

await bundle();
const { value: opened } = (await ask(['open', 'webgpu'])) as { value: { device?: object; message?: string } };
const isHere = opened.device !== undefined;
if (!isHere) console.warn(`WebGPU is not tested: ${opened.message}`);
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * Largest relative distance of losses, weights and moments. In software, in these steps, it is at most 4e-6 (G's second
 * moments in fashion-mlp). On another adapter a leaky ReLU may change side, which moves a gradient by up to 1e-3.
 */
const bound = softwareFolder ? 2e-5 : 5e-3;

interface Comparison {
  readonly device: object;
  readonly engine: string;
  readonly steps: readonly { readonly losses: number; readonly state: Record<string, number> }[];
}

describe.skipIf(!isHere)('WebGPU', () => {
  it.each([
    ['mnist-mlp', 4, 'worker', 'RemoteEngine'],
    ['fashion-mlp', 4, 'here', 'SessionEngine'],
    ['mnist-dcgan', 2, 'here', 'SessionEngine'],
  ] as const)(
    '%s trains as on the CPU, each step from the same state',
    async (name, batch, where, engine) => {
      const { device, steps, ...rest } = (await ask(['compare', name, String(batch), where])).value as Comparison;
      expect(rest.engine).toBe(engine);
      expect(device).toMatchObject({ kind: 'webgpu', ...(softwareFolder && { adapter: 'SwiftShader (software)' }) });
      expect(steps).toHaveLength(2);
      for (const { losses, state } of steps) {
        expect(losses).toBeLessThan(bound);
        for (const [group, error] of Object.entries(state)) expect(error, group).toBeLessThan(bound);
      }
    },
    240_000,
  );

  it('takes every node of the four systems', async () => {
    expect(fallbacks((await ask(['systems'])).said)).toEqual({});
  }, 240_000);

  it('takes every operator but two of masks', async () => {
    expect(fallbacks((await ask(['operators'])).said)).toEqual({
      'equal masks': ['all'],
      'transpose of a mask': ['all'],
    });
  }, 240_000);
});

describe.runIf(process.platform === 'linux')('without an adapter', () => {
  const nowhere = { ...environment, VK_ICD_FILENAMES: '/none.json', VK_DRIVER_FILES: '/none.json' };
  it('says what to install', async () => {
    const { value } = await ask(['open', 'webgpu'], nowhere);
    expect(value).toMatchObject({ code: 'device/unavailable', fix: expect.stringContaining('Vulkan') });
  });
});

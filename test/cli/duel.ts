import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { call } from '../../src/cli/main.ts';
import { removeFolder } from '../../src/run/directory/ended.testing.ts';

export const script = resolve('bin/duel.js');

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

// what lies on the machine is no part of these tests
process.env.DUEL_DATA = '';
const env = { ...process.env, CI: '', NO_COLOR: '' };

/** A process of the command line in a folder of its own. */
export class Folder {
  readonly path = mkdtempSync(join(tmpdir(), 'duel-cli-'));

  file(name: string): string {
    return join(this.path, name);
  }

  write(name: string, content: string): void {
    writeFileSync(this.file(name), content);
  }

  remove(): void {
    removeFolder(this.path);
  }

  start(...args: string[]): ChildProcess {
    return spawn(process.execPath, [script, ...args], { cwd: this.path, env, stdio: ['ignore', 'pipe', 'pipe'] });
  }

  duel(...args: string[]): Promise<Outcome> {
    return outcome(this.start(...args));
  }

  /** The same words in this process, from the sources: much faster where a process of its own proves nothing. */
  async here(...words: string[]): Promise<Outcome> {
    const texts = { stdout: '', stderr: '' };
    const stream = (name: keyof typeof texts) => ({ write: (text: string) => (texts[name] += text) });
    const before = process.cwd();
    process.chdir(this.path);
    try {
      const code = await call(words, { stdout: stream('stdout'), stderr: stream('stderr') });
      return { code, ...texts };
    } finally {
      process.chdir(before);
    }
  }

  /** The JSON object that a command prints with --json. */
  async json<T = Record<string, unknown>>(...args: string[]): Promise<T> {
    const { stdout, stderr } = await this.here(...args, '--json');
    try {
      return JSON.parse(stdout) as T;
    } catch {
      throw new Error(`no JSON: ${stdout}\n${stderr}`);
    }
  }
}

export function outcome(child: ChildProcess): Promise<Outcome> {
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    stderr += chunk;
  });
  return new Promise((done) => child.on('close', (code) => done({ code, stdout, stderr })));
}

/** A small GAN of convolutions on the embedded digits, as a person would write it in a file. */
export const tinyGan = `
import { definePreset, gan, nn } from 'duel-gan';
import { width } from './width.ts';
const { adam, batchNorm, conv2d, dense, flatten, leakyRelu, network, reshape, upsample } = nn;
const optimizer = adam({ learningRate: 1e-3, beta1: 0.5 });
export default definePreset({
  name: 'tiny',
  title: 'Tiny',
  about: 'For tests.',
  data: { source: 'digits', range: [-1, 1] as const },
  game: () => gan({
    generator: {
      network: network([8], [dense(7 * 7 * width), reshape([7, 7, width]), batchNorm(), leakyRelu(0.2), upsample(2), conv2d(width, 3, { padding: 'same' }), upsample(2), conv2d(1, 5, { padding: 'same', activation: 'tanh' })]),
      optimizer,
      ema: 0.9,
    },
    discriminator: { network: network([28, 28, 1], [conv2d(width, 5, { strides: 4, padding: 'same' }), leakyRelu(0.2), flatten(), dense(1)]), optimizer },
    batch: { generator: 4, discriminator: 4 },
  }),
  draw: 'shuffled',
  length: { steps: 6 },
  report: { steps: 3, as: 'means' },
  snapshot: { steps: 4 },
  monitor: { rows: 2, columns: 2 },
});
`;

/** A folder with the tiny GAN in two files; nothing there resolves 'duel-gan' but the command line itself. */
export function folderWithGan(): Folder {
  const folder = new Folder();
  folder.write('tiny.ts', tinyGan);
  folder.write('width.ts', 'export const width: number = 2;\n');
  return folder;
}

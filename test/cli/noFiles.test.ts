import { execFileSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Folder, type Outcome, outcome } from './duel.ts';

const folder = new Folder();
afterAll(() => folder.remove());

/** Processes of their own: one that waits for a FIFO answers nothing, and is killed. */
async function answer(...words: string[]): Promise<Outcome> {
  const child = folder.start(...words);
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  const said = await outcome(child);
  clearTimeout(timer);
  return said;
}

const fifo = (name: string) => {
  rmSync(folder.file(name), { force: true });
  execFileSync('mkfifo', [folder.file(name)]);
};

describe.skipIf(process.platform === 'win32')('a FIFO is named at once', () => {
  test.concurrent.each([
    [3, 'data check a.csv'],
    [3, 'data check a.npy'],
    [3, 'data check a.zip'],
    [3, 'data check a-images-idx3-ubyte.gz'],
    [3, 'data check a.any'],
    [3, 'train dcgan --data b.npy'],
    [2, 'train a.json'],
    [2, 'train a.ts'],
  ])(
    'exit %i: duel %s',
    async (code, line) => {
      const words = line.split(' ');
      fifo(words.at(-1)!);
      const said = await answer(...words);
      expect(said.stdout + said.stderr).toContain('named pipe (FIFO)');
      expect(said.code).toBe(code);
    },
    60_000,
  );

  describe('in a run', () => {
    beforeAll(async () => {
      await folder.here('train', 'ring', '--steps', '2', '--snapshot-every', '1', '--out', 'runs');
    }, 60_000);

    test.each([
      [6, 'metrics.jsonl', 'train RUN --steps 3'],
      [6, 'events.jsonl', 'train RUN --steps 3'],
      [6, 'config.json', 'train RUN --steps 3'],
      [6, 'checkpoints/000000001.safetensors', 'sample RUN --checkpoint 1'],
      [2, 'latents.npy', 'sample RUN --latents RUN/latents.npy'],
    ])(
      'exit %i: %s, duel %s',
      async (code, file, line) => {
        const run = file.replaceAll(/\W/g, '-');
        cpSync(folder.file('runs/001-ring'), folder.file(run), { recursive: true });
        fifo(`${run}/${file}`);
        const said = await answer(...line.replaceAll('RUN', run).split(' '));
        expect(said.stderr).toContain('named pipe (FIFO)');
        expect(said.code).toBe(code);
      },
      60_000,
    );

    // what is no file is no graph: it is compiled again from the configuration
    test.each([
      ['graphs/step.onnx', 'train RUN --steps 3'],
      ['graphs/generator.json', 'sample RUN'],
    ])(
      '%s is made again, duel %s',
      async (file, line) => {
        const run = file.replaceAll(/\W/g, '-');
        cpSync(folder.file('runs/001-ring'), folder.file(run), { recursive: true });
        fifo(`${run}/${file}`);
        const said = await answer(...line.replaceAll('RUN', run).split(' '));
        expect(said.stderr).toMatch(/compiled (again|anew) from config\.json/);
        expect(said.code).toBe(0);
      },
      60_000,
    );
  });
});

import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Folder } from './duel.ts';

let folder: Folder;
beforeAll(() => {
  folder = new Folder();
  // the presets' game, with a word as its building begins
  folder.write(
    'endless.mjs',
    `
    import { definePreset, gan, nn } from 'duel-gan';
    const optimizer = nn.adam({ learningRate: 1e-3 });
    export default definePreset({
      name: 'endless',
      title: 'Endless',
      about: 'A graph of so many updates that its building takes hours.',
      data: { source: 'ring', range: [-1, 1] },
      game: () => {
        process.stderr.write('building');
        return gan({
          generator: { network: nn.network([2], [nn.dense(2)]), optimizer },
          discriminator: { network: nn.network([2], [nn.dense(1)]), optimizer },
          batch: { generator: 4, discriminator: 4 },
          discriminatorSteps: 100_000,
        });
      },
      draw: 'replacement',
      length: { steps: 10 },
      report: { steps: 10, as: 'means' },
      snapshot: { steps: 10 },
      monitor: { rows: 1, columns: 1 },
    });
    `,
  );
});
afterAll(() => folder.remove());

const end = (child: ChildProcess) =>
  new Promise<NodeJS.Signals | number | null>((done) => child.once('exit', (code, signal) => done(signal ?? code)));

it.each(['SIGINT', 'SIGTERM'] as const)(
  'ends in the middle of building a graph with %s',
  async (signal) => {
    const child = folder.start('train', 'endless.mjs', '--out', signal);
    const ended = end(child);
    await new Promise<void>((built) => {
      let said = '';
      child.stderr!.on('data', (text) => {
        said += text;
        if (said.includes('building')) built();
      });
      child.once('exit', () => built());
    });
    await wait(500);
    child.kill(signal);
    expect(await ended).toBe(signal);
    expect(existsSync(folder.file(signal))).toBe(false);
  },
  60_000,
);

import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { RandomStream } from '../../src/random/stream.ts';
import { removeFolder } from '../../src/run/directory/ended.testing.ts';
import { decodeSafetensors } from '../../src/run/directory/safetensors.ts';

const duel = resolve('bin/duel.js');

/** A game in a user's own file, whose moves are code: only the compiled step can carry it on without the file. */
const ownGan = `
import { crossEntropy, customGame, definePreset, engine, gan, nn } from 'duel-gan';
const optimizer = nn.adam({ learningRate: 1e-3 });
export default definePreset({
  name: 'own',
  title: 'own',
  about: 'own',
  data: { source: 'digits', range: [-1, 1] },
  game: ({ shape }) => {
    const game = engine.ganGame(gan({
      generator: { network: nn.network([8], [nn.dense(16), nn.batchNorm(), nn.relu(), nn.dense(784, { activation: 'tanh' }), nn.reshape(shape)]), optimizer, ema: 0.9 },
      discriminator: { network: nn.network(shape, [nn.flatten(), nn.dense(16), nn.leakyRelu(), nn.dropout(0.2), nn.dense(1)]), optimizer },
      batch: { generator: 8, discriminator: 8 },
      loss: crossEntropy({ noise: 0.05 }),
    }));
    return customGame({ players: game.players, batch: 8, moves: game.moves, report: game.report });
  },
  draw: 'shuffled',
  length: { steps: 300 },
  report: { steps: 10, as: 'means' },
  snapshot: { steps: 13 },
  monitor: { rows: 2, columns: 2 },
});
`;

const metricsOf = (run: string) =>
  readFileSync(join(run, 'metrics.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => {
      const { imagesPerSecond: _, ...rest } = JSON.parse(line);
      return rest;
    });

function lastCheckpoint(run: string) {
  const { file, step } = JSON.parse(readFileSync(join(run, 'checkpoints', 'last.json'), 'utf8'));
  const bytes = readFileSync(join(run, 'checkpoints', file));
  return { step, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** Every file that a reader could take for a checkpoint is a whole one. */
function assertWhole(run: string) {
  const folder = join(run, 'checkpoints');
  if (!existsSync(folder)) return;
  for (const file of readdirSync(folder))
    if (/^\d+\.safetensors$/.test(file)) decodeSafetensors(readFileSync(join(folder, file)), file);
}

it('ten kills at random moments leave the same checkpoint and the same metrics', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'duel-kill-'));
  const file = join(folder, 'own.mjs');
  writeFileSync(file, ownGan);
  const train = (what: string, out: string) => ['train', what, '--out', join(folder, out), '--threads', '1'];

  const whole = spawnSync('node', [duel, ...train(file, 'whole')], { encoding: 'utf8' });
  expect(whole.stderr + whole.status).toMatch(/0$/);

  const random = new RandomStream(Date.now(), 'kill');
  const out = join(folder, 'killed');
  mkdirSync(out);
  let run: string | undefined;
  let hits = 0;
  for (let kill = 0; kill < 10; kill++) {
    const child = spawn('node', [duel, ...train(run ?? file, 'killed')], { stdio: 'ignore' });
    const ended = new Promise<void>((done) => child.on('exit', () => done()));
    if (!run) {
      // the first is killed once its graphs are there, and then the file that defines the game goes
      for (let i = 0; i < 600; i++) {
        await new Promise((done) => setTimeout(done, 50));
        const found = readdirSync(out).find((n) => /^\d{3}-/.test(n));
        if (found && existsSync(join(out, found, 'graphs', 'step.json'))) {
          run = join(out, found);
          break;
        }
      }
    }
    await new Promise((done) => setTimeout(done, 200 + 1200 * random.uniform()));
    if (child.exitCode === null) hits++;
    child.kill('SIGKILL');
    await ended;
    rmSync(file, { force: true });
    assertWhole(run!);
  }
  // a run that had ended before would show nothing
  expect(hits).toBeGreaterThan(5);
  const finish = spawnSync('node', [duel, ...train(run!, 'killed')], { encoding: 'utf8' });
  expect(finish.stderr + finish.status).toMatch(/0$/);
  const reference = join(folder, 'whole', readdirSync(join(folder, 'whole'))[0]!);
  expect(lastCheckpoint(run!)).toEqual(lastCheckpoint(reference));
  expect(lastCheckpoint(run!).step).toBe(300);
  expect(metricsOf(run!)).toEqual(metricsOf(reference));
  removeFolder(folder);
}, 180_000);

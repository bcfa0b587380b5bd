import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { customGame, definePreset, type Move, nn, resume, tensor, train } from '../../src/index.ts';
import { exportOnnx } from '../../src/run/export.ts';
import { RunGenerator } from '../../src/run/sampling/generator.ts';

const { add, concat, mean, softplus, neg, stopGradient } = tensor;
const runs = mkdtempSync(join(tmpdir(), 'duel-three-'));
afterAll(() => rmSync(runs, { recursive: true }));

const names = ['left', 'middle', 'right'];
const optimizer = nn.adam({ learningRate: 1e-3 });
const generator = { network: nn.network([4], [nn.dense(8), nn.relu(), nn.dense(2)]), optimizer };
const judge = { network: nn.network([2], [nn.dense(8), nn.relu(), nn.dense(1)]), optimizer };

/** Three generators against one discriminator. */
const discriminate: Move = {
  name: 'judge',
  updates: ['judge'],
  objective: (scope) => {
    const fakes = names.map((name) => scope.play(name, scope.noise(`${name}.z`, 'normal', [8, 4])));
    const fake = scope.play('judge', stopGradient(concat(fakes, 0)));
    return add(mean(softplus(neg(scope.play('judge', scope.examples('real', 24))))), mean(softplus(fake)));
  },
};
const generate = names.map(
  (name): Move => ({
    name,
    updates: [name],
    objective: (scope) => {
      const made = scope.play(name, scope.noise(`${name}.z`, 'normal', [8, 4]));
      const loss = mean(softplus(neg(scope.play('judge', made))));
      scope.metric(`${name}Loss`, loss);
      return loss;
    },
  }),
);
const players = { ...Object.fromEntries(names.map((name) => [name, generator])), judge };
const three = definePreset({
  name: 'three',
  title: 'three generators',
  about: 'a game of four players',
  data: { source: 'ring', range: [-1, 1] },
  game: () => customGame({ players, generators: names, batch: 24, moves: [discriminate, ...generate] }),
  draw: 'shuffled',
  length: { steps: 6 },
  report: { steps: 2, as: 'values' },
  snapshot: { steps: 3 },
  monitor: { rows: 2, columns: 2 },
});

it('a game of three generators trains, goes on, is sampled and exported', async () => {
  const bytes = (directory: string) => readFileSync(join(directory, 'checkpoints', '000000006.safetensors'));
  const whole = await train(three, { out: runs });
  const { directory } = await train(three, { out: runs, steps: 3 });
  expect(await resume(directory, { steps: 6 })).toMatchObject({ status: 'finished', step: 6 });
  expect(bytes(directory)).toEqual(bytes(whole.directory));
  const samples = [];
  for (const net of names) {
    const player = await RunGenerator.open(directory, { net });
    samples.push(await player.generate(player.latents([0, 1, 2])));
    await player.close();
    expect(await exportOnnx(directory, join(runs, `${net}.onnx`), { net })).toMatchObject({ step: 6 });
  }
  expect(samples.map(({ shape }) => shape)).toEqual([3, 3, 3].map((n) => [n, 2]));
  expect(new Set(samples.map(({ data }) => data.join())).size).toBe(3);
  await expect(RunGenerator.open(directory, { net: 'judge' })).rejects.toMatchObject({ code: 'sample/net' });
});

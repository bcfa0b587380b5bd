import { Buffer } from 'node:buffer';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { crossEntropy, gan } from '../gan/index.ts';
import * as nn from '../nn/index.ts';
import { definePreset } from '../presets/preset.ts';
import { readSnapshot } from '../run/directory/snapshots.ts';
import { tiny } from '../run/training/tiny.testing.ts';
import { train } from '../run/training/train.ts';
import type { RunDetails } from './api.ts';
import { type Served, served } from './served.testing.ts';

const optimizer = nn.adam({ learningRate: 1e-2 });
const shape = [28, 28, 1];
const pictured = (ema?: number) =>
  definePreset({
    ...tiny,
    data: { source: 'digits', range: [-1, 1] },
    game: () =>
      gan({
        generator: { network: nn.network([4], [nn.dense(784), nn.reshape(shape)]), optimizer, ema },
        discriminator: { network: nn.network(shape, [nn.flatten(), nn.dense(1)]), optimizer },
        batch: { generator: 2, discriminator: 2 },
        loss: crossEntropy(),
      }),
  });

let at: Served;
beforeAll(async () => {
  at = await served();
  const options = { out: at.runs, threads: 1, keep: 1 };
  await train(pictured(0.9), options);
  // the same training, of which there is no average
  await train(pictured(), options);
  await train(tiny, options);
});
afterAll(() => at.close());
const drawn = async (id: string, step: number) => {
  const answer = await fetch(new URL(`/api/runs/${id}/trained/${step}`, at.studio.url));
  return { status: answer.status, bytes: Buffer.from(await answer.arrayBuffer()) };
};

it('draws what the weights as trained make, as a run draws that has no average', async () => {
  expect(await at.get<RunDetails>('/api/runs/001-tiny')).toMatchObject({ isAveraged: true, checkpoints: [3] });
  expect(await at.get<RunDetails>('/api/runs/002-tiny')).toMatchObject({ isAveraged: false });
  const [averaged, trained] = ['001-tiny', '002-tiny'].map((id) => readSnapshot(join(at.runs, id), 3));
  const found = await drawn('001-tiny', 3);
  expect(found.status).toBe(200);
  expect(found.bytes.equals(trained!)).toBe(true);
  expect(found.bytes.equals(averaged!)).toBe(false);
  // again, as it was kept
  expect((await drawn('001-tiny', 3)).bytes.equals(trained!)).toBe(true);
});

it('draws points beside the data', async () => {
  const found = await drawn('003-tiny', 3);
  expect([found.status, found.bytes.equals(readSnapshot(join(at.runs, '003-tiny'), 3))]).toEqual([200, false]);
});

it('says where there is no checkpoint, and goes on', async () => {
  const { status, bytes } = await drawn('001-tiny', 2);
  expect(status).toBe(422);
  expect(JSON.parse(bytes.toString())).toMatchObject({ error: expect.stringContaining('no checkpoint') });
  expect((await drawn('001-tiny', 3)).status).toBe(200);
  expect((await drawn('001-tiny', 1234567890)).status).toBe(404);
});

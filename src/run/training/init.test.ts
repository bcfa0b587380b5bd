import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { decodeSafetensors } from '../directory/safetensors.ts';
import { exportWeights } from '../export.ts';
import { resume, train } from './train.ts';

const runs = mkdtempSync(join(tmpdir(), 'duel-init-'));
afterAll(() => rmSync(runs, { recursive: true }));
const tensorsOf = (file: string) => decodeSafetensors(readFileSync(file), file).tensors;
const checkpoint = (run: string, step: number) =>
  tensorsOf(join(run, 'checkpoints', `${String(step).padStart(9, '0')}.safetensors`));
const bytes = (run: string, step: number) =>
  readFileSync(join(run, 'checkpoints', `${String(step).padStart(9, '0')}.safetensors`));
const short = { out: runs, steps: 4, snapshotEvery: 2, batch: 8, threads: 1 } as const;
const still = ['generator.optimizer.learningRate=0', 'discriminator.optimizer.learningRate=0'];

it('a run begins with the weights of another, goes on alone, and ends with the same bytes when it is stopped', async () => {
  const first = await train('ring', { ...short, seed: 1 });
  const events: string[] = [];
  const second = await train('grid', {
    ...short,
    seed: 2,
    init: `${first.directory}@2`,
    set: still,
    on: (event) => {
      if (event.type === 'data') events.push(...event.found);
    },
  });
  const [from, to] = [checkpoint(first.directory, 2), checkpoint(second.directory, 4)];
  for (const name of Object.keys(from).filter((name) => /^(generator|discriminator)\/.*(kernel|bias)$/.test(name)))
    expect([...to[name]!.data]).toEqual([...from[name]!.data]);
  expect(
    events.filter((line) => /^(generator|discriminator): (\d+) of \2 tensors from .* at step 2$/.test(line)),
  ).toHaveLength(2);

  const whole = await train('grid', { ...short, init: first.directory });
  rmSync(first.directory, { recursive: true });
  const stop = new AbortController();
  const parts = await train('grid', {
    ...short,
    init: join(whole.directory, 'init.safetensors'),
    signal: stop.signal,
    on: (event) => {
      if (event.type === 'checkpoint') stop.abort();
    },
  });
  expect(parts).toMatchObject({ step: 2, status: 'interrupted' });
  await resume(parts.directory);
  expect(bytes(parts.directory, 4).equals(bytes(whole.directory, 4))).toBe(true);
});

it('takes what an export is, and says what does not fit', async () => {
  const first = await train('ring', { ...short, seed: 3 });
  const file = join(runs, 'generator.safetensors');
  await exportWeights(first.directory, file);
  const found: string[] = [];
  const told = (event: { type: string; found?: readonly string[] }) => {
    found.push(...(event.found ?? []));
  };
  await train('ring', { ...short, init: file, set: ['generator.network.layers.0.units=16'], on: told as never });
  expect(found.join('\n')).toMatch(/generator: \d+ of \d+ tensors from .*new: dense\/kernel is .*, and here/);
  expect(found.join('\n')).toMatch(/discriminator: 0 of \d+/);
  await expect(train('ring', { ...short, init: join(runs, 'no.safetensors') })).rejects.toMatchObject({
    code: 'init/no-file',
  });
  await expect(train('mnist-mlp', { ...short, data: 'digits', init: file })).rejects.toMatchObject({
    code: 'init/nothing-fits',
  });
  writeFileSync(join(runs, 'junk.safetensors'), 'junk');
  await expect(train('ring', { ...short, init: join(runs, 'junk.safetensors') })).rejects.toMatchObject({
    kind: 'checkpoint',
  });
});

it('frozen layers stay as they begin, and the others learn', async () => {
  const run = await train('ring', { ...short, freeze: ['discriminator:1'] });
  const [before, after] = [checkpoint(run.directory, 2), checkpoint(run.directory, 4)];
  const kernels = Object.keys(after).filter((name) => /^discriminator\/[^.]*kernel$/.test(name));
  const changed = kernels.filter((name) => `${before[name]!.data}` !== `${after[name]!.data}`);
  expect(kernels.length - changed.length).toBe(1);
  expect(
    Object.keys(after)
      .filter((name) => name.startsWith('generator/'))
      .some((name) => `${before[name]!.data}` !== `${after[name]!.data}`),
  ).toBe(true);
  await expect(train('ring', { ...short, freeze: ['discriminator'] })).rejects.toMatchObject({ code: 'config/freeze' });
  await expect(train('ring', { ...short, freeze: ['discriminator:50'] })).rejects.toThrow(/nothing is left to learn/);
});

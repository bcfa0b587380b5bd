import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { configJson } from '../config/config.ts';
import { readJsonLines } from '../directory/jsonl.ts';
import { valuesOfStep } from '../tensorboard/values.ts';
import { tiny } from './tiny.testing.ts';
import { resume, train } from './train.ts';

const root = mkdtempSync(join(tmpdir(), 'duel-norms-'));
afterAll(() => rmSync(root, { recursive: true }));
const linesOf = (directory: string) => [...readJsonLines(join(directory, 'metrics.jsonl'))];
const bytesOf = (directory: string) => readFileSync(join(directory, 'checkpoints', '000000004.safetensors'));

it('are logged where a training asks for them, also when it goes on, and change nothing else', async () => {
  const options = { out: root, threads: 1 };
  const [plain, asked] = [
    await train(tiny, { ...options, steps: 4 }),
    await train(tiny, { ...options, gradientNorms: true }),
  ];
  await resume(asked.directory, { steps: 4, threads: 1 });
  expect(configJson(plain.directory)).not.toHaveProperty('gradientNorms');
  expect(configJson(asked.directory)).toMatchObject({ gradientNorms: true });
  const lines = linesOf(asked.directory);
  expect(lines).toHaveLength(4);
  for (const line of lines)
    for (const name of ['gradientNorm/discriminator', 'gradientNorm/generator'])
      expect(line[name], name).toEqual(expect.any(Number));
  expect(Object.keys(linesOf(plain.directory)[0]!).some((name) => name.startsWith('gradientNorm'))).toBe(false);
  expect(bytesOf(asked.directory).equals(bytesOf(plain.directory))).toBe(true);
  expect(valuesOfStep(lines[0]!).map(({ tag }) => tag)).toContain('training/gradientNorm/generator');
});

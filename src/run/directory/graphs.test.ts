import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { playersOf } from '../../gan/index.ts';
import { findPreset } from '../../presets/registry.ts';
import { presetConfig, readConfig } from '../config/config.ts';
import { stageAt } from '../config/stages.ts';
import { oneMode } from './crafted.testing.ts';
import { readPlayer, readStep, writeGraphs } from './graphs.ts';

const scratch = () => mkdtempSync(join(tmpdir(), 'duel-graphs-'));

// between them all kinds of conditioning, penalties behind a condition, looking ahead, batch statistics and averages
it.each(['infogan', 'ring-unrolled', 'grid-r3gan', 'classifier'])('%s: what is written is read', (name) => {
  const preset = findPreset(name)!;
  const shape = name.includes('-') ? [2] : [28, 28, 1];
  const data = { source: 'digits', range: preset.data.range };
  const dataset = { shape, classes: Array.from('0123456789'), count: 100 };
  const config = stageAt(presetConfig(preset, data, dataset, { batch: 8 }), 1);
  const directory = scratch();
  writeGraphs(directory, config, { shape, classCount: 10 });
  expect(readStep(directory, config).description.state.length).toBeGreaterThan(4);
  for (const player of Object.keys(playersOf(config.game)))
    expect(readPlayer(directory, config, player)).toMatchObject({ player });
});

describe('a broken description', () => {
  const run = oneMode(scratch());
  const written = Object.fromEntries(
    ['step', 'generator'].map((name) => [name, readFileSync(join(run, 'graphs', `${name}.json`), 'utf8')]),
  );
  const refusal = (name: string, content: string) => {
    const path = join(run, 'graphs', `${name}.json`);
    writeFileSync(path, content);
    try {
      const config = stageAt(readConfig(run), 1);
      if (name === 'step') readStep(run, config);
      else readPlayer(run, config, name);
    } catch (e) {
      return e;
    } finally {
      writeFileSync(path, written[name]!);
    }
    return undefined;
  };

  it.each([
    ['step', '{}', 'run/broken-file', /batch/],
    ['step', 'null', 'run/broken-file', /object/],
    ['step', '{', 'run/broken-file', /no JSON/],
    ['generator', 'null', 'run/broken-file', /object/],
    ['generator', '{', 'run/broken-file', /no JSON/],
    ['generator', '\xff', 'run/broken-file', /no JSON/],
    ['step', ' '.repeat(2 ** 24 + 1), 'run/broken-file', /at most/],
  ])('%s.json as %.3s', (name, content, code, message) => {
    expect(refusal(name, content)).toMatchObject({
      kind: 'checkpoint',
      code,
      message: expect.stringMatching(message),
      where: expect.stringContaining(`${name}.json`),
      fix: expect.stringMatching(/again/),
    });
  });

  it.each([
    ['step', '"shape": [\n', 'graph/refused'],
    ['generator', '"latents"', 'graph/refused'],
    ['generator', '"generator/dense/kernel"', 'graph/refused'],
  ])('%s.json that says another thing than its graph: %s', (name, part, code) => {
    const other = part.includes('[') ? `${part}3,` : part.replace(/"$/, 'x"');
    expect(written[name]).toContain(part);
    expect(refusal(name, written[name]!.replace(part, other))).toMatchObject({ kind: 'checkpoint', code });
  });
});

import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readJsonLines } from '../directory/jsonl.ts';
import { encodeStep } from '../export.ts';
import { RunGenerator } from '../sampling/generator.ts';
import { tiny } from './tiny.testing.ts';
import { resume, train } from './train.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-compiled-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let begun = '';
let other = '';
let undisturbed: Buffer;
const checkpoint = (run: string, step: number) =>
  readFileSync(join(run, 'checkpoints', `${String(step).padStart(9, '0')}.safetensors`));
beforeAll(async () => {
  begun = (await train(tiny, { out: folder, threads: 1 })).directory;
  other = (await train(tiny, { out: folder, threads: 1, set: ['loss=hinge'] })).directory;
  const run = copy();
  await resume(run, { steps: 6 });
  undisturbed = checkpoint(run, 6);
});

let copies = 0;
function copy(): string {
  const run = join(folder, `copy-${++copies}`);
  cpSync(begun, run, { recursive: true });
  return run;
}
/** As a version of Duel left it that kept no hashes. */
function ofEarlierVersion(run: string): void {
  rmSync(join(run, 'graphs', 'made.of.json'));
  edit(run, 'run.json', ({ configuration: _, ...info }) => info);
}
// biome-ignore lint/suspicious/noExplicitAny: JSON as it lies there
function edit(run: string, file: string, change: (json: any) => unknown): void {
  const path = join(run, file);
  writeFileSync(path, JSON.stringify(change(JSON.parse(readFileSync(path, 'utf8')))));
}
const warningsOf = (run: string) =>
  [...readJsonLines(join(run, 'events.jsonl'))].flatMap((e) => (e.type === 'warning' ? [e.message as string] : []));
const graph = (run: string, file: string) => join(run, 'graphs', file);

describe('a graph that is not as it was made', () => {
  const damages: [string, (run: string) => void, RegExp][] = [
    [
      "another run's step",
      (run) => cpSync(graph(other, 'step.onnx'), graph(run, 'step.onnx')),
      /^graphs\/step\.onnx was/,
    ],
    ['junk', (run) => writeFileSync(graph(run, 'generator.onnx'), 'junk'), /^graphs\/generator\.onnx was/],
    ['a description', (run) => writeFileSync(graph(run, 'step.json'), '{'), /^graphs\/step\.onnx was/],
    ['one that is missing', (run) => rmSync(graph(run, 'discriminator.onnx')), /^graphs\/discriminator\.onnx was/],
    ['all missing', (run) => rmSync(join(run, 'graphs'), { recursive: true }), /, graphs?.*were|, .*step\.onnx were/],
    ['no hashes', (run) => writeFileSync(graph(run, 'made.of.json'), 'null'), /step\.onnx were/],
  ];
  it.each(damages)('%s: is compiled again with a word, to the same bytes', async (_, damage, said) => {
    const run = copy();
    const before = readdirSync(join(run, 'graphs')).map((name) => readFileSync(graph(run, name), 'utf8'));
    damage(run);
    await resume(run, { steps: 6 });
    expect(warningsOf(run)).toEqual([expect.stringMatching(said)]);
    expect(warningsOf(run)[0]).toMatch(/compiled again from config\.json$/);
    expect(checkpoint(run, 6).equals(undisturbed)).toBe(true);
    expect(readdirSync(join(run, 'graphs')).map((name) => readFileSync(graph(run, name), 'utf8'))).toEqual(before);
  });

  it('samples come from a graph compiled anew, with a word, and an export of the step refuses', async () => {
    const run = copy();
    cpSync(graph(other, 'discriminator.onnx'), graph(run, 'generator.onnx'));
    cpSync(graph(other, 'step.onnx'), graph(run, 'step.onnx'));
    const [ours, theirs] = [await RunGenerator.open(run), await RunGenerator.open(begun)];
    expect(ours.warning).toMatch(/generator\.onnx is not there as it was made.*duel train/);
    expect(theirs.warning).toBeUndefined();
    const made = await Promise.all([ours, theirs].map((generator) => generator.generate(generator.latents([1, 2]))));
    expect(made[0]).toEqual(made[1]);
    await Promise.all([ours.close(), theirs.close()]);
    expect(() => encodeStep(run)).toThrow(expect.objectContaining({ code: 'graph/refused' }));
  });
});

describe('what does not agree', () => {
  it('is named also where it is called as what every object has', async () => {
    const run = copy();
    const made = JSON.parse(readFileSync(graph(run, 'made.of.json'), 'utf8'));
    made.configuration.game.toString = 'x';
    writeFileSync(graph(run, 'made.of.json'), JSON.stringify(made));
    await expect(resume(run)).rejects.toMatchObject({
      code: 'run/other-graphs',
      message: expect.stringMatching(/toString is nothing in config\.json and "x" in graphs\/$/),
    });
  });

  it("another run's graphs are refused with what differs, and compiled again once they are deleted", async () => {
    const run = copy();
    rmSync(join(run, 'graphs'), { recursive: true });
    cpSync(join(other, 'graphs'), join(run, 'graphs'), { recursive: true });
    const refusal = {
      ...{ kind: 'checkpoint', code: 'run/other-graphs', where: join(run, 'graphs') },
      message: expect.stringMatching(/loss\.type is "crossEntropy" in config\.json and "hinge" in graphs/),
      fix: expect.stringMatching(/delete .*duel train/),
    };
    await expect(resume(run, { steps: 6 })).rejects.toMatchObject(refusal);
    await expect(RunGenerator.open(run)).rejects.toMatchObject(refusal);
    rmSync(join(run, 'graphs'), { recursive: true });
    await resume(run, { steps: 6 });
    expect(checkpoint(run, 6).equals(undisturbed)).toBe(true);
  });

  const changes: [string, string, unknown, RegExp][] = [
    [
      'a rate',
      'game.generator.optimizer.learningRate',
      0.5,
      /generator\.optimizer\.learningRate is 0\.001 .* 0\.5 now/,
    ],
    ['a seed', 'seed', 3, /seed is 0 when it began and 3 now/],
    ['a layer', 'game.generator.network.layers.0.units', 3, /units is 2/],
    ['steps', 'steps', 9, /scheduleSteps is 3/],
  ];
  it.each(changes)(
    '%s changed in config.json is refused, also where graphs/ is deleted',
    async (_, path, value, said) => {
      const run = copy();
      edit(run, 'config.json', (config) => withValue(config, path.split('.'), value));
      const refusal = { kind: 'checkpoint', code: 'run/config-changed', where: join(run, 'config.json') };
      const detailed = {
        ...refusal,
        message: expect.stringMatching(said),
        fix: expect.stringMatching(
          path === 'steps' ? /duel train .*--steps 9/ : /back.*duel train .*--set [a-z.0-9A-Z]+=[\d.]+/,
        ),
      };
      await expect(resume(run, { steps: 6 })).rejects.toMatchObject(detailed);
      await expect(RunGenerator.open(run)).rejects.toMatchObject(detailed);
      renameSync(join(run, 'graphs'), join(run, 'gone'));
      await expect(resume(run, { steps: 6 })).rejects.toMatchObject(refusal);
    },
  );

  it('what may change is taken: how it reports, how many checkpoints stay', async () => {
    const run = copy();
    edit(run, 'config.json', (config) => ({ ...config, keep: 1, report: { every: 1, as: 'values' } }));
    await resume(run, { steps: 6 });
    expect(readdirSync(join(run, 'checkpoints')).filter((name) => name.endsWith('.safetensors'))).toHaveLength(1);
    expect(checkpoint(run, 6).equals(undisturbed)).toBe(true);
  });
});

describe('a run of an earlier version', () => {
  it('goes on, and has hashes from then on', async () => {
    const run = copy();
    ofEarlierVersion(run);
    await resume(run, { steps: 5 });
    expect(warningsOf(run)).toEqual([]);
    edit(run, 'config.json', (config) => ({ ...config, seed: 1 }));
    await expect(resume(run, { steps: 6 })).rejects.toMatchObject({ code: 'run/config-changed' });
  });

  it('has what cannot be read compiled again, and rates compared with its step', async () => {
    const run = copy();
    ofEarlierVersion(run);
    writeFileSync(graph(run, 'step.onnx'), 'junk');
    await resume(run, { steps: 6 });
    expect(warningsOf(run)).toEqual([expect.stringMatching(/^graphs\/step\.onnx was missing or not as made/)]);
    expect(checkpoint(run, 6).equals(undisturbed)).toBe(true);

    const edited = copy();
    ofEarlierVersion(edited);
    edit(edited, 'config.json', (config) => withValue(config, 'game.generator.optimizer.learningRate'.split('.'), 0.5));
    await expect(resume(edited, { steps: 6 })).rejects.toMatchObject({
      code: 'run/config-changed',
      message: expect.stringMatching(/generator\.optimizer\.learningRate is 0\.001 when it began and 0\.5 now/),
    });
  });
});

// biome-ignore lint/suspicious/noExplicitAny: JSON as it lies there
function withValue(json: any, [key, ...rest]: string[], value: unknown): unknown {
  const changed = rest.length === 0 ? value : withValue(json[key!], rest, value);
  return Array.isArray(json)
    ? json.map((entry, i) => (i === Number(key) ? changed : entry))
    : { ...json, [key!]: changed };
}

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { customGame, gan, r1 } from '../../gan/index.ts';
import { adam, cosineDecay, dense, leakyRelu, network, type Schedule } from '../../nn/index.ts';
import { definePreset } from '../../presets/preset.ts';
import { mean, square } from '../../tensor/index.ts';
import { Checkpoints } from '../directory/checkpoints.ts';
import { readDials, writeDials } from '../directory/dials.ts';
import type { RunEvent } from '../directory/events.ts';
import { readJsonLines } from '../directory/jsonl.ts';
import { changedRun } from './dials.ts';
import { resume, train } from './train.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-dials-'));
afterAll(() => rmSync(folder, { recursive: true }));

const player = (layers: Parameters<typeof network>[1], learningRate: Schedule) => ({
  network: network([2], layers),
  optimizer: adam({ learningRate }),
});
const preset = (learningRate: Schedule, steps = 8) =>
  definePreset({
    name: 'small',
    title: 'Small',
    about: 'As small as can be.',
    data: { source: 'ring', range: [-1, 1] },
    game: () =>
      gan({
        generator: { ...player([dense(4), leakyRelu(0.2), dense(2)], learningRate), ema: 0.9 },
        discriminator: player([dense(4), leakyRelu(0.2), dense(1)], 0.02),
        batch: { generator: 4, discriminator: 4 },
        penalties: [r1({ weight: 1 })],
      }),
    draw: 'replacement',
    length: { steps },
    report: { steps: 4, as: 'means' },
    snapshot: { steps: 4 },
    monitor: { rows: 1, columns: 1 },
  });
const begin = async (name: string, learningRate: Schedule = 0.01) =>
  (await train(preset(learningRate), { out: folder, name, threads: 1, keep: 9 })).directory;
const copy = (directory: string, name: string) => {
  cpSync(directory, join(folder, name), { recursive: true });
  return join(folder, name);
};
const lower = 'generator.optimizer.learningRate=0.001';
const ratesOf = (directory: string) =>
  [...readJsonLines(join(directory, 'metrics.jsonl'))].map(({ rates }) => (rates as { generator: number }).generator);
const eventsOf = (directory: string, type: string) =>
  [...readJsonLines(join(directory, 'events.jsonl'))].filter((event) => event.type === type);
const bytesOf = (directory: string, step: number) =>
  readFileSync(join(directory, 'checkpoints', `${String(step).padStart(9, '0')}.safetensors`));
const times = (count: number, value: number) => new Array<number>(count).fill(value);

test('a rate is lowered on continuing, and whatever interrupts the run, it ends with the same bytes', async () => {
  const begun = await begin('begun');
  const straight = copy(begun, 'straight');
  const told: RunEvent[] = [];
  await resume(straight, { set: [lower, 'penalties.0.weight=3'], steps: 16, on: (event) => told.push(event) });
  expect(ratesOf(straight)).toEqual([...times(8, 0.01), ...times(8, 0.001)]);
  const change = {
    step: 8,
    set: [lower, 'penalties.0.weight=3'],
    values: { 'generator/learningRate': 0.001, 'r1/weight': 3 },
  };
  expect(readDials(straight)).toEqual([change]);
  expect(eventsOf(straight, 'dials')).toEqual([{ type: 'dials', ...change }]);
  expect(told.filter(({ type }) => type === 'dials')).toEqual([{ type: 'dials', ...change }]);
  // what the run is goes on from there, and config.json begins it again as it began
  expect(changedRun(straight).game).toMatchObject({ penalties: [{ weight: 3 }], generator: { ema: 0.9 } });
  expect(JSON.parse(readFileSync(join(straight, 'config.json'), 'utf8')).game.penalties[0].weight).toBe(1);

  const stopped = copy(begun, 'stopped');
  await resume(stopped, { set: [lower, 'penalties.0.weight=3'], steps: 12 });
  await resume(stopped, { steps: 16 });
  expect(bytesOf(stopped, 16).equals(bytesOf(straight, 16))).toBe(true);

  // back to before the change: it is made again where it was
  const fallen = copy(straight, 'fallen');
  new Checkpoints(join(fallen, 'checkpoints'), { keep: 9 }).cutAfter(4);
  await resume(fallen);
  expect(ratesOf(fallen)).toEqual(ratesOf(straight));
  expect(eventsOf(fallen, 'dials')).toEqual([{ type: 'dials', ...change }]);
  expect(bytesOf(fallen, 16).equals(bytesOf(straight, 16))).toBe(true);

  // changed once more, from where it went back to: what came later is gone
  new Checkpoints(join(fallen, 'checkpoints'), { keep: 9 }).cutAfter(4);
  await resume(fallen, { set: ['generator.ema=0.5'], steps: 8 });
  expect(readDials(fallen)).toEqual([
    { step: 4, set: ['generator.ema=0.5'], values: { 'generator/emaDecay': { emaDecay: 0.5 } } },
  ]);
});

test('what another hand has written into dials.json, or taken away, is refused; a kill at any moment is not', async () => {
  const run = await begin('tied');
  writeFileSync(join(run, 'dials.json'), JSON.stringify([{ step: 4, set: [], values: {}, scheduleSteps: 5 }]));
  await expect(resume(run, { steps: 12 })).rejects.toMatchObject({ code: 'run/dials-changed' });
  rmSync(join(run, 'dials.json'));
  await resume(run, { set: [lower], steps: 12 });
  const [dials, info] = [join(run, 'dials.json'), join(run, 'run.json')];
  const written = readFileSync(dials, 'utf8');
  const infoOf = () => JSON.parse(readFileSync(info, 'utf8'));
  const refused = (message: RegExp) =>
    expect(resume(run, { steps: 16 })).rejects.toMatchObject({
      kind: 'checkpoint',
      code: 'run/dials-changed',
      message: expect.stringMatching(message),
      where: dials,
      fix: expect.stringContaining('--set PATH=VALUE'),
    });
  writeFileSync(dials, written.replaceAll('0.001', '0.002'));
  await refused(/changed by another hand/);
  expect(() => changedRun(run)).toThrow(/changed by another hand/);
  rmSync(dials);
  await refused(/is missing/);
  // laid out anew it is the same
  writeFileSync(dials, JSON.stringify(JSON.parse(written)));
  expect(readDials(run)).toHaveLength(1);

  // between the writings of both files either content stands
  const more = [...readDials(run), { step: 12, set: [], values: {}, scheduleSteps: 99 }];
  const before = readFileSync(info, 'utf8');
  writeDials(run, more);
  const both = [...JSON.parse(before).dials, ...infoOf().dials];
  for (const content of [JSON.stringify(more), written]) {
    writeFileSync(info, JSON.stringify({ ...infoOf(), dials: both }));
    writeFileSync(dials, content);
    expect(readDials(run)).toEqual(JSON.parse(content));
  }
  // a run of an earlier version says nothing, and is taken as it is
  const { dials: _, ...earlier } = infoOf();
  writeFileSync(info, JSON.stringify(earlier));
  writeFileSync(dials, written.replaceAll('0.001', '0.002'));
  expect(await resume(run, { steps: 13 })).toMatchObject({ status: 'finished' });
});

test('what is built into the step is refused with the reason, and nothing changes', async () => {
  const run = await begin('fixed');
  const files = () => ['run.json', 'config.json', 'events.jsonl'].map((name) => readFileSync(join(run, name), 'utf8'));
  const before = files();
  const cases = [
    ['generator.optimizer.beta1=0.8', /compiled step/],
    ['loss=hinge', /compiled step/],
    ['penalties.1=r2', /compiled step/],
    ['batch.generator=8', /compiled step/],
    ['generator.network.layers.0.kernelInitializer=zeros', /compiled step/],
    ['seed=3', /drawn by it/],
    ['draw=shuffled', /drawn by it/],
    ['monitor.rows=2', /the same samples/],
  ] as const;
  for (const [setting, reason] of cases) {
    const asked = resume(run, { set: [lower, setting], steps: 16 });
    await expect(asked, setting).rejects.toMatchObject({
      kind: 'usage',
      code: 'run/no-dial',
      message: `--set ${setting} cannot change in a run that goes on`,
      fix: expect.stringMatching(reason),
    });
    await expect(asked).rejects.toMatchObject({ fix: expect.stringContaining('generator/learningRate, ') });
  }
  await expect(resume(run, { set: ['generator.optimizer.learningRate=-1'] })).rejects.toMatchObject({ kind: 'usage' });
  expect(files()).toEqual(before);
  expect(readDials(run)).toEqual([]);
  // how it reports is no part of the step
  await resume(run, { set: ['report.every=2'], steps: 12 });
  expect(eventsOf(run, 'report').map(({ step }) => step)).toEqual([4, 8, 10, 12]);
});

test('a schedule keeps its length beyond its end, and goes over the new one where that is asked for', async () => {
  const rate = (step: number, steps: number) => 0.005 + 0.005 * Math.cos((Math.PI * Math.min(step, steps)) / steps);
  const close = (values: readonly number[]) => values.map((v) => expect.closeTo(v, 12));
  const begun = await begin('scheduled', cosineDecay(0.01));
  const falling = Array.from({ length: 8 }, (_, step) => rate(step, 8));
  expect(ratesOf(begun)).toEqual(close(falling));

  const kept = copy(begun, 'kept');
  await resume(kept, { steps: 12 });
  expect(ratesOf(kept)).toEqual(close([...falling, ...times(4, 0)]));
  expect(eventsOf(kept, 'warning').map(({ message }) => message)).toContainEqual(
    'generator/learningRate: the schedule keeps its length of 8 steps; --stretch-schedules lets it go over 12',
  );
  // asked for once more, from where it stands
  await resume(kept, { steps: 16, stretchSchedules: true });
  const after = (from: number) => Array.from({ length: 16 - from }, (_, i) => rate(from + i, 16));
  expect(ratesOf(kept)).toEqual(close([...falling, ...times(4, 0), ...after(12)]));

  const stretched = copy(begun, 'stretched');
  await resume(stretched, { steps: 16, stretchSchedules: true });
  expect(ratesOf(stretched)).toEqual(close([...falling, ...after(8)]));
  expect(eventsOf(stretched, 'dials')).toEqual([{ type: 'dials', step: 8, set: [], values: {}, scheduleSteps: 16 }]);
  const bytes = bytesOf(stretched, 16);
  new Checkpoints(join(stretched, 'checkpoints'), { keep: 9 }).cutAfter(4);
  await resume(stretched);
  expect(bytesOf(stretched, 16).equals(bytes)).toBe(true);
});

test('the players of a game whose moves are code have rates to be changed', async () => {
  const game = customGame({
    players: { maker: player([dense(2)], 0.01) },
    batch: 4,
    generators: ['maker'],
    moves: [
      {
        name: 'maker',
        updates: ['maker'],
        objective: (scope) => {
          const loss = mean(square(scope.play('maker', scope.examples('real', 4))));
          scope.metric('loss', loss);
          return loss;
        },
      },
    ],
  });
  const { directory } = await train({ ...preset(0.01), game: () => game }, { out: folder, name: 'coded', threads: 1 });
  await resume(directory, { set: ['players.maker.optimizer.learningRate=0.5'], steps: 12 });
  expect(readDials(directory)[0]!.values).toEqual({ 'maker/learningRate': 0.5 });
  await expect(resume(directory, { set: ['players.maker.optimizer.beta1=0.8'] })).rejects.toMatchObject({
    code: 'run/no-dial',
  });
});

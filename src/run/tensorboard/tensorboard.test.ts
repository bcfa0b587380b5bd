import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { afterAll, describe, expect, it } from 'vitest';
import { dense, network, reshape } from '../../nn/index.ts';
import { craftRun, generatorGame } from '../directory/crafted.testing.ts';
import { writeEvaluation } from '../evaluation/evaluationFile.ts';
import { tiny } from '../training/tiny.testing.ts';
import { resume, train } from '../training/train.ts';
import { crc32c } from './crc32c.ts';
import { startEvent, summaryEvent, versionEvent } from './event.ts';
import { EventFile } from './eventFile.ts';
import { exportTensorBoard } from './export.ts';
import { imageValue } from './png.ts';
import { record } from './records.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-tensorboard-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What TensorBoard's own code has written: test/fixtures/event_files.py. */
const recorded = JSON.parse(readFileSync('test/fixtures/event_files.json', 'utf8')) as Record<string, string>;
const png = Buffer.from(recorded.png!, 'base64');

it('sums by CRC-32C as RFC 3720 has it, appendix B.4', () => {
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => 31 - i))).toBe(0x113fdb5c);
});

describe('the bytes are those of TensorBoard', () => {
  const same = (name: string, event: Uint8Array) =>
    expect(Buffer.from(record(event)).toString('base64')).toBe(recorded[name]);

  it('of a beginning', () => {
    same('version', versionEvent(1700000000.25));
    same('start', startEvent({ step: 301, time: 1700000001.5 }));
  });

  it('of numbers and pictures', () =>
    same(
      'summary',
      summaryEvent({ step: 2 ** 40, time: 1700000002 }, [
        { tag: 'training/dLoss', value: 0.1 },
        { tag: 'training/gLoss', value: 0 },
        { tag: 'training/NaN', value: Number.NaN },
        { tag: 'fid/fid (é)', value: -3.5e-20, about: '10 samples' },
        imageValue('samples', png)!,
      ]),
    ));
});

it('knows a PNG by its header, and nothing else for one', () => {
  expect(imageValue('a', png)).toMatchObject({ width: 2, height: 3, channels: 3 });
  expect(
    imageValue('a', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>')),
  ).toBeUndefined();
  expect(imageValue('a', png.subarray(0, 20))).toBeUndefined();
});

interface ReadEvent {
  step: number;
  isStart: boolean;
  tags: string[];
}

/** The events of a file, by their framing and the fields that are asked for here. */
function eventsIn(path: string): ReadEvent[] {
  const bytes = readFileSync(path);
  const events: ReadEvent[] = [];
  for (let at = 0; at < bytes.length; ) {
    const length = Number(bytes.readBigUInt64LE(at));
    expect(record(bytes.subarray(at + 12, at + 12 + length))).toEqual(
      new Uint8Array(bytes.subarray(at, at + 16 + length)),
    );
    events.push(eventOf(bytes.subarray(at + 12, at + 12 + length)));
    at += 16 + length;
  }
  return events;
}

function eventOf(bytes: Uint8Array): ReadEvent {
  const event: ReadEvent = { step: 0, isStart: false, tags: [] };
  for (const reader = new BinaryReader(bytes); reader.pos < reader.len; ) {
    const [field, wire] = reader.tag();
    if (field === 2) event.step = Number(reader.int64());
    else if (field === 7) event.isStart = reader.bytes().length > 0;
    else if (field === 5)
      for (const summary = new BinaryReader(reader.bytes()); summary.pos < summary.len; ) {
        summary.tag();
        const value = new BinaryReader(summary.bytes());
        value.tag();
        event.tags.push(value.string());
      }
    else reader.skip(wire);
  }
  return event;
}

describe('a session', () => {
  it('has a file of its own, which says from which step on it counts', () => {
    const out = join(folder, 'sessions');
    const clock = () => 1700000000;
    for (const from of [0, 3]) {
      const file = EventFile.open(out, { from, clock });
      for (let step = from + 1; step <= from + 5; step++) file.write(step, [{ tag: 'training/dLoss', value: step }]);
      file.sync();
      file.close();
    }
    const names = readdirSync(out).sort();
    expect(names).toEqual(['events.out.tfevents.1700000000.duel', 'events.out.tfevents.1700000000.duel.0001']);
    const [first, second] = names.map((name) => eventsIn(join(out, name)));
    expect(first!.map(({ step }) => step)).toEqual([0, 1, 1, 2, 3, 4, 5]);
    expect(second!.map(({ step, isStart }) => [step, isStart]).slice(0, 3)).toEqual([
      [0, false],
      [4, true],
      [4, false],
    ]);
  });

  it('says what cannot be written', () => {
    writeFileSync(join(folder, 'file'), '');
    expect(() => EventFile.open(join(folder, 'file', 'logs'))).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^system\//) }),
    );
  });
});

describe('a whole run', () => {
  const run = () => {
    const directory = craftRun({
      ...{
        out: folder,
        name: 'run',
        source: '/somewhere',
        shape: [4, 4, 1],
        classes: ['a', 'b'],
        step: 12,
        weights: {},
      },
      game: generatorGame(network([3], [dense(16), reshape([4, 4, 1])])),
    });
    const write = (name: string, content: string | Uint8Array) => {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), content);
    };
    const lines = [1, 2, 3].map((step) => ({
      step,
      dLoss: step,
      gLoss: null,
      rates: { generator: 0.1 },
      imagesPerSecond: 5,
    }));
    write('metrics.jsonl', lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
    write('reals.png', png);
    write('samples/000000002.png', png);
    write('samples/000000003.png', 'no picture');
    const measured = { n: 10, seeds: '0-9', raw: false, protocol: 'aaaa' };
    writeEvaluation(directory, 2, { fid: { fid: 5, of: [1, 2], measured } });
    writeEvaluation(directory, 3, { fid: { fid: 4, measured: { ...measured, raw: true } } });
    return { directory, write };
  };

  it('is what it logged, its pictures, and its metrics, each protocol by a name of its own', async () => {
    const { directory } = run();
    const out = join(folder, 'whole');
    const { files, problems, ...facts } = await exportTensorBoard(directory, out);
    expect(facts).toEqual({ path: out, step: 3, steps: 3, pictures: 2, evaluated: 2 });
    expect(problems).toEqual(['the picture of step 3 is left out: it is no PNG']);
    const logged = ['training/dLoss', 'training/gLoss', 'rate/generator', 'speed/imagesPerSecond'];
    expect(eventsIn(files[0]!).map(({ step, tags }) => [step, tags])).toEqual([
      [0, []],
      [0, ['reals']],
      [1, logged],
      [2, logged],
      [2, ['samples']],
      [2, ['fid/fid (aaaa)']],
      [3, logged],
      [3, ['fid/fid (aaaa, raw)']],
    ]);
  });

  it('is the same bytes in the same place, and is written anew when it has gone on', async () => {
    const { directory, write } = run();
    const out = join(folder, 'again');
    const [path] = (await exportTensorBoard(directory, out)).files;
    const before = readFileSync(path!);
    await exportTensorBoard(directory, out);
    expect(readFileSync(path!)).toEqual(before);
    write('metrics.jsonl', `${JSON.stringify({ step: 9, dLoss: 1 })}\n`);
    expect((await exportTensorBoard(directory, out)).step).toBe(9);
    expect(readdirSync(out)).toHaveLength(1);
  });

  it('lies beside nothing else', async () => {
    const { directory } = run();
    const out = join(folder, 'taken');
    mkdirSync(out);
    writeFileSync(join(out, 'mine.txt'), 'mine');
    await expect(exportTensorBoard(directory, out)).rejects.toMatchObject({ code: 'export/not-empty' });
    expect(readdirSync(out)).toEqual(['mine.txt']);
  });
});

describe('a training', () => {
  const ways = { threads: 1, out: join(folder, 'runs') };
  const logOf = (run: string) => {
    const names = readdirSync(join(run, 'tensorboard')).sort();
    return names.map((name) => eventsIn(join(run, 'tensorboard', name)));
  };
  /** What is left when each session has dropped what was told of its steps before, as TensorBoard does it. */
  const kept = (sessions: ReadEvent[][]) =>
    sessions.reduce((before, events) => {
      const start = events.find(({ isStart }) => isStart)!.step;
      return [...before.filter(({ step }) => step < start), ...events.filter(({ tags }) => tags.length > 0)];
    }, []);
  const stepsOf = (events: ReadEvent[], tag: string) =>
    events.filter(({ tags }) => tags.includes(tag)).map(({ step }) => step);

  it('tells TensorBoard of each step, pictures and measurements while it goes on', async () => {
    const { directory } = await train(tiny, { ...ways, tensorboard: true, evalEvery: 2 });
    const [events] = logOf(directory);
    expect(stepsOf(events!, 'training/dLoss')).toEqual([1, 2, 3]);
    expect(stepsOf(events!, 'rate/generator')).toEqual([1, 2, 3]);
    expect(stepsOf(events!, 'samples')).toEqual([2, 3]);
    expect(stepsOf(events!, 'reals')).toEqual([0]);
    const measured = events!.filter(({ tags }) => tags.some((tag) => /^modes\/klReverse \([\da-f]{16}\)$/.test(tag)));
    expect(measured.map(({ step }) => step)).toEqual([2]);
    // the names of an export, so that both are one curve
    const out = join(folder, 'beside');
    const { files } = await exportTensorBoard(directory, out);
    const tags = (all: ReadEvent[]) => [...new Set(all.flatMap((event) => event.tags))].sort();
    expect(tags(events!)).toEqual(tags(eventsIn(files[0]!)));
  });

  it('that goes on keeps to it, and no step counts twice, also after a kill', async () => {
    const { directory } = await train(tiny, { ...ways, tensorboard: true });
    await resume(directory, { threads: 1, steps: 5 });
    expect(stepsOf(kept(logOf(directory)), 'training/dLoss')).toEqual([1, 2, 3, 4, 5]);
    // as if it had been killed after step 5, before its checkpoint
    for (const name of ['000000005.safetensors', 'last.json']) rmSync(join(directory, 'checkpoints', name));
    await resume(directory, { threads: 1, steps: 6 });
    const sessions = logOf(directory);
    expect(sessions.map((events) => events.find(({ isStart }) => isStart)!.step)).toEqual([1, 4, 5]);
    expect(stepsOf(kept(sessions), 'training/dLoss')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(stepsOf(kept(sessions), 'samples')).toEqual([2, 3, 4, 5, 6].filter((step) => step % 2 === 0 || step === 3));
    expect(stepsOf(kept(sessions), 'reals')).toEqual([0]);
  });

  it('that nobody has asked for it writes nothing', async () => {
    const { directory } = await train(tiny, ways);
    await resume(directory, { threads: 1, steps: 4 });
    expect(existsSync(join(directory, 'tensorboard'))).toBe(false);
    // and stops where that is asked for
    await resume(directory, { threads: 1, steps: 5, tensorboard: true });
    await resume(directory, { threads: 1, steps: 6, tensorboard: false });
    expect(stepsOf(kept(logOf(directory)), 'training/dLoss')).toEqual([5]);
  });
});

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDataset } from '../data/index.ts';
import type { DataAnswers, DataLine, DataQuery, Example } from './api.ts';
import { tokenHeader } from './api.ts';
import { begin } from './processes.ts';
import type { StartRequest } from './request.ts';
import { RunsFolder } from './runs.ts';
import { type Served, served } from './served.testing.ts';

let at: Served;
beforeAll(async () => {
  at = await served();
});
afterAll(() => at.close());

type Asked = Partial<StartRequest> | { readonly run: string };
/** All lines of the answer, and its status. */
async function lines(asked: unknown, query: unknown, headers: Record<string, string> = at.withToken(at.studio)) {
  const request =
    asked && typeof asked === 'object' && !('run' in asked) ? { what: '', options: {}, set: [], ...asked } : asked;
  const answer = await fetch(new URL('/api/data', at.studio.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof asked === 'string' ? asked : JSON.stringify({ request, query }),
  });
  const text = (await answer.text()).trim();
  return { status: answer.status, lines: text.split('\n').map((line) => JSON.parse(line) as DataLine) };
}
async function answer<Q extends DataQuery>(asked: Asked, query: Q): Promise<DataAnswers[Q['type']]> {
  const { lines: said } = await lines(asked, query);
  expect(said.at(-1)?.refusal).toBeUndefined();
  return said.at(-1)!.answer as DataAnswers[Q['type']];
}
const selection = { split: 'train', seed: 3, page: 0, n: 6 } as const;
/** What its picture holds, as a decoder that is not ours reads it. */
async function pixels(example: Example): Promise<number[]> {
  const image = sharp(Buffer.from(example.pictures![0]!, 'base64'));
  const isGrey = (await image.metadata()).channels === 1;
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return [...data].filter((_, i) => !isGrey || i % info.channels === 0);
}
const picture = (colour: string, width = 12, height = 10) =>
  sharp({ create: { width, height, channels: 3, background: colour } })
    .png()
    .toBuffer();
/** A folder of pictures of two classes. */
async function folder(name: string, broken = false): Promise<string> {
  const path = join(at.root, name);
  for (const [of, colour] of [
    ['dark', '#123456'],
    ['light', '#abcdef'],
  ] as const) {
    mkdirSync(join(path, of), { recursive: true });
    for (let i = 0; i < 4; i++)
      writeFileSync(join(path, of, `${i}.png`), await picture(colour, of === 'dark' ? 12 : 14));
  }
  if (broken) writeFileSync(join(path, 'dark', 'torn.png'), 'no picture');
  return path;
}

describe('data before a training', () => {
  it('are what a training reads, in an order that follows from the seed', async () => {
    const asked = { options: { data: 'digits' } };
    expect(await answer(asked, { type: 'open' })).toMatchObject({
      form: 'pictures',
      shape: [28, 28, 1],
      count: 60000,
      isDrawn: true,
    });
    const page = await answer(asked, { type: 'examples', ...selection });
    expect(page.groups[0]!.examples).toHaveLength(6);
    expect(await answer(asked, { type: 'examples', ...selection })).toEqual(page);
    expect(await answer(asked, { type: 'examples', ...selection, seed: 4 })).not.toEqual(page);
    const digits = await openDataset({ source: 'digits' });
    const own = new Float32Array(28 * 28);
    for (const example of page.groups[0]!.examples.slice(0, 2)) {
      const labels = new Int32Array(1);
      await digits.read([example.index], own, { range: [0, 255], labels });
      expect([await pixels(example), example.label]).toEqual([[...own].map(Math.round), labels[0]]);
    }
    const threes = await answer(asked, { type: 'examples', ...selection, class: 3 });
    expect(threes.groups[0]!.examples.map(({ label }) => label)).toEqual([3, 3, 3, 3, 3, 3]);
  }, 60_000);

  it('are counted, held out and checked file by file', async () => {
    const asked = { options: { data: await folder('pets'), resolution: '8', holdOut: '0.3' } };
    const facts = await answer(asked, { type: 'open' });
    const held = await answer(asked, { type: 'heldOut' });
    expect(facts).toMatchObject({
      classes: ['dark', 'light'],
      shape: [8, 8, 3],
      reading: { resolution: '8', holdOut: '0.3' },
    });
    expect(held.count + facts.count).toBe(8);
    expect(held.count).toBeGreaterThan(0);
    const statistics = await answer(asked, { type: 'statistics' });
    expect(statistics.classCounts.reduce((a, b) => a + b)).toBe(facts.count);
    expect(statistics.groups[0]!.values.map(({ name }) => name)).toEqual(['red', 'green', 'blue']);
    expect(statistics.groups[0]!.values[0]).toMatchObject({ least: 0x12, greatest: 0xab, kind: 'two values' });
    expect(await answer(asked, { type: 'check' })).toMatchObject({
      good: 8,
      badCount: 0,
      sizes: { '12x10': 4, '14x10': 4 },
    });
    const light = await answer(asked, { type: 'examples', ...selection, class: 1 });
    expect(light.of).toBe(statistics.classCounts[1]);
    const test = await answer(asked, { type: 'examples', ...selection, split: 'test' });
    expect(test.of).toBe(held.count);
  }, 60_000);

  it('are seen as the discriminator sees them, the same for the same seed', async () => {
    const asked = { what: 'quickstart' };
    const query = { type: 'augmented', ...selection, n: 2, draws: 3, drawSeed: 1, p: 0.5 } as const;
    const plain = await answer(asked, query);
    const [first] = plain.groups[0]!.examples;
    // nothing of these data is drawn: they come as they are
    expect(first!.draws.map(({ pictures }) => pictures)).toEqual(new Array(3).fill(first!.pictures));
    const cut = await answer(asked, { ...query, augment: { type: 'diffAugment', policies: ['cutout'] } });
    expect(await answer(asked, { ...query, augment: { type: 'diffAugment', policies: ['cutout'] } })).toEqual(cut);
    const seen = cut.groups[0]!.examples[0]!;
    expect(seen.pictures).toEqual(first!.pictures);
    const [before, after] = [await pixels(seen), await pixels({ ...seen, ...seen.draws[0]! })];
    const changed = after.flatMap((value, i) => (value === before[i] ? [] : [value]));
    // 0 of [-1, 1] is a grey of 127 or 128
    expect(new Set(changed.map((value) => Math.abs(value - 127.5) < 1))).toEqual(new Set([true]));
    expect(changed.length).toBeGreaterThan(20);
  }, 60_000);

  it('are mirrored and cut as a training does it', async () => {
    const path = join(at.root, 'halves');
    mkdirSync(path);
    const left = { input: await picture('#000000', 8, 16), left: 0, top: 0 };
    for (const i of [1, 2, 3])
      writeFileSync(
        join(path, `${i}.png`),
        await sharp(await picture('#ffffff', 16, 16))
          .composite([left])
          .png()
          .toBuffer(),
      );
    const asked = { options: { data: path, flip: 'yes' } };
    const query = { type: 'augmented', ...selection, n: 3, draws: 8, drawSeed: 0, p: 0.5 } as const;
    const page = await answer(asked, query);
    const [example] = page.groups[0]!.examples;
    const own = example!.pictures![0];
    const others = example!.draws.map(({ pictures }) => pictures![0]).filter((one) => one !== own);
    expect(others.length).toBeGreaterThan(0);
    expect(others.length).toBeLessThan(8);
    const flopped = await sharp(Buffer.from(own!, 'base64')).flop().raw().toBuffer();
    expect(await pixels({ ...example!, pictures: [others[0]!] })).toEqual([...flopped]);
    const cut = await answer({ options: { data: path, crop: '8' } }, { type: 'open' });
    expect(cut.shape.slice(0, 2)).toEqual([8, 8]);
  }, 60_000);

  it('are points, tables, pairs and domains', async () => {
    const ring = await answer({ what: 'ring' }, { type: 'examples', ...selection });
    for (const { values } of ring.groups[0]!.examples) expect(Math.hypot(...values!)).toBeCloseTo(1, 0);
    const table = join(at.root, 'people.csv');
    writeFileSync(table, 'height,age,label\n170.5,20,a\n180.25,30,b\n160.75,41,a\n');
    const people = { options: { data: table } };
    expect(await answer(people, { type: 'open' })).toMatchObject({
      form: 'points',
      columns: ['height', 'age'],
      classes: ['a', 'b'],
    });
    const rows = await answer(people, { type: 'examples', ...selection });
    expect(rows.groups[0]!.examples.map(({ values }) => values![0]).sort()).toEqual([160.75, 170.5, 180.25]);
    const { groups } = await answer(people, { type: 'statistics' });
    expect(groups[0]!.values).toMatchObject([
      { name: 'height', kind: 'numbers', least: 160.75 },
      { name: 'age', kind: 'whole numbers', greatest: 41 },
    ]);
    const pets = await folder('pets2');
    const pairs = { options: { data: pets, resolution: '8', pairs: 'grey' } };
    expect((await answer(pairs, { type: 'open' })).parts).toEqual([
      { name: 'input', shape: [8, 8, 1] },
      { name: 'target', shape: [8, 8, 3] },
    ]);
    expect((await answer(pairs, { type: 'examples', ...selection })).groups[0]!.examples[0]!.pictures).toHaveLength(2);
    const domains = { what: 'cyclegan', options: { data: pets, resolution: '32', holdOut: '0.4' } };
    const found = await answer(domains, { type: 'examples', ...selection });
    expect(found.groups.map(({ domain, examples }) => [domain, examples.length])).toEqual([
      ['a', 3],
      ['b', 3],
    ]);
  }, 120_000);

  it('are those of a run', async () => {
    const words = ['train', 'ring', '--steps=2', '--snapshot-every=2', `--out=${at.runs}`];
    const id = await begin(words, new RunsFolder(at.runs));
    expect(await answer({ run: id }, { type: 'open' })).toMatchObject({ name: 'ring', form: 'points' });
  }, 60_000);

  it('say what a training cannot do with them', async () => {
    const asked = { what: 'mnist-mlp', options: { data: await folder('pets3'), resolution: '8', pairs: 'grey' } };
    const facts = await answer(asked, { type: 'open' });
    expect(facts).toMatchObject({ count: 8 });
  }, 60_000);
});

describe('work that takes long', () => {
  it('says how far it is: reading pictures, counting, checking', async () => {
    const asked = { options: { data: await folder('long'), resolution: '8' } };
    for (const [type, stage] of [
      ['open', 'decode'],
      ['statistics', 'read'],
      ['check', 'check'],
    ] as const) {
      const { lines: said } = await lines(asked, { type });
      expect(said[0]!.progress).toEqual({ stage, done: expect.any(Number), total: 8 });
      expect(said.at(-1)).toHaveProperty('answer');
    }
  }, 60_000);
});

describe('data with something wrong', () => {
  it('are refused as a training refuses them, and named file by file', async () => {
    const asked = { options: { data: await folder('torn', true), resolution: '8' } };
    const { lines: said } = await lines(asked, { type: 'open' });
    expect(said.at(-1)!.refusal).toMatchObject({
      error: expect.stringContaining('not a picture'),
      field: 'data',
      fix: expect.any(String),
    });
    expect(await answer(asked, { type: 'check' })).toMatchObject({
      badCount: 1,
      bad: [{ file: 'dark/torn.png' }],
      good: 8,
    });
  }, 60_000);

  it.each([
    ['a path that leads nowhere', { options: { data: '/nowhere/at/all' } }, 'data', /neither a file/],
    ['an option', { options: { data: 'digits', resolution: 'large' } }, 'resolution', /number of pixels/],
    ['a preset', { what: 'rng' }, 'what', /no preset/],
    ['a file that is none', { what: '/nowhere/my.json' }, 'what', /no such file/],
    ['no data', { what: 'dcgan' }, 'data', /needs data/],
    ['what means nothing for them', { options: { data: 'digits', layout: 'nchw' } }, 'layout', /says which axis/],
  ] as const)(
    'say so beside the field: %s',
    async (_, asked, field, message) => {
      const { lines: said } = await lines(asked, { type: 'open' });
      const refusal = said.at(-1)!.refusal ?? (said.at(-1) as unknown as NonNullable<DataLine['refusal']>);
      expect([refusal.field, refusal.error]).toEqual([field, expect.stringMatching(message)]);
    },
    60_000,
  );
});

describe('what shows no data', () => {
  const open = { type: 'open' };
  it('is a request without the token, or of another page', async () => {
    for (const headers of [
      {},
      { [tokenHeader]: 'guessed' },
      { ...at.withToken(at.studio), origin: 'http://evil.example' },
    ])
      expect((await lines({ options: { data: 'digits' } }, open, headers)).status).toBe(403);
    expect((await fetch(new URL('/api/data?data=digits', at.studio.url))).status).toBe(404);
  });

  it.each([
    ['no JSON', '{', open],
    ['no request', undefined, open],
    ['an option that there is not', { options: { out: '/tmp' } }, open],
    ['a control character', { options: { data: 'a\0b' } }, open],
    ['a line more', { options: { data: 'a\n--set=x' } }, open],
    ['a query that there is not', { options: { data: 'digits' } }, { type: 'delete' }],
    ['a page that there is not', { options: { data: 'digits' } }, { type: 'examples', ...selection, page: -1 }],
    ['too many at once', { options: { data: 'digits' } }, { type: 'examples', ...selection, n: 1e6 }],
    [
      'an augmentation that there is not',
      { options: { data: 'digits' } },
      { type: 'augmented', ...selection, draws: 1, drawSeed: 0, p: 1, augment: { type: 'eval' } },
    ],
    ['more than is asked', { options: { data: 'digits' } }, { type: 'open', path: '/etc' }],
    ['a run and a path', { run: '001-ring', options: { data: '/etc' } }, open],
  ])('is %s', async (_, request, query) => {
    expect((await lines(request, query)).status).toBe(422);
  });

  it.each(['../..', '..%2f..', '/etc', '001-ring/../../x', ''])('is a run called %s', async (run) => {
    expect((await lines({ run }, open)).status).toBe(404);
  });

  it('is a link in the place of a run', async () => {
    mkdirSync(at.runs, { recursive: true });
    symlinkSync(at.root, join(at.runs, '900-link'));
    expect((await lines({ run: '900-link' }, open)).status).toBe(404);
  });

  it('is a long body', async () => {
    expect((await lines({ options: { data: 'x'.repeat(100_000) } }, open)).status).toBe(413);
  });
});

describe('work that nobody waits for', () => {
  it('ends, and the next is done', async () => {
    const leaving = new AbortController();
    const asked = fetch(new URL('/api/data', at.studio.url), {
      method: 'POST',
      signal: leaving.signal,
      headers: { 'content-type': 'application/json', ...at.withToken(at.studio) },
      body: JSON.stringify({
        request: { what: '', options: { data: 'stacked-mnist' }, set: [] },
        query: { type: 'statistics' },
      }),
    });
    setTimeout(() => leaving.abort(), 50);
    await expect(asked.then((one) => one.text())).rejects.toThrow();
    expect(await answer({ options: { data: 'moons' } }, { type: 'open' })).toMatchObject({ name: 'moons' });
  }, 60_000);
});

import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DuelError } from '../errors.ts';
import { tell } from '../library/steering.ts';
import { lockOwner } from '../run/directory/lock.ts';
import { summarizeRun } from '../run/directory/summary.ts';
import { type Checked, type Choices, type StartRefusal, tokenHeader } from './api.ts';
import type { StartRequest } from './request.ts';
import { type Served, served } from './served.testing.ts';
import { fieldAt } from './start.ts';

let at: Served;
let runs: string;
const soon = { timeout: 60_000, interval: 100 };
beforeAll(async () => {
  at = await served();
  runs = at.runs;
});
afterAll(() => at.close());
const post: Served['post'] = (...asked) => at.post(...asked);
const ring = (options: StartRequest['options'] = {}, set: readonly string[] = []): StartRequest => ({
  what: 'ring',
  options,
  set,
});
const check = (request: StartRequest, data = false) => post('/api/start/check', { request, data });
const statusOf = (id: string) => summarizeRun(join(runs, id)).status;

describe('what a page can choose from', () => {
  it('are presets and data sets, with what they need', async () => {
    const found = await at.get<Choices & { out: string[] }>('/api/start');
    expect(found.presets[0]).toMatchObject({ name: 'quickstart', data: 'digits', needs: 'nothing' });
    expect(found.datasets).toContainEqual(expect.objectContaining({ name: 'digits', isHere: true }));
    expect(found.out).toEqual([`--out=${runs}`]);
  });
});

describe('what would be trained', () => {
  it('is resolved as the command does', async () => {
    const { json } = await check(ring({ steps: '12', batch: '32' }, ['loss=hinge']));
    const found = json as unknown as Checked;
    expect(found.usual).toMatchObject({ steps: 12, batch: 32, seed: 0, name: 'ring' });
    expect(found.fields).toContainEqual(expect.objectContaining({ path: 'loss', now: 'hinge' }));
    expect(found.networks.map(({ player }) => player)).toEqual(['generator', 'discriminator']);
    expect(found).not.toHaveProperty('data');
    expect(existsSync(runs)).toBe(false);
  }, 60_000);

  it.each([
    ['an option', ring({ steps: '0' }), 'steps', /whole number/],
    ['a setting', ring({}, ['loss=hnge']), 'set:loss', /no type/],
    ['a value', ring({}, ['generator.optimizer.learningRate=-1']), 'set:generator.optimizer.learningRate', /below 0/],
    ['data', ring({ data: '/nowhere/at/all' }), 'data', /neither a file/],
    ['data that are missing', { ...ring(), what: 'dcgan' }, 'data', /needs data/],
    ['a preset', { ...ring(), what: 'rng' }, 'what', /no preset/],
    ['a file', { ...ring(), what: '/nowhere/my.json' }, 'what', /no such file/],
  ] as const)(
    'is refused beside its field: %s',
    async (_, request, field, message) => {
      const { status, json } = await check(request);
      expect(status).toBe(422);
      const { error, fix, field: found } = json as unknown as StartRefusal;
      expect([found, error]).toEqual([field, expect.stringMatching(message)]);
      if (field !== 'steps') expect(fix).toEqual(expect.any(String));
    },
    60_000,
  );

  it('has its data read through, file by file', async () => {
    const folder = join(at.root, 'table');
    mkdirSync(folder);
    writeFileSync(join(folder, 'points.csv'), 'x,y\n1,2\n3,4\n5,6\n');
    const { json } = await check(ring({ data: join(folder, 'points.csv') }), true);
    expect((json as unknown as Checked).data).toMatchObject({ kind: 'csv', badCount: 0 });
  }, 60_000);
});

describe('data with something wrong', () => {
  it('are named file by file, beside their field', async () => {
    const folder = join(at.root, 'pictures');
    mkdirSync(folder);
    for (const name of ['a.png', 'b.png']) writeFileSync(join(folder, name), 'no picture');
    const { json } = await check({ what: 'dcgan', options: { data: folder, resolution: '32' }, set: [] }, true);
    const { field, data } = json as unknown as StartRefusal;
    expect([field, data?.badCount, data?.bad.map(({ file }) => file)]).toEqual(['data', 2, ['a.png', 'b.png']]);
  }, 60_000);
});

describe('a training that the page begins', () => {
  it('is a process of its own, and goes on with more steps', async () => {
    const request = ring({ steps: '6', snapshotEvery: '3', name: 'short' }, ['loss=leastSquares']);
    expect(await post('/api/start', request)).toEqual({ status: 200, json: { id: '001-short' } });
    await expect.poll(() => statusOf('001-short'), soon).toBe('finished');
    expect(await post('/api/runs/001-short/train', { steps: 9 })).toMatchObject({
      status: 200,
      json: { id: '001-short' },
    });
    await expect.poll(() => summarizeRun(join(runs, '001-short')), soon).toMatchObject({ status: 'finished', step: 9 });
    const fewer = await post('/api/runs/001-short/train', { steps: 2 });
    expect(fewer).toMatchObject({ status: 422, json: { error: expect.stringContaining('9 steps behind it') } });
  }, 120_000);

  it('trains on when the studio has ended, and nobody else may train it meanwhile', async () => {
    const other = await at.another();
    const answer = await post('/api/start', ring({ steps: '1000000', name: 'long' }), at.withToken(other), other);
    expect(answer.json).toEqual({ id: '002-long' });
    await other.close();
    const stepOf = () => summarizeRun(join(runs, '002-long')).step ?? 0;
    await expect.poll(stepOf, soon).toBeGreaterThan(0);
    const step = stepOf();
    await expect.poll(stepOf, soon).toBeGreaterThan(step);
    const again = await post('/api/runs/002-long/train', {});
    expect(again).toMatchObject({ status: 422, json: { error: expect.stringContaining('trains this run') } });
    await tell(join(runs, '002-long'), 'stop');
    await expect.poll(() => lockOwner(join(runs, '002-long')), soon).toBeUndefined();
    expect(statusOf('002-long')).toBe('interrupted');
  }, 120_000);

  it('says why it does not begin', async () => {
    const { status, json } = await post('/api/start', ring({ name: '../out' }));
    expect([status, json]).toEqual([
      422,
      {
        error: expect.stringContaining('no name of a folder'),
        fix: expect.any(String),
        where: '--name',
        field: 'name',
      },
    ]);
    expect(existsSync(join(at.root, 'out'))).toBe(false);
  }, 60_000);
});

describe('what begins nothing', () => {
  const begins = ['/api/start', '/api/start/check', '/api/runs/001-short/train'];
  it.each(begins)('%s without the token', async (path) => {
    expect((await post(path, ring(), {})).status).toBe(403);
    expect((await post(path, ring(), { [tokenHeader]: 'guessed' })).status).toBe(403);
    const elsewhere = { [tokenHeader]: at.studio.token!, origin: 'http://evil.example' };
    expect((await post(path, ring(), elsewhere)).status).toBe(403);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['a list', []],
    ['an option that there is not', { ...ring(), options: { out: '/tmp', dryRun: 'yes' } }],
    ['a value that is no text', { ...ring(), options: { steps: 3 } }],
    ['a setting that is no text', { ...ring(), set: [1] }],
    ['a control character', ring({ data: 'a\0b' })],
    ['a line more', ring({}, ['loss=hinge\n--out=/tmp'])],
    ['more settings than any configuration has', ring({}, new Array(201).fill('loss=hinge'))],
    ['more than is asked', { ...ring(), env: {} }],
  ])('%s', async (_, body) => {
    expect((await post('/api/start', body)).status).toBe(422);
    expect((await post('/api/start/check', { request: body, data: false })).status).toBe(422);
  });

  it.each(['--help', '../../etc/passwd', '/', '001-short', 'last', '-V.json/../x'])(
    '%s as what to train',
    async (what) => {
      const { status, json } = await post('/api/start', { ...ring(), what });
      expect([status, json.field]).toEqual([422, 'what']);
    },
  );

  it('a long body', async () => {
    expect((await post('/api/start', ring({ data: 'x'.repeat(100_000) }))).status).toBe(413);
  });

  it.each([{ steps: 0 }, { steps: 1.5 }, { steps: '3' }, { set: ['loss=hinge'] }])('%o for a run', async (body) => {
    expect((await post('/api/runs/001-short/train', body)).status).toBe(422);
  });

  it('a run that is none', async () => {
    expect((await post('/api/runs/007-none/train', {})).status).toBe(404);
    expect((await post('/api/runs/..%2f001-short/train', {})).status).toBe(404);
  });
});

it('an error finds its field', () => {
  const of = (where: string) =>
    fieldAt(new DuelError('usage', 'x', 'x', { where }), ring({}, ['topK.share=2', 'loss=ebgan']));
  expect(of('--snapshot-every 0')).toBe('snapshotEvery');
  expect(of('--set a.b=c')).toBe('set:a.b');
  expect(of('--threads 0')).toBeUndefined();
  expect(of('ring: game.topK.share')).toBe('set:topK.share');
  expect(of('topK')).toBe('set:topK.share');
  expect(of('somewhere')).toBeUndefined();
});

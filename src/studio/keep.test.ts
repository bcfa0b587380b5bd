import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lockRun } from '../run/directory/lock.ts';
import { tiny } from '../run/training/tiny.testing.ts';
import { train } from '../run/training/train.ts';
import { type RunCard, tokenHeader } from './api.ts';
import { type Served, served } from './served.testing.ts';

let at: Served;
const run = (id: string, ...more: string[]) => join(at.runs, id, ...more);
const away = (...more: string[]) => join(at.runs, '.deleted', ...more);
beforeAll(async () => {
  at = await served();
  for (let i = 0; i < 3; i++) await train(tiny, { out: at.runs, threads: 1 });
});
afterAll(() => at.close());
const cards = () => at.get<RunCard[]>('/api/runs');
const ids = async () => (await cards()).map(({ id }) => id);
const tag = (tags: unknown, id = '001-tiny') => at.post(`/api/runs/${id}/tags`, { tags });

describe('tags', () => {
  it('are kept in the run, each once, and shown on its card', async () => {
    expect((await tag([' for the talk ', 'good', 'good'])).status).toBe(200);
    expect((await cards())[0]).toMatchObject({ id: '001-tiny', tags: ['for the talk', 'good'] });
    expect(JSON.parse(readFileSync(run('001-tiny', 'tags.json'), 'utf8'))).toEqual({ tags: ['for the talk', 'good'] });
    expect((await tag([])).status).toBe(200);
    expect(existsSync(run('001-tiny', 'tags.json'))).toBe(false);
    expect((await cards())[0]).toMatchObject({ tags: [] });
  });

  it.each([
    [['']],
    [['a,b']],
    [['a\nb']],
    [['\u202eevil']],
    [['x'.repeat(41)]],
    [new Array(21).fill('a')],
    ['a'],
    [[1]],
    [null],
  ])('are not %j', async (tags) => {
    expect((await tag(tags)).status).toBe(422);
    expect(existsSync(run('001-tiny', 'tags.json'))).toBe(false);
  });

  it('that are broken, endless or elsewhere leave the card as it is, and lead nowhere', async () => {
    const file = run('001-tiny', 'tags.json');
    for (const text of ['{', '[]', '{"tags":"a"}', JSON.stringify({ tags: ['a'], more: 'x'.repeat(20_000) })]) {
      writeFileSync(file, text);
      expect((await cards())[0]).toMatchObject({ status: 'finished', tags: [] });
    }
    rmSync(file);
    const secret = join(at.root, 'secret.json');
    writeFileSync(secret, '{"tags":["secret"]}');
    symlinkSync(secret, file);
    expect(await tag(['a'])).toMatchObject({ status: 422, json: { error: expect.stringContaining('is a link') } });
    expect(readFileSync(secret, 'utf8')).toBe('{"tags":["secret"]}');
    rmSync(file);
  });
});

describe('deleting', () => {
  const remove = (id: string) => at.post(`/api/runs/${id}/delete`, {});
  const deleted = () => at.get<string[]>('/api/deleted');

  it('puts a run away, and back with all that it had', async () => {
    const files = readdirSync(run('002-tiny'), { recursive: true }).sort();
    expect((await remove('002-tiny')).status).toBe(200);
    expect(await ids()).toEqual(['001-tiny', '003-tiny']);
    expect(await deleted()).toEqual(['002-tiny']);
    expect((await at.post('/api/deleted/002-tiny/restore', {})).status).toBe(200);
    expect(await ids()).toEqual(['001-tiny', '002-tiny', '003-tiny']);
    expect(readdirSync(run('002-tiny'), { recursive: true }).sort()).toEqual(files);
    expect(existsSync(away())).toBe(false);
    expect((await at.post('/api/deleted/002-tiny/restore', {})).status).toBe(422);
  });

  it('is refused where a process trains the run', async () => {
    const lock = lockRun(run('002-tiny'));
    expect(await remove('002-tiny')).toMatchObject({
      status: 422,
      json: { error: expect.stringContaining('trains this run') },
    });
    lock.release();
    expect(await ids()).toContain('002-tiny');
  });

  it('leaves the number of a run to it, and puts nothing over another', async () => {
    expect((await remove('003-tiny')).status).toBe(200);
    await train(tiny, { out: at.runs, threads: 1 });
    expect(await ids()).toEqual(['001-tiny', '002-tiny', '004-tiny']);
    mkdirSync(run('003-tiny'));
    expect(await at.post('/api/deleted/003-tiny/restore', {})).toMatchObject({
      status: 422,
      json: { error: expect.stringContaining('another run of that name') },
    });
    rmSync(run('003-tiny'), { recursive: true });
  });

  it('for good removes what was put away, and nothing else', async () => {
    const kept = join(at.root, 'kept');
    mkdirSync(kept);
    writeFileSync(join(kept, 'file'), 'mine');
    symlinkSync(kept, away('005-link'));
    writeFileSync(away('notes.txt'), 'mine');
    expect(await at.post('/api/deleted/empty', {})).toEqual({ status: 200, json: ['003-tiny'] });
    expect(readdirSync(away()).sort()).toEqual(['005-link', 'notes.txt']);
    expect(readFileSync(join(kept, 'file'), 'utf8')).toBe('mine');
    expect(await deleted()).toEqual([]);
    rmSync(away(), { recursive: true });
  });

  it('goes through no link', async () => {
    const elsewhere = join(at.root, 'elsewhere');
    mkdirSync(elsewhere);
    symlinkSync(elsewhere, away());
    expect(await remove('001-tiny')).toMatchObject({
      status: 422,
      json: { error: expect.stringContaining('is a link') },
    });
    mkdirSync(join(elsewhere, '009-other'));
    expect(await deleted()).toEqual([]);
    expect((await at.post('/api/deleted/empty', {})).json).toEqual([]);
    expect(existsSync(join(elsewhere, '009-other'))).toBe(true);
    rmSync(away());
    symlinkSync(run('001-tiny'), run('008-link'));
    expect((await remove('008-link')).status).toBe(404);
    rmSync(run('008-link'));
  });

  it.each(['..%2f..', '..%2f001-tiny', '001-tiny%00', '.deleted'])('has nothing for %s', async (id) => {
    expect((await at.post(`/api/runs/${id}/delete`, {})).status).toBeGreaterThanOrEqual(404);
    expect((await at.post(`/api/deleted/${id}/restore`, {})).status).toBeGreaterThanOrEqual(404);
    expect(await ids()).toContain('001-tiny');
  });

  it.each(['/api/runs/001-tiny/tags', '/api/runs/001-tiny/delete', '/api/deleted/x/restore', '/api/deleted/empty'])(
    'needs the token, and a body that it knows: %s',
    async (path) => {
      expect((await at.post(path, {}, {})).status).toBe(403);
      expect((await at.post(path, {}, { [tokenHeader]: 'guessed' })).status).toBe(403);
      for (const body of ['', '{', [], { and: 1 }]) expect((await at.post(path, body)).status).toBe(422);
      expect(await ids()).toContain('001-tiny');
    },
  );
});

it('a card says what its best checkpoint has', async () => {
  const file = run('001-tiny', 'checkpoints', 'best.json');
  const last = JSON.parse(readFileSync(run('001-tiny', 'checkpoints', 'last.json'), 'utf8')) as object;
  writeFileSync(file, JSON.stringify({ ...last, scores: { fid: 12.5 } }));
  expect((await cards())[0]).toMatchObject({ best: { name: 'fid', value: 12.5, step: 3 } });
  writeFileSync(file, '{');
  expect((await cards())[0]).toMatchObject({ status: 'finished', best: null });
  rmSync(file);
});

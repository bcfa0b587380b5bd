import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { resume, sample, train } from 'duel-gan';
import { type Zippable, zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasBrowser, openPage, type TestPage } from './browser.ts';
import type * as runs from './entries/runs.ts';
import { unpackTo } from './unpacked.ts';

const open = () =>
  openPage<typeof runs>({
    entry: 'test/browser/entries/runs.ts',
    scripts: { engineThread: 'dist/runtime/web/engineThread.js', keeperThread: 'dist/page/files/keeperThread.js' },
  });
/** Small enough to train beside other tests. */
const small = { steps: 60, batch: 16, snapshotEvery: 20, seed: 3 };

describe.skipIf(!hasBrowser)('a run in a page', () => {
  let page: TestPage<typeof runs>;
  const folder = mkdtempSync(join(tmpdir(), 'duel-page-'));
  beforeAll(async () => {
    page = await open();
  });
  afterAll(async () => {
    await page?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const contentOf = (run: string) =>
    (readdirSync(run, { recursive: true }) as string[]).filter((path) => statSync(join(run, path)).isFile()).sort();

  /** A run of the page on the disk, unpacked. */
  async function downloaded(run: string): Promise<string> {
    unpackTo(folder, Buffer.from(await page.call('packed', run), 'base64'));
    return join(folder, run.split('/').at(-1)!);
  }
  /** A run of the disk in the page, and where it lies there. */
  const uploaded = (run: string): Promise<string> => {
    const content: Zippable = {};
    for (const path of contentOf(run)) content[`${basename(run)}/${path}`] = readFileSync(join(run, path));
    return page.call('unpacked', Buffer.from(zipSync(content, { level: 0 })).toString('base64'));
  };
  const last = 'checkpoints/000000060.safetensors';
  const hashOnDisk = (run: string) =>
    createHash('sha256')
      .update(readFileSync(join(run, last)))
      .digest('hex');
  const hashInPage = (run: string) => page.call('hashOf', run, last);

  it('trains in the layout of a disk, and is there again when the page is', async () => {
    expect(await page.call('trained', 'ring', small)).toEqual({ status: 'finished', directory: '/runs/001-ring' });
    expect(await page.call('kept')).toBeUndefined();
    const before = await page.call('contents', '/runs/001-ring');
    expect(before).toEqual({ lines: 60, last: 60, checkpoints: [20, 40, 60] });
    const hash = await hashInPage('/runs/001-ring');
    await page.reload();
    expect(await page.call('runs')).toEqual([{ id: '001-ring', status: 'finished', step: 60 }]);
    expect(await page.call('contents', '/runs/001-ring')).toEqual(before);
    expect(await hashInPage('/runs/001-ring')).toBe(hash);

    const onNode = await train('ring', { ...small, out: join(folder, 'node'), threads: 1 });
    const here = await downloaded('/runs/001-ring');
    expect(contentOf(here)).toContain('graphs/step.onnx');
    expect(contentOf(here)).toEqual(contentOf(onNode.directory));
    const config = (run: string) => JSON.parse(readFileSync(join(run, 'config.json'), 'utf8'));
    expect(config(here)).toEqual(config(onNode.directory));
    // the same graph, and the same examples and noise: what differs is the rounding of the device
    const step = (run: string) => readFileSync(join(run, 'graphs/step.onnx'));
    expect(step(here).equals(step(onNode.directory))).toBe(true);
    const firstLine = (run: string) => JSON.parse(readFileSync(join(run, 'metrics.jsonl'), 'utf8').split('\n')[0]!);
    expect(firstLine(here).gLoss).toBeCloseTo(firstLine(onNode.directory).gLoss, 5);
  });

  it('goes on where a closed page has left it, to the same bytes', async () => {
    // long enough to be cut before its end
    const long = { ...small, steps: 300, snapshotEvery: 50 };
    const end = 'checkpoints/000000300.safetensors';
    await page.call('trained', 'ring', { ...long, name: 'straight' });
    await page.call('begin', 'ring', { ...long, name: 'cut' });
    await expect.poll(() => page.call('stepNow'), { timeout: 30_000, interval: 20 }).toBeGreaterThan(60);
    // no word to it that it ends
    await page.reload();
    const cut = (await page.call('runs')).find(({ id }) => id === '003-cut');
    expect(cut).toMatchObject({ status: 'killed' });
    const { checkpoints } = await page.call('contents', '/runs/003-cut');
    expect(checkpoints.length).toBeGreaterThan(0);
    expect(checkpoints.at(-1)).toBeLessThan(300);
    expect(await page.call('goOn', '/runs/003-cut')).toMatchObject({ status: 'finished' });
    expect(await page.call('contents', '/runs/003-cut')).toMatchObject({ lines: 300, last: 300 });
    expect(await page.call('hashOf', '/runs/003-cut', end)).toBe(await page.call('hashOf', '/runs/002-straight', end));
  });

  it('is continued by Node, and the other way round, from the same state', async () => {
    const here = await downloaded('/runs/001-ring');
    expect(hashOnDisk(here)).toBe(await hashInPage('/runs/001-ring'));
    const gone = await resume(here, { steps: 80 });
    expect(gone).toMatchObject({ status: 'finished' });

    const there = await uploaded(here);
    expect(there).toBe('/runs/004-ring');
    expect(await page.call('goOn', there, { steps: 100 })).toMatchObject({ status: 'finished' });
    expect(await page.call('contents', there)).toMatchObject({ lines: 100, last: 100 });
  });

  it('gives the samples that it gives on Node', async () => {
    const here = await downloaded('/runs/003-cut');
    const [inPage, onNode] = [await page.call('samples', '/runs/003-cut', 8), await sample(here, { n: 8 })];
    expect(inPage.shape).toEqual([8, 2]);
    inPage.data.forEach((value, i) => {
      expect(value).toBeCloseTo(onNode.data[i]!, 5);
    });
  });

  it('says what a page has not', async () => {
    expect(await page.call('filmed', '/runs/001-ring')).toMatchObject({ code: 'page/pictures' });
  });
});

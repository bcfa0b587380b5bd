import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { loadSharp } from '../../data/pictures/sharp.ts';
import { quoted } from '../../files/paths.ts';
import { dense, network, reshape } from '../../nn/index.ts';
import { craftRun, generatorGame } from '../directory/crafted.testing.ts';
import { lockRun } from '../directory/lock.ts';
import { writeEvaluation } from '../evaluation/evaluationFile.ts';
import { readPictures } from './pictures.ts';
import { reportOf } from './report.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-report-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const craft = (name: string, classes: readonly string[] = ['a', 'b']) =>
  craftRun({
    ...{ out: folder, name, source: '/home/somebody/pictures', shape: [4, 4, 1], classes, step: 12, weights: {} },
    game: generatorGame(network([3], [dense(16), reshape([4, 4, 1])])),
  });

let run: string;
beforeEach(() => {
  run = craft('pictures');
});

const write = (directory: string, name: string, content: string | Uint8Array) => {
  mkdirSync(join(directory, name, '..'), { recursive: true });
  writeFileSync(join(directory, name), content);
};
const lines = (...objects: object[]) => objects.map((object) => `${JSON.stringify(object)}\n`).join('');
async function noise(side: number): Promise<Uint8Array> {
  const sharp = await loadSharp();
  let seed = 1;
  const data = Uint8Array.from({ length: side * side * 3 }, () => {
    seed = (seed * 48271) % 2147483647;
    return seed & 255;
  });
  return sharp(data, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toBuffer();
}

const measured = { n: 100, seeds: '0-99', raw: false, protocol: 'aaaa' };

describe('a page', () => {
  it('stands alone, and lets nothing but its own style and script act', async () => {
    write(run, 'samples/000000012.png', await noise(16));
    write(run, 'reals.png', await noise(16));
    write(run, 'metrics.jsonl', lines({ step: 1, dLoss: 1, gLoss: null }, { step: 2, dLoss: 0.5, gLoss: 2 }));
    const { html, pictures, problems } = await reportOf(run);
    expect(problems).toEqual([]);
    expect(pictures).toBe(1);
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(html)![1]!.replaceAll('&#39;', "'");
    expect(policy).toContain("default-src 'none'; img-src data:; style-src 'sha256-");
    expect(policy).not.toContain('unsafe');
    for (const tag of ['style', 'script']) {
      const [all, ...others] = [...html.matchAll(new RegExp(`<${tag}>([\\s\\S]*?)</${tag}>`, 'g'))];
      expect(others).toEqual([]);
      const hash = createHash('sha256').update(all![1]!).digest('base64');
      expect(policy).toContain(`${tag}-src 'sha256-${hash}'`);
    }
    expect(html).not.toMatch(/ style=|<link|<iframe|https?:/);
    for (const [, source] of html.matchAll(/ src="([^"]{0,30})/g)) expect(source).toMatch(/^data:image\/webp;base64,/);
  });

  it('can be heard: one heading, landmarks, a text for each picture, a caption and headings for each table', async () => {
    write(run, 'samples/000000012.png', await noise(16));
    write(run, 'metrics.jsonl', lines({ step: 1, dLoss: 1 }, { step: 2, dLoss: 2 }));
    writeEvaluation(run, 12, { fid: { fid: 3, measured } });
    const { html } = await reportOf(run);
    const count = (pattern: RegExp) => [...html.matchAll(pattern)].length;
    expect(count(/<h1>/g)).toBe(1);
    for (const landmark of [/<header>/, /<main id/, /<nav aria-label=/, /<footer>/]) expect(html).toMatch(landmark);
    expect(count(/<img /g)).toBe(count(/<img [^>]* alt="[^"]+"/g));
    expect(count(/<table>/g)).toBe(count(/<table>\s*<caption>/g));
    expect(html).not.toMatch(/<th>/);
    expect(html).toContain('<label for="scrubber">');
    for (const [, id] of html.matchAll(/aria-labelledby="(\w+)"/g)) expect(html).toContain(`<h2 id="${id}">`);
    for (const [, id] of html.matchAll(/href="#(\w+)"/g)) expect(html).toContain(`id="${id}"`);
  });

  it('is the same for the same folder, and names no path of this machine', async () => {
    const { html } = await reportOf(run);
    expect((await reportOf(run)).html).toBe(html);
    expect(html).not.toContain(folder);
    expect(html).not.toContain('somebody');
  });
});

describe("a stranger's run", () => {
  const evil = '</script><script>alert(1)</script><img src=x onerror="alert(2)">\'"&';

  it('acts nowhere: names, classes, warnings, metrics, protocols, settings', async () => {
    const directory = craft('evil', [evil, 'b']);
    const change = (name: string, to: object) => {
      const json = JSON.parse(readFileSync(join(directory, name), 'utf8'));
      write(directory, name, JSON.stringify({ ...json, ...to }));
    };
    change('run.json', {
      name: evil,
      versions: { [evil.slice(0, 40)]: evil },
      configuration: undefined,
      dataFingerprint: evil,
    });
    change('config.json', { name: evil });
    write(directory, 'metrics.jsonl', lines({ step: 1, [evil]: 1 }, { step: 2, [evil]: 2, rates: { [evil]: 1 } }));
    write(
      directory,
      'events.jsonl',
      lines({ type: 'warning', step: 1, message: evil }, { type: evil, step: evil, [evil]: [evil] }),
    );
    const judge = { run: evil, step: 1, hash: evil, task: evil, accuracy: 1 };
    const reals = { n: 1, of: evil, split: evil, fingerprint: evil };
    writeEvaluation(directory, 12, {
      classes: {
        [evil]: 1,
        shares: [0.5, 0.5],
        measured: { ...measured, seeds: `0${evil}`, protocol: evil, judge, reals },
      },
      [evil]: { [evil]: 2, values: [1, 2, 3], measured: evil },
    });
    const { html } = await reportOf(directory);
    expect(html.split('<script').length).toBe(2);
    expect(html).not.toContain('<img');
    expect(html).not.toMatch(/<[^>]*onerror="/);
    // each of them is shown, as text
    expect(html.split('&lt;script&gt;alert(1)').length).toBeGreaterThan(12);
  });

  it('puts no word of its own into a command', () => {
    expect(quoted('003-ring')).toBe('003-ring');
    expect(quoted("a$(rm -rf ~)'b")).toBe(`'a$(rm -rf ~)'\\''b'`);
  });

  it('may hold numbers that no axis can', async () => {
    write(
      run,
      'metrics.jsonl',
      lines({ step: 1, dLoss: 1e308 }, { step: 2, dLoss: -1e308 }, { step: 1e300, dLoss: 1 }),
    );
    const { html } = await reportOf(run);
    expect(html).not.toContain('NaN"');
  });

  it('has pictures that are pictures', async () => {
    write(run, 'samples/000000001.png', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>');
    write(run, 'samples/000000002.png', await noise(8));
    const { html, pictures, problems } = await reportOf(run);
    expect(pictures).toBe(1);
    expect(problems).toEqual(['samples/000000001.png cannot be shown: it is no PNG']);
    expect(html).toContain('samples/000000001.png cannot be shown');
  });
});

describe('metrics', () => {
  const tables = (html: string) =>
    [...html.matchAll(/<div class="measured">[\s\S]*?<table>([\s\S]*?)<\/table>/g)].map(([, table]) => table!);

  it('of one protocol are in one table with a curve, of another in another', async () => {
    writeEvaluation(run, 4, { fid: { fid: 41, measured } });
    writeEvaluation(run, 8, { fid: { fid: 42, measured: { ...measured, protocol: 'bbbb', n: 200 } } });
    writeEvaluation(run, 12, { fid: { fid: 43, measured } });
    const { html, evaluated } = await reportOf(run);
    expect(evaluated).toEqual([4, 8, 12]);
    const [first, second, ...others] = tables(html);
    expect(others).toEqual([]);
    expect(first).toMatch(/aaaa[\s\S]*>41<[\s\S]*>43</);
    expect(first).not.toContain('>42<');
    expect(second).toMatch(/bbbb[\s\S]*>42</);
    const curves = [...html.matchAll(/data-chart="([^"]*)"/g)].map(([, json]) =>
      JSON.parse(json!.replaceAll('&quot;', '"')),
    );
    expect(curves.map(({ curves }) => curves)).toEqual([
      [
        [
          [4, 41],
          [12, 43],
        ],
      ],
    ]);
  });

  it('by other weights, other seeds or in a way that is not recorded stand alone', async () => {
    writeEvaluation(run, 1, { fid: { fid: 41, measured } });
    writeEvaluation(run, 2, { fid: { fid: 42, measured: { ...measured, raw: true } } });
    writeEvaluation(run, 3, { fid: { fid: 43, measured: { ...measured, seeds: '100-199' } } });
    writeEvaluation(run, 4, { fid: { fid: 44 } });
    writeEvaluation(run, 5, { fid: { fid: 45 } });
    const { html } = await reportOf(run);
    expect(tables(html)).toHaveLength(5);
    expect(html).not.toContain('data-chart="');
    expect(html).toContain('How this was measured is not recorded');
  });

  it('are shown by class, with the names of the data', async () => {
    writeEvaluation(run, 12, {
      classes: { classes: 2, of: 2, smallest: 0.25, confidence: 1, shares: [0.25, 0.75], measured },
    });
    const { html } = await reportOf(run);
    expect(html).toMatch(/<th scope="row">a<\/th><td><meter[^>]*><\/meter><span class="share">25\.0 %/);
  });

  it('that are missing are said to be, with the command', async () => {
    const { html, evaluated } = await reportOf(run);
    expect(evaluated).toEqual([]);
    expect(html).toMatch(/<code>duel eval \d+-pictures<\/code>/);
  });
});

describe('a folder that is not whole', () => {
  it('shows what can be read, and says what cannot', async () => {
    write(run, 'config.json', '{ "name": 3 }');
    write(run, 'eval/000000012.json', 'nothing');
    writeEvaluation(run, 8, { fid: { fid: 8, measured } });
    write(run, 'metrics.jsonl', `${JSON.stringify({ step: 1, dLoss: 1 })}\nnothing\n`);
    const { html, problems, evaluated } = await reportOf(run);
    expect(problems).toHaveLength(2);
    expect(problems[0]).toMatch(/config\.json is broken/);
    expect(problems[1]).toMatch(/000000012\.json is broken/);
    expect(evaluated).toEqual([8]);
    expect(html).toContain('D loss');
  });

  it('is refused where it is no run, or of a later version', async () => {
    await expect(reportOf(join(folder, 'none'))).rejects.toMatchObject({ code: 'run/no-config' });
    write(run, 'run.json', '{ "format": 99 }');
    await expect(reportOf(run)).rejects.toMatchObject({ code: 'run/later-format' });
  });

  it('is as it stands while the run is trained', async () => {
    const lock = lockRun(run);
    try {
      expect((await reportOf(run)).html).toContain('>running</span>');
    } finally {
      lock.release();
    }
  });
});

it('makes pictures smaller, and then fewer, until they fit', async () => {
  for (let step = 1; step <= 20; step++) write(run, `samples/${String(step).padStart(9, '0')}.png`, await noise(48));
  const whole = await readPictures(run);
  expect(whole.samples).toHaveLength(20);
  const size = (pictures: typeof whole) => pictures.samples.reduce((sum, { picture }) => sum + picture.url.length, 0);
  const budget = size(whole) / 3;
  const less = await readPictures(run, { budget });
  expect(size(less)).toBeLessThanOrEqual(budget);
  expect(less.samples.length).toBeGreaterThan(0);
  expect(less.samples.at(-1)!.step).toBe(20);
});

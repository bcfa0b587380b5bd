import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resume, sample } from '../../src/index.ts';
import { readJsonLines, readLastLine } from '../../src/run/directory/jsonl.ts';
import { writeEvaluation } from '../../src/run/evaluation/evaluationFile.ts';
import type { Studio } from '../../src/studio/serve.ts';
import { hasBrowser } from './browser.ts';
import { seriousViolations } from './opened.ts';
import { button, type OpenedStudio, openStudio, soon } from './studioPage.ts';

const ended = (child: ChildProcess) => new Promise((done) => child.once('exit', done));

describe.skipIf(!hasBrowser)('the studio', () => {
  let opened: OpenedStudio;
  let studio: Studio;
  let runs: string;
  let open: OpenedStudio['open'];
  let training: ChildProcess;
  beforeAll(async () => {
    opened = await openStudio();
    ({ studio, runs, open } = opened);
  }, 60_000);
  afterAll(async () => {
    training?.kill('SIGKILL');
    await opened.close();
    expect(opened.said).toEqual([]);
  });

  /** A training in a process of its own, that somebody has begun in a terminal. */
  const train = (...words: string[]): ChildProcess =>
    spawn(process.execPath, [resolve('bin/duel.js'), 'train', 'ring', '--out', runs, '--threads', '1', ...words], {
      stdio: 'ignore',
    });
  const eventsOf = (id: string) => [...readJsonLines(join(runs, id, 'events.jsonl'))];

  it('shows a run from the moment that it begins, and steers it', async () => {
    const page = await open(`#token=${studio.token}`);
    await expect.poll(() => page.url()).toBe(`${studio.url}#/`);
    await page.getByText('There are no runs here yet').waitFor();
    training = train('--steps', '1000000', '--snapshot-every', '200', '--gradient-norms');
    const over = ended(training);
    await page.getByRole('link', { name: /001-ring/ }).click(soon);

    // it goes on before one's eyes
    const scrubber = page.getByRole('slider', { name: 'Time' });
    await expect.poll(() => page.getByText('No picture yet').count(), soon).toBe(0);
    await expect.poll(() => scrubber.getAttribute('aria-valuetext'), soon).toMatch(/^step [4-9]00|step [\d,]{5,}$/);
    await page.getByRole('img', { name: /^Losses over/ }).waitFor();
    await page.getByRole('img', { name: /^Gradient norms over .*discriminator [\d.]+, generator [\d.]+/ }).waitFor();
    await page.getByText(/of 1,000,000 steps, about .+ left, \d+ MiB of memory$/).waitFor(soon);

    await page.getByLabel('generator/learningRate').fill('1e-5');
    await page.getByLabel('generator/learningRate').press('Enter');
    await page.getByText(/^from step [\d,]+ on$/).waitFor(soon);
    const dials = eventsOf('001-ring').find(({ type }) => type === 'dials');
    expect(dials).toMatchObject({ values: { 'generator/learningRate': 0.00001 } });
    await page.getByRole('listitem').filter({ hasText: 'turned' }).waitFor(soon);

    await button(page, 'Pause').click();
    await page.locator('.top').getByText('paused').waitFor(soon);
    const { step } = eventsOf('001-ring').find(({ type }) => type === 'paused')!;
    await button(page, 'Snapshot').click();
    await expect
      .poll(() => scrubber.getAttribute('aria-valuetext'), soon)
      .toBe(`step ${Number(step).toLocaleString('en')}`);
    // looked at by keyboard, and put back at the newest
    await scrubber.focus();
    await page.keyboard.press('Home');
    await page.getByRole('img', { name: 'same latents, step 200' }).waitFor();
    await page.keyboard.press('End');

    await page.getByLabel('instanceNoise').fill('-3');
    await page.getByLabel('instanceNoise').press('Enter');
    await page.locator('.wrong').waitFor(soon);

    // what a person saw is there again
    await page.reload();
    await page.getByRole('heading', { name: '001-ring' }).waitFor();
    await button(page, 'Go on').click(soon);
    await button(page, 'Stop').click(soon);
    await over;
    await page.getByText('Nobody trains it now').waitFor(soon);
    await page.context().close();
  }, 180_000);

  it('explores what a run makes: the samples of a seed are those of duel sample', async () => {
    const page = await open('#/001-ring/explore');
    const made = await page.evaluate(async () => {
      const element = await new Promise<HTMLElement>((done) =>
        addEventListener('duel-ready', (e) => done(e.target as HTMLElement), { once: true }),
      );
      const { samples } = element as unknown as { samples: (seeds: number[]) => Promise<{ data: Float32Array }> };
      return [...(await samples.call(element, [5, 6])).data];
    });
    const { data } = await sample(join(runs, '001-ring'), { seeds: [5, 6] });
    expect(made).toHaveLength(4);
    made.forEach((value, i) => {
      expect(Math.abs(value - data[i]!)).toBeLessThan(1e-5);
    });
    // an earlier checkpoint, by keyboard, shows the same seeds
    await page.getByRole('textbox', { name: 'Seeds' }).fill('40-49');
    await page.getByRole('textbox', { name: 'Seeds' }).press('Enter');
    const checkpoint = page.getByRole('slider', { name: 'Checkpoint' });
    const last = await checkpoint.getAttribute('aria-valuetext');
    await checkpoint.focus();
    await page.keyboard.press('Home');
    await expect.poll(() => checkpoint.getAttribute('aria-valuetext')).not.toBe(last);
    await expect.poll(() => page.getByRole('textbox', { name: 'Seeds' }).inputValue(), soon).toBe('40-49');
    await page.context().close();
  }, 60_000);

  it('compares runs as of one step, and numbers of one protocol alone', async () => {
    const another = train('--steps', '60', '--snapshot-every', '20', '--set', 'generator.optimizer.learningRate=3e-4');
    await ended(another);
    const measured = { n: 100, seeds: '0-99', raw: false, protocol: 'aaaa' };
    const [one, two] = ['001-ring', '002-ring'].map((id) => join(runs, id)) as [string, string];
    writeEvaluation(one, 40, { mmd: { mmd: 0.25, measured }, wasserstein: { w1: 3, measured } });
    writeEvaluation(two, 40, { mmd: { mmd: 0.5, measured }, wasserstein: { w1: 4, measured: { ...measured, n: 50 } } });
    const page = await open('#/');
    for (const id of ['001-ring', '002-ring']) await page.getByLabel(`Compare ${id}`).check(soon);
    await page.getByRole('link', { name: 'Compare', exact: true }).click();
    expect(page.url()).toMatch(/#\/compare\/001-ring,002-ring$/);
    const row = (name: RegExp) => page.getByRole('row', { name }).getByRole('cell').allInnerTexts();
    await page.getByRole('row', { name: /^mmd/ }).waitFor(soon);
    expect((await row(/^mmd/)).map((text) => text.split('\n')[0])).toEqual(['0.25', '0.5']);
    // w1 of 100 samples and of 50 stand in two rows
    expect(await page.getByRole('row', { name: /^wasserstein w1/ }).count()).toBe(2);
    await page
      .getByRole('row', { name: /generator\.optimizer\.learningRate/ })
      .first()
      .waitFor();
    await page.getByRole('img', { name: /^G loss over .*001-ring .*002-ring/ }).waitFor();
    // at an early step both show their picture of it
    await page.getByRole('slider', { name: 'Step' }).focus();
    await page.keyboard.press('Home');
    await page.getByRole('img', { name: 'What 002-ring makes at step 20' }).waitFor();
    await page.getByText('No picture up to here').waitFor();
    await page.context().close();
  }, 120_000);

  it('measures a run when it is told to, and says how', async () => {
    const page = await opened.commanding('#/001-ring');
    await button(page, 'Measure now').click(soon);
    await page.getByRole('row', { name: /^modes klReverse lower is better/ }).waitFor({ timeout: 60_000 });
    await page
      .getByRole('row', { name: /examples, seeds 0-/ })
      .first()
      .waitFor(soon);
    await button(page, 'Measure now').waitFor(soon);
    // by the weights as trained too, which is another row
    await page.getByRole('checkbox', { name: 'weights as trained' }).check();
    await button(page, 'Measure now').click();
    await page
      .getByRole('row', { name: /weights as trained/ })
      .first()
      .waitFor(soon);
    await page.context().close();
  }, 150_000);

  it('draws the pictures by the weights as trained, of the checkpoints that are kept', async () => {
    const page = await open('#/001-ring');
    const scrubber = page.getByRole('slider', { name: 'Time' });
    await page.getByRole('img', { name: /^What the generator makes of the same latents/ }).waitFor(soon);
    const pictures = Number(await scrubber.getAttribute('max')) + 1;
    await page.getByRole('combobox', { name: 'Weights' }).selectOption('trained');
    await page.getByRole('img', { name: /^What the weights as trained make of the same latents/ }).waitFor(soon);
    const kept = Number(await scrubber.getAttribute('max')) + 1;
    expect(kept).toBeLessThan(pictures);
    await page.getByText(`${kept} of ${pictures} pictures still have one`).waitFor();
    await scrubber.focus();
    await page.keyboard.press('Home');
    const first = await scrubber.getAttribute('aria-valuetext');
    await page.getByRole('img', { name: `make of the same latents, ${first}` }).waitFor(soon);
    expect(
      await page
        .locator('section img')
        .first()
        .evaluate((img) => (img as HTMLImageElement).naturalWidth),
    ).toBeGreaterThan(1);
    expect(await seriousViolations(page)).toEqual([]);
    await page.context().close();
  }, 60_000);

  it('turns a dial of a run that is killed and goes on from the page: its bytes are those of one steered alike and left alone', async () => {
    const child = train('--steps', '1000000', '--snapshot-every', '200', '--name', 'steered');
    const over = ended(child);
    const idNow = () => (existsSync(runs) ? readdirSync(runs).find((name) => name.endsWith('-steered')) : undefined);
    await expect.poll(idNow, soon).toBeDefined();
    const id = idNow()!;
    const page = await opened.commanding(`#/${id}`);
    await page.getByText(/, about .+ left/).waitFor({ timeout: 60_000 });
    await page.getByLabel('generator/learningRate').fill('1e-4', soon);
    await page.getByLabel('generator/learningRate').press('Enter');
    await page.getByText(/^from step [\d,]+ on$/).waitFor({ timeout: 60_000 });
    const [run, alone] = [id, '900-alone'].map((id) => join(runs, id)) as [string, string];
    const [{ step }] = JSON.parse(readFileSync(join(run, 'dials.json'), 'utf8'));
    const logged = () => Number(readLastLine(join(run, 'metrics.jsonl'))?.step);
    await expect.poll(logged, soon).toBeGreaterThan(step + 250);
    child.kill('SIGKILL');
    await over;
    await page.locator('.top').getByText('killed').waitFor(soon);
    const steps = logged() + 300;
    // the other one is taken back to before its first step, with what was turned and when
    cpSync(run, alone, { recursive: true });
    for (const name of ['checkpoints', 'samples', 'metrics.jsonl', 'events.jsonl', 'lock.json'])
      rmSync(join(alone, name), { recursive: true });
    await page.getByRole('textbox', { name: 'Steps in total' }).fill(String(steps));
    await button(page, 'Go on training').click();
    await page.locator('.top').getByText('finished').waitFor(soon);
    await resume(alone, { steps, threads: 1 });
    const last = (one: string) =>
      readFileSync(join(one, 'checkpoints', `${String(steps).padStart(9, '0')}.safetensors`));
    expect(last(run).equals(last(alone))).toBe(true);
    expect(eventsOf(id).filter(({ type }) => type === 'dials')).toHaveLength(1);
    await page.context().close();
  }, 180_000);

  it('looks a run over when it is told to', async () => {
    const page = await opened.commanding('#/002-ring');
    await page.getByText('Nobody has looked it over yet').waitFor(soon);
    await button(page, 'Look it over now').click(soon);
    await page
      .getByText(/Seen at step 60|Nothing was found at step 60/)
      .first()
      .waitFor({ timeout: 60_000 });
    await page.context().close();
  }, 90_000);

  it('commands nothing without the token', async () => {
    const page = await open('#/001-ring');
    await page.getByRole('heading', { name: '001-ring' }).waitFor();
    await page.getByText('instanceNoise').first().waitFor(soon);
    expect(await page.getByRole('button', { name: 'Turn' }).count()).toBe(0);
    await page.context().close();
  }, 60_000);

  it.each(['light', 'dark'] as const)(
    'has no serious violation that axe-core finds, %s',
    async (colorScheme) => {
      for (const [hash, heading] of [
        ['#/', 'Runs'],
        ['#/001-ring', '001-ring'],
        ['#/001-ring/explore', '001-ring explore'],
        ['#/compare/001-ring,002-ring', 'Compare'],
      ] as const) {
        const page = await open(hash, { colorScheme });
        await page.getByRole('heading', { name: heading }).waitFor();
        if (hash === '#/001-ring') await page.getByText('instanceNoise').first().waitFor(soon);
        if (hash.includes('explore')) await page.getByRole('textbox', { name: 'Seeds' }).waitFor(soon);
        if (hash.includes('compare')) await page.getByRole('img', { name: /^G loss over/ }).waitFor(soon);
        expect(await seriousViolations(page)).toEqual([]);
        // nothing lies beside a phone
        await page.setViewportSize({ width: 360, height: 740 });
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
        await page.context().close();
      }
    },
    60_000,
  );
});

import { expect, it } from 'vitest';
import type { RunEvent } from '../../run/directory/events.ts';
import { Output } from '../output.ts';
import { Progress } from './progress.ts';

function watch(columns: number | undefined, env: Record<string, string> = { NO_COLOR: '1' }) {
  let [text, time] = ['', 0];
  const stderr = { isTTY: columns !== undefined, ...(columns && { columns }), write: (t: string) => (text += t) };
  const progress = new Progress(new Output({ json: false, verbose: false, stdout: stderr, stderr, env }), () => time);
  const on = (event: RunEvent, at: number) => {
    time = at;
    progress.on(event);
  };
  return { on, text: () => text };
}

const step = (n: number): RunEvent => ({
  type: 'step',
  step: n,
  steps: 40,
  metrics: { dLoss: 0.5, gLoss: 1 },
  imagesPerSecond: 64,
  secondsLeft: 40 - n,
});

it('writes plain lines every few seconds where there is no terminal', () => {
  const { on, text } = watch(undefined);
  for (let n = 1; n <= 12; n++) on(step(n), 1000 * n);
  expect(text().trim().split('\n')).toEqual([
    'step 1/40  2 %  64.0 images/s  39 s left  D loss 0.500  G loss 1.00',
    'step 6/40  15 %  64.0 images/s  34 s left  D loss 0.500  G loss 1.00',
    'step 11/40  27 %  64.0 images/s  29 s left  D loss 0.500  G loss 1.00',
  ]);
});

it('draws one line again and again in a terminal, as far as it fits', () => {
  const { on, text } = watch(60);
  on(step(10), 0);
  on(step(11), 50);
  on(step(20), 200);
  const drawn = text().split('\r\x1b[2K').slice(1);
  expect(drawn).toEqual([
    `10/40 ${'━'.repeat(5)}${'─'.repeat(15)} 25 %  64.0 images/s  30 s left`,
    `20/40 ${'━'.repeat(10)}${'─'.repeat(10)} 50 %  64.0 images/s  20 s left`,
  ]);
});

it('keeps reports above the line, and takes it away in the end', () => {
  const { on, text } = watch(60);
  on(step(10), 0);
  on({ type: 'report', step: 10, metrics: { dLoss: 0.5 } }, 10);
  on({ type: 'end', step: 40, status: 'finished' }, 20);
  expect(text().split('\r\x1b[2K')[2]).toBe('step 10  D loss 0.500\n');
  expect(text().endsWith('\r\x1b[2K')).toBe(true);
});

it('takes a terminal in CI for none', () => {
  const { on, text } = watch(60, { CI: 'true' });
  on(step(1), 0);
  expect(text()).toMatch(/^step 1\/40 .*\n$/);
});

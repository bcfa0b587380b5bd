import { expect, it } from 'vitest';
import { isPlayed, isStuck, stuckWords, waitingWords } from './waiting.ts';

const waiting = { doing: 'training', step: 0, seconds: 0, secondsLeft: Number.NaN } as const;

it('says what it is at, and how long already where that lasts', () => {
  expect(waitingWords({ ...waiting, doing: 'starting', seconds: 1 })).toBe('Compiling the step …');
  expect(waitingWords({ ...waiting, doing: 'starting', seconds: 31 })).toBe('Compiling the step, 30 s so far …');
  expect(waitingWords(waiting)).toBe('Step 1 …');
  expect(waitingWords({ ...waiting, seconds: 64.2 })).toBe('Step 1, 60 s so far …');
  expect(waitingWords({ ...waiting, step: 1030, secondsLeft: 190 })).toBe('about 3 minutes left');
  expect(waitingWords({ ...waiting, step: 1030, seconds: 12, secondsLeft: 190 })).toBe('Step 1,031, 10 s so far …');
  expect(waitingWords({ ...waiting, doing: 'saving', seconds: 9 })).toBe(
    'Waits for the step that was begun, to save it, 5 s so far …',
  );
});

it('offers WebAssembly where a GPU does not get on, and nowhere else', () => {
  expect(isStuck('webgpu', { ...waiting, seconds: 25 })).toBe(true);
  expect(isStuck('webgpu', { ...waiting, doing: 'measuring', seconds: 25 })).toBe(true);
  expect(isStuck('webgpu', { ...waiting, seconds: 15 })).toBe(false);
  expect(isStuck('webgpu', { ...waiting, doing: 'saving', seconds: 25 })).toBe(false);
  expect(isStuck('cpu', { ...waiting, seconds: 25 }, 9000)).toBe(false);
  expect(isStuck('webgpu', waiting, 9000)).toBe(true);
  expect(isStuck('webgpu', waiting, 900)).toBe(false);
  expect(stuckWords(0, false)).toMatch(/^WebGPU has been at one step for more than 20 seconds; .* Nothing is lost/);
  expect(stuckWords(10_700, true)).toMatch(/^WebGPU takes some 11 seconds a step here; .* from what was saved last\.$/);
});

it('knows a GPU in name', () => {
  expect(['SwiftShader Device (LLVM 10) (software)', 'apple metal-3', undefined].map(isPlayed)).toEqual([
    true,
    false,
    false,
  ]);
});

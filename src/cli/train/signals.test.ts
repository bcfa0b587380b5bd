import { expect, it } from 'vitest';
import { stopOnSignals } from './signals.ts';

it('aborts on the first signal, and takes its echo for the same', () => {
  const seen: string[] = [];
  const stopper = stopOnSignals((signal) => seen.push(signal));
  expect(stopper.exitCode()).toBeUndefined();
  process.emit('SIGTERM', 'SIGTERM');
  process.emit('SIGTERM', 'SIGTERM');
  expect(stopper.signal.aborted).toBe(true);
  expect(stopper.exitCode()).toBe(143);
  expect(seen).toEqual(['SIGTERM']);
  const listeners = process.listenerCount('SIGTERM');
  stopper.release();
  expect(process.listenerCount('SIGTERM')).toBe(listeners - 1);
});

import { expect, it } from 'vitest';
import { signalStopper } from './signals.ts';

it('aborts on the first signal, and takes its echo for the same', () => {
  const seen: string[] = [];
  const stopper = signalStopper((signal) => seen.push(signal));
  expect(stopper.exitCode()).toBeUndefined();
  stopper.listen();
  process.emit('SIGTERM', 'SIGTERM');
  process.emit('SIGTERM', 'SIGTERM');
  expect(stopper.signal.aborted).toBe(true);
  expect(stopper.exitCode()).toBe(143);
  expect(seen).toEqual(['SIGTERM']);
  const listeners = process.listenerCount('SIGTERM');
  stopper.release();
  expect(process.listenerCount('SIGTERM')).toBe(listeners - 1);
});

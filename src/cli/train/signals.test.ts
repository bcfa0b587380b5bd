import { expect, it, vi } from 'vitest';
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

it.each([
  ['a third that is heard with the first two', ['SIGINT', 'SIGINT', 'SIGINT']],
  ['another signal', ['SIGINT', 'SIGTERM']],
] as const)('takes %s for no echo, and ends', (_, signals) => {
  const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
  const all = vi.spyOn(process, 'removeAllListeners').mockReturnValue(process);
  const stopper = signalStopper();
  stopper.listen();
  try {
    for (const [i, signal] of signals.entries()) {
      expect(kill).not.toHaveBeenCalled();
      process.emit(signal, signal);
      if (i === 0) expect(stopper.signal.aborted).toBe(true);
    }
    expect(kill).toHaveBeenCalledWith(process.pid, signals.at(-1));
  } finally {
    stopper.release();
    kill.mockRestore();
    all.mockRestore();
  }
});

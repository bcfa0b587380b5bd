import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it, type MockInstance, vi } from 'vitest';
import { halfMade } from './halfMade.ts';

const folder = mkdtempSync(join(tmpdir(), 'duel-half-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'file');
const inner = join(folder, 'inner');
const turns = async (n: number) => {
  for (let i = 0; i < n; i++) await new Promise((done) => setImmediate(done));
};

let kill: MockInstance<typeof process.kill>;
beforeEach(() => {
  writeFileSync(file, 'half');
  mkdirSync(inner, { recursive: true });
  writeFileSync(join(inner, 'file'), 'half');
  kill = vi.spyOn(process, 'kill').mockReturnValue(true);
});
afterEach(() => kill.mockRestore());

it('removes files and folders, and ends by the signal', () => {
  const before = process.listenerCount('SIGHUP');
  halfMade(file);
  halfMade(inner);
  expect(process.listenerCount('SIGHUP')).toBe(before + 1);
  process.emit('SIGHUP', 'SIGHUP');
  expect([existsSync(file), existsSync(inner)]).toEqual([false, false]);
  expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, 'SIGHUP');
  expect(process.listenerCount('SIGHUP')).toBe(before);
});

it('leaves what is whole, and hears a signal that came before it was', async () => {
  const before = process.listenerCount('SIGHUP');
  const isWhole = halfMade(file);
  isWhole();
  process.emit('SIGHUP', 'SIGHUP');
  expect(existsSync(file)).toBe(true);
  expect(kill).toHaveBeenCalledExactlyOnceWith(process.pid, 'SIGHUP');
  halfMade(file)();
  await turns(4);
  expect(process.listenerCount('SIGHUP')).toBe(before);
});

it('leaves the word to those who listen too', async () => {
  const heard = vi.fn();
  process.on('SIGHUP', heard);
  const isWhole = halfMade(file);
  process.emit('SIGHUP', 'SIGHUP');
  expect(heard).toHaveBeenCalledOnce();
  expect(existsSync(file)).toBe(true);
  expect(kill).not.toHaveBeenCalled();
  process.off('SIGHUP', heard);
  isWhole();
  await turns(4);
});

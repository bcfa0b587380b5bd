import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DuelError } from '../../errors.ts';
import { refuseTelemetry, variable } from './telemetry.ts';

const refused = (value: string | undefined, mainThread = true) => {
  const env = { [variable]: value };
  refuseTelemetry(env, mainThread);
  return env[variable];
};

describe('ONNX Runtime is told to report nothing', () => {
  it.each([undefined, '', '1', 'true', '2', 'yes'])('where the variable is %j', (value) => {
    expect(refused(value)).toMatch(/^(1|true)$/);
  });

  it.each(['0', 'false'])('unless a person has set %s', (value) => {
    expect(refused(value)).toBe(value);
    expect(refused(value, false)).toBe(value);
  });

  it('from a worker thread only where the main thread has done so', () => {
    expect(refused('1', false)).toBe('1');
    for (const value of [undefined, '', 'yes'])
      expect(() => refused(value, false)).toThrow(
        expect.objectContaining({ code: 'device/telemetry', fix: expect.stringContaining(`set ${variable}=1`) }),
      );
    expect(() => refused(undefined, false)).toThrow(DuelError);
  });
});

describe('the variable is the one that ONNX Runtime reads', () => {
  const binaries = join(
    dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')),
    'bin/napi-v6',
  );
  const libraries = ['linux', 'darwin'].flatMap((system) => {
    const folder = join(binaries, system);
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' });
    return files.filter((name) => /libonnxruntime\.(so\.1|1\..*\.dylib)$/.test(name)).map((name) => join(system, name));
  });

  it('of the libraries that are installed', () => expect(libraries).not.toEqual([]));

  it.each(libraries)('%s', (name) => {
    expect(readFileSync(join(binaries, name)).includes(`${variable}\0`)).toBe(true);
  });
});

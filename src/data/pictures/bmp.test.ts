import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeBmp } from './bmp.ts';

interface Case {
  file: string;
  channels: number;
  pixels: number[];
}
const fixtures = join(import.meta.dirname, '../../../test/fixtures/bmp.json');
const cases = Object.entries(JSON.parse(readFileSync(fixtures, 'utf8')) as Record<string, Case>);
const limit = 2 ** 20;

test.each(cases)('%s: as Pillow decodes it', (name, { file, channels, pixels }) => {
  const bmp = decodeBmp(Buffer.from(file, 'base64'), limit);
  expect([bmp.width, bmp.height, bmp.channels]).toEqual([5, 3, channels]);
  // Pillow rounds 5 bits to 8 down, and Duel to the nearest.
  const off = Array.from(bmp.data, (value, k) => Math.abs(value - pixels[k]!));
  expect(Math.max(...off)).toBeLessThanOrEqual(name.startsWith('16') ? 1 : 0);
});

test('a header that says that it is shorter than what is read of it, in a file that ends there, is an error', () => {
  const whole = Buffer.from(cases[0]![1].file, 'base64');
  for (const length of [26, 30, 34, 49, 53]) {
    const bytes = Uint8Array.from(whole.subarray(0, length));
    bytes[14] = 0;
    expect(() => decodeBmp(bytes, limit)).toThrow('the file ends within its header');
  }
});

test('a damaged file is an error or a picture, and never more than its header may ask for', () => {
  const files = cases.map(([, { file }]) => Buffer.from(file, 'base64'));
  const change = fc.tuple(fc.nat(70), fc.nat(255));
  fc.assert(
    fc.property(fc.constantFrom(...files), fc.array(change, { maxLength: 6 }), fc.nat(200), (file, changes, cut) => {
      const bytes = Uint8Array.from(file.subarray(0, Math.max(0, file.length - (cut < 60 ? cut : 0))));
      for (const [at, byte] of changes) if (at < bytes.length) bytes[at] = byte;
      try {
        const { data, width, height, channels } = decodeBmp(bytes, limit);
        expect(data.length).toBe(width * height * channels);
        expect(width * height).toBeLessThanOrEqual(limit);
      } catch (error) {
        expect((error as Error).constructor).toBe(Error);
      }
    }),
    { numRuns: 2000 },
  );
});

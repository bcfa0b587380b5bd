import * as node from 'node:crypto';
import { expect, it } from 'vitest';
import { createHash } from './crypto.ts';

it.each([
  'ångström',
  Uint8Array.of(1, 2, 3),
  Int32Array.of(-1, 70_000),
  Float32Array.of(0, 1, 2).subarray(1),
  new DataView(new ArrayBuffer(3)),
])('hashes as Node does: %o', (content) => {
  expect(createHash('sha256').update(content).digest('hex')).toBe(
    node.createHash('sha256').update(content).digest('hex'),
  );
});

import { posix } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import * as path from './path.ts';

const part = fc.constantFrom('a', 'b.c', '.d', '..', '.', 'long name', 'x.tar.gz', '...');
/** Slashes are single: Node's own ways with several differ from function to function. */
const any = fc
  .tuple(fc.boolean(), fc.array(part, { maxLength: 6 }), fc.boolean())
  .map(([absolute, parts, ends]) => `${absolute ? '/' : ''}${parts.join('/')}${ends ? '/' : ''}`.replace(/\/+/g, '/'));

it.each([
  ['normalize', path.normalize, posix.normalize],
  ['dirname', path.dirname, posix.dirname],
  ['basename', path.basename, posix.basename],
  ['extname', path.extname, posix.extname],
  ['isAbsolute', path.isAbsolute, posix.isAbsolute],
])('%s is that of Node', (_, own, nodes) => {
  fc.assert(
    fc.property(any, (p) => {
      expect(own(p), p).toBe(nodes(p));
    }),
  );
});

it('so are join, resolve and relative', () => {
  fc.assert(
    fc.property(fc.array(any, { maxLength: 4 }), any, any, (paths, a, b) => {
      expect(path.join(...paths)).toBe(posix.join(...paths));
      expect(path.resolve(...paths)).toBe(posix.resolve('/', ...paths));
      expect(path.relative(a, b)).toBe(posix.relative(posix.resolve('/', a), posix.resolve('/', b)));
      expect(path.basename(a, '.gz')).toBe(posix.basename(a, '.gz'));
    }),
  );
});

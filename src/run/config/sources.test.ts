import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { type SourceOptions, sourcesOf } from './sources.ts';

test.each<[string, SourceOptions, object]>([
  ['nothing', {}, {}],
  ['data alone', { data: 'photos' }, { source: 'photos' }],
  ['inputs that are made', { data: 'p', pairs: 'down:2' }, { source: 'p', pairs: { type: 'down', factor: 2 } }],
  ['pairs as a value', { pairs: { type: 'grey' } }, { pairs: { type: 'grey' } }],
  [
    'two folders of one',
    { data: 'p', input: 'A', target: 'B' },
    { source: 'p', pairs: { type: 'folders', input: 'A', target: 'B' } },
  ],
  [
    'two folders anywhere',
    { input: 'A', target: 'b.zip' },
    { source: resolve('b.zip'), pairs: { type: 'folders', input: resolve('A'), target: resolve('b.zip') } },
  ],
  ['two domains anywhere', { domainA: 'mnist', domainB: 'b' }, { source: 'mnist', domains: { a: 'mnist', b: 'b' } }],
  [
    'two domains of one',
    { data: 'e.zip', domainA: 'x', domainB: '/y' },
    { source: join('e.zip', 'x'), domains: { a: join('e.zip', 'x'), b: '/y' } },
  ],
])('%s', (_, options, expected) => {
  expect(sourcesOf(options)).toEqual(expected);
});

test.each<[SourceOptions, string, string]>([
  [{ input: 'A' }, 'config/half-pairs', 'add --target DIR|zip'],
  [{ target: 'B' }, 'config/half-pairs', 'add --input DIR|zip'],
  [{ domainB: 'B' }, 'config/one-domain', 'add --domain-a DIR|zip'],
  [{ input: 'A', target: 'B', pairs: 'grey' }, 'config/pairs-twice', 'leave --pairs out, or --input and --target'],
  [
    { domainA: 'A', domainB: 'B', pairs: 'grey' },
    'config/pairs-twice',
    'leave --pairs out, or --domain-a and --domain-b',
  ],
])('%j says too little, or too much', (options, code, fix) => {
  expect(() => sourcesOf(options)).toThrow(expect.objectContaining({ kind: 'usage', code, fix }));
});

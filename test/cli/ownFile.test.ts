import { afterAll, expect, it } from 'vitest';
import { Folder } from './duel.ts';

const folder = new Folder();
afterAll(() => folder.remove());

const file = (adam: string, more = '') => `
import { crossEntropy, definePreset, gan, nn } from 'duel-gan';
import { double } from './parts.ts';

${more}
export default definePreset({
  name: 'own',
  title: 'Own',
  about: 'For tests.',
  data: { source: 'ring', range: [-1, 1] },
  game: () => {
    const optimizer = ${adam};
    return gan({
      generator: { network: nn.network([2], [nn.dense(double(1))]), optimizer },
      discriminator: { network: nn.network([2], [nn.dense(1)]), optimizer },
      batch: { generator: 2, discriminator: 2 },
      loss: crossEntropy(),
    });
  },
  draw: 'shuffled',
  length: { steps: 1 },
  report: { steps: 1, as: 'means' },
  snapshot: { steps: 1 },
  monitor: { rows: 1, columns: 1 },
});
`;
const parts = (body: string) => `export function double(n: number): number {\n  ${body}\n}\n`;

/** What is wrong, and what is said. */
const slips: [what: string, own: string, parts: string, said: readonly string[]][] = [
  [
    'an option that is not there',
    file('nn.adam({ learningrate: 5e-4 })'),
    parts('return 2 * n;'),
    [
      "error: adam() has no option 'learningrate'",
      'where: own.ts:12:26: learningrate: 0.0005',
      "did you mean 'learningRate'",
    ],
  ],
  [
    'a file that it imports throws',
    file('nn.adam()'),
    parts("throw new TypeError('not yet');"),
    ['error: the file failed: TypeError: not yet', 'where: parts.ts:2:9', 'fix: mend it'],
  ],
  [
    'it throws where it begins',
    file('nn.adam()', "throw new Error('at once');"),
    parts('return n;'),
    ['error: the file failed: Error: at once', 'where: own.ts:5:7'],
  ],
  [
    'an import that there is not',
    file('nn.adam()').replace('{ crossEntropy', '{ adam, crossEntropy').replace('nn.adam', 'adam'),
    parts('return n;'),
    ["does not provide an export named 'adam'", "fix: write nn.adam, with import { nn } from 'duel-gan'"],
  ],
  [
    'a name that leads elsewhere',
    file('nn.adam()').replace("name: 'own'", "name: '../x'"),
    parts('return 2 * n;'),
    ["'../x' is no name of a folder", "fix: write 'x'"],
  ],
];

it.each(slips)('%s', async (_, own, imported, said) => {
  folder.write('own.ts', own);
  folder.write('parts.ts', imported);
  const { code, stderr } = await folder.duel('train', 'own.ts', '--threads', '1');
  for (const text of said) expect(stderr).toContain(text);
  expect(code).toBe(2);
});

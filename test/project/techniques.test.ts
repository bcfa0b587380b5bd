import { expect, it } from 'vitest';
import { augmentSchema, conditioningSchema, lossTypes, penaltyTypes } from '../../src/gan/index.ts';
import { techniques } from '../../src/gan/techniques/registry.ts';
import { filesIn, text } from './tree.ts';

/** Code of gan/ outside a folder, without comments and what is only said or imported. */
const codeOutside = (folder: string) =>
  filesIn(['src/gan'], '.ts')
    .filter((path) => !path.startsWith(`src/gan/${folder}/`) && !/\.(test|testing)\.ts$/.test(path))
    .map((path) => ({ path, code: statements(text(path)) }));
const statements = (source: string) =>
  source
    .replace(/\/\*[\s\S]*?\*\/|^\s*\/\/.*$/gm, '')
    .replace(/^(import|export)\b[^;]*? from '[^']*';$/gm, '')
    .replace(/"[^"\n]*"|`[^`]*`/g, '');

const asks = (names: readonly string[]) => new RegExp(`\\b(type|case)\\b[^\\n]*'(${names.join('|')})'`);
// a place of the contract has the name of the technique that takes it
const names = Object.keys(techniques).filter((name) => name !== 'packing');
const mentions = new RegExp(`\\b(${names.join('|')})\\b`);
const typesOf = (schema: typeof augmentSchema | typeof conditioningSchema) =>
  schema.options.map((option) => option.shape.type.value as string);

it.each([
  ['techniques', mentions],
  ['losses', asks([...lossTypes.keys()])],
  ['penalties', asks([...penaltyTypes.keys()])],
  ['conditioning', asks(typesOf(conditioningSchema))],
  ['augment', asks(typesOf(augmentSchema))],
])('what differs between %s lies in their files: nothing else in gan/ asks for one by its name', (folder, question) => {
  expect(codeOutside(folder).filter(({ code }) => question.test(code))).toEqual([]);
});

it('the check finds such a question', () => {
  expect(mentions.test(statements('if (spec.topK) return 1;'))).toBe(true);
  expect(asks(['wasserstein']).test(statements("const steep = loss.type === 'wasserstein' && !limited;"))).toBe(true);
  expect(asks(['r1', 'r2']).test(statements("  case 'r2':"))).toBe(true);
  expect(mentions.test(statements("import { topK } from './topK.ts';\n// topK\n"))).toBe(false);
});

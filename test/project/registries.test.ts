import { expect, it } from 'vitest';
import { importsOf } from './imports.ts';
import { filesIn, text } from './tree.ts';

/** Folders whose files have to be in a list, and how a file is known to be one that has. */
const registries = [
  { folder: 'src/presets', registry: 'src/presets/registry.ts', defines: /\bdefinePreset\(\{/ },
  { folder: 'src/nn/layers', registry: 'src/nn/layers/registry.ts', defines: /= define(Layer|Merge|Conditioned)\(/ },
  { folder: 'src/gan/losses', registry: 'src/gan/losses/registry.ts', defines: /= defineLoss\(/ },
  { folder: 'src/gan/penalties', registry: 'src/gan/penalties/registry.ts', defines: /= definePenalty\(/ },
  { folder: 'src/gan/techniques', registry: 'src/gan/techniques/registry.ts', defines: /= defineTechnique\(/ },
  { folder: 'src/gan/conditioning', registry: 'src/gan/conditioning/registry.ts', defines: /= defineConditioning\(/ },
  { folder: 'src/gan/augment', registry: 'src/gan/augment/registry.ts', defines: /= defineAugmentation\(/ },
  { folder: 'src/data/named', registry: 'src/data/registry.ts', defines: /^export const \w+(: NamedDataset)? = /m },
  { folder: 'src/data/pairs', registry: 'src/data/pairs/registry.ts', defines: /= defineWay\(/ },
  { folder: 'src/metrics', registry: 'src/metrics/registry.ts', defines: /= defineMetric\(\{/ },
  { folder: 'src/cli/commands', registry: 'src/cli/registry.ts', defines: /= defineCommand\(/ },
] as const;

const baseName = (path: string) => path.split('/').at(-1)!;

it.each(registries)('$registry lists every file of $folder that defines one', ({ folder, registry, defines }) => {
  const listed = new Set(importsOf(text(registry)).map(baseName));
  const files = filesIn([folder], '.ts').filter((path) => !/\.(test|testing)\.ts$/.test(path) && path !== registry);
  const defining = files.filter((path) => defines.test(text(path)));
  expect(defining.length).toBeGreaterThan(0);
  expect(defining.filter((path) => !listed.has(baseName(path)))).toEqual([]);
});

import { DuelError } from '../../errors.ts';
import type { RunConfig } from '../../run/config/config.ts';
import type { Units } from '../../run/sampling/sample.ts';
import { checkClass } from '../checkClass.ts';
import { defineCommand } from '../command.ts';
import { quoted, shown } from '../invocation.ts';
import { checkpoint, choice, count, flag, number, seeds, text } from '../options.ts';
import { usage } from '../usage.ts';

export const sample = defineCommand({
  name: 'sample',
  summary: 'makes samples with the generator of a run',
  args: [{ name: 'RUN', help: "a run's directory, its name or number inside --runs, or 'last'" }],
  options: {
    n: count('N', 'how many (default 64): seeds 0 to N-1', { short: 'n' }),
    seeds: seeds('which samples, e.g. 0-63 or 1,5,9; sample i follows from seed i alone'),
    class: count('K', 'the class to make, where the generator knows classes', { least: 0 }),
    truncation: number('T', 'latents times this: below 1 for typical samples, less varied (default 1)', [0, 10]),
    net: text('NAME', 'which generator, where a game has several (default: the first)'),
    checkpoint: checkpoint(),
    raw: flag('the weights as trained, where the run keeps their average too'),
    latents: text('FILE.npy', 'latents to start from, [n, …], in place of seeds'),
    saveLatents: text('FILE.npy', 'keeps the latents that were used'),
    out: text('PATH', 'FILE.png: all in one picture; DIR: a picture each; FILE.npy: float32; FILE.csv: points'),
    units: choice(['data', 'generator'], "of .npy and .csv: the data's own (default), or the generator's range"),
    runs: text('DIR', 'folder of runs (default runs)'),
  },
  notes:
    "Without --out the picture goes into the run's folder samples/. The path is printed.\n" +
    '.npy has float32 [n, height, width, channels] or [n, columns], in the units of the data where these were arrays;\n' +
    "pictures from files come in the generator's own range.\n" +
    'Latents of a generator that is told a class or codes have these, one-hot, at the end of each row.',
  examples: [
    { command: 'duel sample last', does: '64 samples of the last run in one picture' },
    { command: 'duel sample 3 --seeds 100-115 --out more.png', does: 'other samples of run 3' },
    { command: 'duel sample last -n 10000 --out samples.npy', does: 'an array for NumPy' },
    { command: 'duel sample last -n 500 --out pictures', does: 'single pictures, pictures/000000.png …' },
  ],

  async run({ args, options, output }) {
    if (options.seeds !== undefined && options.n !== undefined)
      throw usage('contradiction', '--n and --seeds both say which samples', { fix: 'leave one of them out' });
    if (options.latents !== undefined) {
      const other = (['n', 'seeds', 'truncation'] as const).find((name) => options[name] !== undefined);
      if (other)
        throw usage('contradiction', `--latents are taken as they are: --${other} means nothing beside them`, {
          fix: `leave --${other} or --latents out`,
        });
    }
    const { findRun } = await import('../../run/directory/directory.ts');
    const { ownFolder } = await import('../../run/directory/own.ts');
    const directory = findRun(args[0]!, options.runs ?? 'runs');
    const { RunGenerator } = await import('../../run/sampling/generator.ts');
    const { checkForm, formOf, writeOut, writeSamples } = await import('../../run/sampling/sample.ts');
    const { encodeNpy } = await import('../../data/arrays/npy-array.ts');
    const { join } = await import('node:path');
    const latentsFile = options.latents === undefined ? undefined : await readLatents(options.latents);

    const generator = await RunGenerator.open(directory, {
      checkpoint: options.checkpoint,
      raw: options.raw,
      net: options.net,
    });
    try {
      if (generator.warning !== undefined) output.warn(generator.warning);
      checkClass(options.class, generator);
      const numbers = options.seeds ?? Array.from({ length: options.n ?? 64 }, (_, i) => i);
      const { class: of } = options;
      const latents = latentsFile
        ? generator.split(latentsFile, of)
        : generator.latents(numbers, options.truncation, of);
      const samples = await generator.generate(latents);
      const isDrawn = samples.shape.length === 4 || samples.shape[1] === 2;
      const words = [
        String(generator.step).padStart(9, '0'),
        latentsFile ? 'latents' : `seeds-${rangeOf(numbers)}`,
        ...(options.class === undefined ? [] : [`class-${options.class}`]),
        ...(options.truncation === undefined ? [] : [`truncation-${options.truncation}`]),
        ...(options.raw ? ['raw'] : []),
      ];
      const out = options.out ?? join(ownFolder(directory, 'samples'), `${words.join('-')}.${isDrawn ? 'png' : 'npy'}`);
      const form = formOf(out);
      checkForm(samples.shape, form, out);
      const files = await writeSamples(samples, generator, out, { form, units: options.units ?? 'data' });
      if (options.saveLatents !== undefined) {
        const { data, shape } = generator.joined(latents);
        writeOut(options.saveLatents, encodeNpy(data, shape));
      }
      const [made] = samples.shape;
      const from = latentsFile ? `the latents in ${options.latents}` : `seeds ${rangeOf(numbers)}`;
      output.note(
        `${made} sample${made === 1 ? '' : 's'} of step ${generator.step.toLocaleString('en-US')} from ${from}`,
      );
      output.result(
        {
          run: directory,
          step: generator.step,
          count: made,
          shape: samples.shape,
          ...unitsOf(options.units, generator.config.data),
          out,
          files,
          ...(options.class !== undefined && { class: options.class }),
          ...(latentsFile ? { latents: options.latents } : { seeds: numbers }),
          ...(options.saveLatents !== undefined && { savedLatents: options.saveLatents }),
        },
        shown(out),
      );
      return 0;
    } finally {
      await generator.close();
    }
  },
});

/** In which units the numbers are, and the range that they have there. */
function unitsOf(wish: Units | undefined, { range, scaling }: RunConfig['data']) {
  if (wish === 'generator' || scaling === undefined) return { units: 'generator', range };
  return { units: 'data', ...(scaling.type === 'range' && { range: [scaling.low, scaling.high] }) };
}

async function readLatents(path: string) {
  const { readWholeSync } = await import('../../files/reading.ts');
  const { decodeNpy } = await import('../../data/arrays/npy-array.ts');
  const bytes = (() => {
    try {
      return readWholeSync(path, 'usage');
    } catch (cause) {
      if (cause instanceof DuelError) throw cause;
      throw usage('no-file', 'the latents cannot be read', {
        where: path,
        fix: `duel sample RUN --save-latents ${quoted(path)} writes such a file`,
        cause,
      });
    }
  })();
  return decodeNpy(bytes, path);
}

/** `0-63` where seeds follow each other; else the first ones. */
function rangeOf(seeds: readonly number[]): string {
  const [first = 0] = seeds;
  const last = seeds.at(-1)!;
  if (seeds.length > 1 && seeds.every((seed, i) => seed === first + i)) return `${first}-${last}`;
  return seeds.length <= 8 ? seeds.join(',') : `${seeds.slice(0, 7).join(',')},and-${seeds.length - 7}-more`;
}

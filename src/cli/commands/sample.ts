import { DuelError } from '../../errors.ts';
import type { SampleSource } from '../../run/sampling/sample.ts';
import { defineCommand } from '../command.ts';
import { counter } from '../counter.ts';
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
    class: text('NAME|K', 'the class to make, where the generator knows classes'),
    perClass: count('N', 'so many of each class: seeds 0 to N-1 of each'),
    truncation: number('T', 'latents times this: below 1 for typical samples, less varied (default 1)', [0, 10]),
    net: text('NAME', 'which generator, where a game has several (default: the first)'),
    checkpoint: checkpoint(),
    raw: flag('the weights as trained, where the run keeps their average too'),
    latents: text('FILE.npy|json', 'latents to start from, [n, …], in place of seeds; JSON as a page saves them'),
    saveLatents: text('FILE.npy', 'keeps the latents that were used'),
    out: text(
      'PATH',
      'FILE.png, .jpg or .webp: all in one picture; DIR: a picture each; FILE.npy: an array; FILE.csv: points; -: stdout',
    ),
    units: choice(['data', 'generator'], "of .npy and .csv: the data's own (default), or the generator's range"),
    overwrite: flag('writes into a folder that holds something already'),
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
    { command: 'duel sample last -n 500 --out pictures', does: 'single pictures, pictures/seed0000.png …' },
    {
      command: 'duel sample last --class cat --out cats',
      does: 'cats/cat-seed0000.png …, of a run that knows classes',
    },
    { command: 'duel sample last -n 100000 --out - > points.csv', does: 'points as a stream' },
  ],

  async run({ args, options, output }) {
    if (options.seeds !== undefined && options.n !== undefined)
      throw usage('contradiction', '--n and --seeds both say which samples', { fix: 'leave one of them out' });
    if (options.out === '-' && output.json)
      throw usage('contradiction', '--out - and --json both write to stdout', { fix: 'leave one of them out' });
    if (options.perClass !== undefined) {
      const other = (['n', 'seeds', 'class', 'latents'] as const).find((name) => options[name] !== undefined);
      if (other)
        throw usage('contradiction', `--per-class makes samples of each class: --${other} means nothing beside it`, {
          fix: `leave --${other} or --per-class out`,
        });
    }
    if (options.latents !== undefined) {
      const other = (['n', 'seeds', 'truncation'] as const).find((name) => options[name] !== undefined);
      if (other)
        throw usage('contradiction', `--latents are taken as they are: --${other} means nothing beside them`, {
          fix: `leave --${other} or --latents out`,
        });
    }
    const { findRun } = await import('../../run/directory/directory.ts');
    const { ownFolder, ownResult } = await import('../../run/directory/own.ts');
    const directory = findRun(args[0]!, options.runs ?? 'runs');
    const { RunGenerator } = await import('../../run/sampling/generator.ts');
    const { placeFor } = await import('../../run/sampling/forms.ts');
    const { asFlag, assertClasses, classOf } = await import('../../run/sampling/asked.ts');
    const { classWord, countOf, ofEachClass, unitsOf, writeSamples } = await import('../../run/sampling/sample.ts');
    const latentsFile = options.latents === undefined ? undefined : await readLatents(options.latents);

    const generator = await RunGenerator.open(directory, {
      checkpoint: options.checkpoint,
      raw: options.raw,
      net: options.net,
    });
    try {
      if (generator.warning !== undefined) output.warn(generator.warning);
      const of = classOf(options.class, generator, asFlag);
      const { truncation, perClass } = options;
      if (perClass !== undefined) assertClasses(generator, asFlag);
      const source: SampleSource = latentsFile
        ? { latents: generator.split(latentsFile, of) }
        : perClass !== undefined
          ? { ...ofEachClass(perClass, generator.classCount), truncation }
          : { seeds: seedsOf(options), truncation, of };
      const count = countOf(source);
      const from =
        perClass !== undefined
          ? `seeds 0-${perClass - 1} of each class`
          : 'seeds' in source
            ? `seeds ${rangeOf(source.seeds)}`
            : `the latents in ${options.latents}`;
      const one = generator.sampleShape;
      const words = [
        String(generator.step).padStart(9, '0'),
        perClass !== undefined
          ? `${perClass}-per-class`
          : 'seeds' in source
            ? `seeds-${rangeOf(source.seeds)}`
            : 'latents',
        ...(of === undefined ? [] : [`class-${generator.isToldClasses ? classWord(generator, of) : of}`]),
        ...(truncation === undefined ? [] : [`truncation-${truncation}`]),
        ...(options.raw ? ['raw'] : []),
      ];
      const usual = () =>
        ownResult(
          ownFolder(directory, 'samples'),
          `${words.join('-')}.${one.length === 3 || one[0] === 2 ? 'png' : 'npy'}`,
        );
      const place = placeFor(options.out ?? usual(), one, count);
      const { out } = place;
      const files = await writeSamples(generator, source, place, {
        units: options.units ?? 'data',
        saveLatents: options.saveLatents,
        overwrite: options.overwrite,
        onProgress: counter(output, 'samples'),
      });
      output.note(
        `${count.toLocaleString('en-US')} sample${count === 1 ? '' : 's'} of step ${generator.step.toLocaleString('en-US')} from ${from}`,
      );
      if (out === '-') return 0;
      output.result(
        {
          run: directory,
          step: generator.step,
          count,
          shape: [count, ...one],
          ...unitsOf(options.units, generator.config.data),
          out,
          files,
          ...(of !== undefined && { class: of, ...(generator.isToldClasses && { className: generator.classes[of] }) }),
          ...(perClass !== undefined && { perClass }),
          ...('seeds' in source ? { seeds: source.seeds } : { latents: options.latents }),
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

async function readLatents(path: string) {
  const { readWholeSync } = await import('../../files/reading.ts');
  const { decodeNpy } = await import('../../data/arrays/npy-array.ts');
  const { decodeLatents, latentRows } = await import('../../run/sampling/latentsJson.ts');
  const bytes = (() => {
    try {
      return readWholeSync(path, 'usage', { limit: 2 ** 28 });
    } catch (cause) {
      if (cause instanceof DuelError) throw cause;
      throw usage('no-file', 'the latents cannot be read', {
        where: path,
        fix: `duel sample RUN --save-latents ${quoted(path)} writes such a file`,
        cause,
      });
    }
  })();
  if (path.toLowerCase().endsWith('.json')) return latentRows(decodeLatents(new TextDecoder().decode(bytes), path));
  return decodeNpy(bytes, path);
}

/** The most samples of one call: what their numbers have room for. */
const mostSamples = 10_000_000;

function seedsOf({ seeds, n = 64 }: { seeds?: number[] | undefined; n?: number | undefined }): readonly number[] {
  if (n > mostSamples)
    throw usage('many-samples', `${n.toLocaleString('en-US')} samples are too many for one call`, {
      where: `--n ${n}`,
      fix: 'make them in several calls: --seeds 0-999999, then --seeds 1000000-1999999, …',
    });
  return seeds ?? Array.from({ length: n }, (_, i) => i);
}

/** `0-63` where seeds follow each other; else the first ones. */
function rangeOf(seeds: readonly number[]): string {
  const [first = 0] = seeds;
  const last = seeds.at(-1)!;
  if (seeds.length > 1 && seeds.every((seed, i) => seed === first + i)) return `${first}-${last}`;
  return seeds.length <= 8 ? seeds.join(',') : `${seeds.slice(0, 7).join(',')},and-${seeds.length - 7}-more`;
}

import { defineCommand } from '../command.ts';
import { shown } from '../invocation.ts';
import { checkpoint, count, flag, number, seeds, text } from '../options.ts';
import { usage } from '../usage.ts';

export const walk = defineCommand({
  name: 'walk',
  summary: 'shows the way between samples, as a film or a strip',
  args: [{ name: 'RUN', help: "a run's directory, its name or number inside --runs, or 'last'" }],
  options: {
    seeds: seeds('the samples to walk through (default 0,1,2,3; with --code one of each class)'),
    frames: count('N', 'pictures in all (default 60; 10 in a strip)', { least: 2 }),
    fps: number('N', 'pictures per second (default 12)', [1, 50]),
    truncation: number('T', 'latents times this (default 1)', [0, 10]),
    class: text('NAME|K', 'the class of all of them, where the generator knows classes (default: seed mod classes)'),
    code: count('I', "an InfoGAN's continuous code I (from 0) goes from -1 to 1, in a row for each seed", { least: 0 }),
    net: text('NAME', 'which generator, where a game has several (default: the first)'),
    checkpoint: checkpoint(),
    raw: flag('the weights as trained, where the run keeps their average too'),
    out: text(
      'FILE.gif|FILE.png|…',
      'a GIF, .webp or (with ffmpeg) .mp4 that goes round, or .png: a strip from the first sample to the last',
    ),
    runs: text('DIR', 'folder of runs (default runs)'),
  },
  notes:
    "Latents are interpolated on the sphere, classes linearly. Without --out the GIF goes into the run's folder samples/.",
  examples: [
    { command: 'duel walk last', does: 'a GIF through four samples' },
    { command: 'duel walk 3 --seeds 5,9 --frames 12 --out way.png', does: 'a strip from one sample to another' },
    { command: 'duel walk 3 --code 0 --out sheet.png', does: 'what a code of an InfoGAN means: a row for each class' },
  ],

  async run({ args, options, output }) {
    const { filmFormatOf, filmFormats } = await import('../../run/film/film.ts');
    const format = filmFormatOf(options.out ?? '.gif');
    if (format === undefined && !/\.png$/i.test(options.out!))
      throw usage('bad-out', `a walk is written to FILE.png or ${filmFormats.map((f) => `FILE.${f}`).join(' or ')}`, {
        where: `--out ${options.out}`,
        fix: '--out walk.gif',
      });
    if (format === undefined && options.fps !== undefined)
      throw usage('contradiction', 'a strip has no --fps', { fix: 'leave --fps out, or write to FILE.gif' });
    if (format === 'mp4') (await import('../../run/film/mp4.ts')).assertFfmpeg();
    const { code } = options;
    if (code === undefined && options.seeds && options.seeds.length < 2)
      throw usage('few-seeds', 'a walk takes two seeds or more', { fix: '--seeds 0,1,2,3' });
    const frames = options.frames ?? Math.max(format ? 60 : 10, code === undefined ? (options.seeds?.length ?? 0) : 0);
    if (frames > 2000)
      throw usage('many-frames', 'a walk of more than 2000 pictures does not fit one file', {
        where: options.frames === undefined ? `--seeds, of which there are ${frames}` : `--frames ${frames}`,
      });

    const { findRun } = await import('../../run/directory/directory.ts');
    const { ownFolder, ownResult } = await import('../../run/directory/own.ts');
    const directory = findRun(args[0]!, options.runs ?? 'runs');
    const { RunGenerator } = await import('../../run/sampling/generator.ts');
    const { asFlag, checkCode, classOf } = await import('../../run/sampling/asked.ts');
    const { walkBetween, walkStops } = await import('../../run/sampling/walk.ts');
    const { assertOutput, writeOut } = await import('../../run/output/outputFile.ts');
    if (options.out !== undefined) assertOutput(options.out);
    const generator = await RunGenerator.open(directory, {
      checkpoint: options.checkpoint,
      raw: options.raw,
      net: options.net,
    });
    try {
      if (generator.warning !== undefined) output.warn(generator.warning);
      const of = classOf(options.class, generator, asFlag);
      checkCode(code, generator, asFlag);
      const stops = options.seeds ?? walkStops(generator, code);
      const { truncation, fps } = options;
      const bytes = await walkBetween(generator, { stops, frames, format: format ?? 'png', truncation, of, code, fps });
      const way = code === undefined ? 'walk' : `code-${code}`;
      const file = `${String(generator.step).padStart(9, '0')}-${way}-${stops.slice(0, 8).join(',')}.gif`;
      const out = options.out ?? ownResult(ownFolder(directory, 'samples'), file);
      await writeOut(out, bytes);
      const where = code === undefined ? 'between seeds' : `along code ${code}, for each of seeds`;
      output.note(`${frames} pictures of step ${generator.step.toLocaleString('en-US')} ${where} ${stops.join(', ')}`);
      output.result(
        { run: directory, step: generator.step, seeds: stops, frames, ...(code !== undefined && { code }), out },
        shown(out),
      );
      return 0;
    } finally {
      await generator.close();
    }
  },
});

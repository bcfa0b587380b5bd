import { defineCommand } from '../command.ts';
import { shown } from '../invocation.ts';
import { count, number, text } from '../options.ts';
import { usage } from '../usage.ts';

export const timelapse = defineCommand({
  name: 'timelapse',
  summary: 'shows a training as a film of its pictures',
  args: [{ name: 'RUN', help: "a run's directory, its name or number inside --runs, or 'last'" }],
  options: {
    fps: number('N', 'pictures per second (default: so that all take about ten seconds)', [1, 50]),
    frames: count('N', 'most pictures, evenly spread over the training (default 300)', { least: 2 }),
    out: text(
      'FILE.gif|FILE.webp|FILE.mp4',
      "the film; an MP4 needs ffmpeg (default: timelapse.gif in the run's folder)",
    ),
    runs: text('DIR', 'folder of runs (default runs)'),
  },
  notes:
    'It is made of the pictures that the monitor has drawn, each with its step; the last one stays for two seconds.\n' +
    "How many there are is up to 'duel train --snapshot-every N'.",
  examples: [
    { command: 'duel timelapse last', does: 'a GIF of the last run' },
    { command: 'duel timelapse 3 --out progress.mp4 --fps 25', does: 'an MP4 of run 3' },
  ],

  async run({ args, options, output }) {
    const { filmFormatOf, filmFormats } = await import('../../run/film/film.ts');
    const format = filmFormatOf(options.out ?? '.gif');
    if (format === undefined)
      throw usage('bad-out', `a film is written to ${filmFormats.map((f) => `FILE.${f}`).join(' or ')}`, {
        where: `--out ${options.out}`,
        fix: '--out progress.gif',
      });
    if (format === 'mp4') (await import('../../run/film/mp4.ts')).assertFfmpeg();
    const { findRun } = await import('../../run/directory/directory.ts');
    const directory = findRun(args[0]!, options.runs ?? 'runs');
    const { timelapse: filmOf } = await import('../../run/film/timelapse.ts');
    const { assertOutput, writeOut } = await import('../../run/output/outputFile.ts');
    const { ownResult } = await import('../../run/directory/own.ts');
    const out = options.out ?? ownResult(directory, 'timelapse.gif');
    assertOutput(out);
    const { film, steps, of, fps, width, height } = await filmOf(directory, {
      format,
      fps: options.fps,
      frames: options.frames,
    });
    await writeOut(out, film);
    const fewer = steps.length < of ? ` of ${of.toLocaleString('en-US')}` : '';
    const [first, last] = [steps[0]!, steps.at(-1)!].map((step) => step.toLocaleString('en-US'));
    output.note(`${steps.length}${fewer} pictures, steps ${first} to ${last}, ${fps} a second, ${width}x${height}`);
    output.result({ run: directory, steps, of, fps, width, height, out }, shown(out));
    return 0;
  },
});

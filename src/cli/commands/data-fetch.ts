import { suggest } from '../../options/suggest.ts';
import { defineCommand } from '../command.ts';
import { shown } from '../invocation.ts';
import { text } from '../options.ts';
import { usage } from '../usage.ts';

export const dataFetch = defineCommand({
  name: 'data fetch',
  summary: 'downloads a named data set and checks it against its checksums',
  args: [{ name: 'NAME', help: "see 'duel datasets'" }],
  options: {
    out: text('DIR', 'folder of data sets, for DUEL_DATA (default: the cache, which is looked in by itself)'),
  },
  notes: 'A download that was stopped is continued; files that are here already are left alone.',
  examples: [
    { command: 'duel data fetch mnist', does: '12 MB' },
    { command: 'duel data fetch fashion-mnist --out data', does: 'into a folder to carry elsewhere' },
  ],

  async run({ args, options, output }) {
    const { datasets, findDataset } = await import('../../data/registry.ts');
    const { fetchDataset } = await import('../../data/storage/fetch.ts');
    const { signalStopper } = await import('../train/signals.ts');
    const { Progress } = await import('../train/progress.ts');
    const name = args[0]!;
    const dataset = findDataset(name);
    if (dataset === undefined) {
      const names = datasets.map((d) => d.name);
      const near = suggest(name, names);
      throw usage('unknown-data', `there is no data set '${name}'`, {
        fix: near === undefined ? `name one of ${names.join(', ')}` : `duel data fetch ${near}`,
      });
    }
    const progress = new Progress(output);
    const stopper = signalStopper();
    stopper.listen();
    try {
      const files = await fetchDataset(name, {
        ...(options.out !== undefined && { folder: options.out }),
        signal: stopper.signal,
        onProgress: progress.data.bind(progress),
      });
      progress.clear();
      if (files.length === 0) output.note(`${name} needs ${dataset.needs}: there is nothing to download`);
      const lines = files.map(
        ({ path, status }) => `${shown(path)}  ${status === 'present' ? 'was here' : 'downloaded'}`,
      );
      output.result({ name, files }, lines.join('\n'));
      return 0;
    } catch (error) {
      progress.clear();
      const code = stopper.exitCode();
      if (code === undefined) throw error;
      output.note('stopped; the same command goes on');
      return code;
    } finally {
      stopper.release();
    }
  },
});

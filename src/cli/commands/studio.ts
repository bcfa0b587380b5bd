import { defineCommand } from '../command.ts';
import { count, flag, text } from '../options.ts';

export const studio = defineCommand({
  name: 'studio',
  summary: 'serves a page on this machine to watch and steer trainings with',
  args: [],
  options: {
    runs: text('DIR', 'folder of runs (default runs)'),
    port: count('N', 'where it listens; 0: any port that is free (default 4180)', { least: 0, most: 65_535 }),
    host: text('ADDRESS', 'the address that it listens at (default 127.0.0.1: this machine alone)'),
    commands: flag('with another --host: whoever has the printed address may command, too'),
  },
  notes:
    'The page shows the runs of the folder as they go on: pictures over time, curves, what the doctor found, dials to turn; and ' +
    'begins new ones, in processes that outlive it. ' +
    'Trainings write files, and the studio reads them: ending either leaves the other as it is. Commands need the word ' +
    'behind # in the printed address. With another --host it only shows, unless --commands is given. Ctrl-C ends it.',
  examples: [
    { command: 'duel studio', does: 'http://127.0.0.1:4180/' },
    { command: 'duel studio --runs old --port 0', does: 'of another folder, at any free port' },
  ],

  async run({ options, output }) {
    const { serveUntilSignal } = await import('../serving.ts');
    const { serveStudio } = await import('../../studio/serve.ts');
    const { runs = 'runs', port = 4180, host, commands } = options;
    const { url, token, close } = await serveStudio({ runs, host, port, ...(commands && { commands }) });
    const address = token === undefined ? url : `${url}#token=${token}`;
    output.result({ url, token: token ?? null }, address);
    output.note(token === undefined ? 'it only shows; Ctrl-C ends it' : 'open it in a browser; Ctrl-C ends it');
    return serveUntilSignal(close);
  },
});

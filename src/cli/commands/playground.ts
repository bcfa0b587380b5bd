import { defineCommand } from '../command.ts';
import { count } from '../options.ts';

export const playground = defineCommand({
  name: 'playground',
  summary: 'serves a page on this machine in which a GAN is trained step by step',
  args: [],
  options: {
    port: count('N', 'port on 127.0.0.1; 0: any that is free (default 4173)', { least: 0, most: 65_535 }),
  },
  notes:
    'The page trains in the browser, with the step that train would compile: points in the plane, with D as a surface and G as ' +
    'a bent grid, one update at a time or as fast as it goes. Nothing leaves the machine. Ctrl-C ends it.',
  examples: [{ command: 'duel playground', does: 'http://127.0.0.1:4173/, with as many threads as there are' }],

  async run({ options, output }) {
    const { serveUntilSignal } = await import('../serving.ts');
    const { serveSite } = await import('../playground/server.ts');
    const { siteFolders } = await import('../playground/site.ts');
    const { url, close } = await serveSite(siteFolders(), options.port ?? 4173);
    output.result({ url }, url);
    output.note('open it in a browser; Ctrl-C ends it');
    return serveUntilSignal(close);
  },
});

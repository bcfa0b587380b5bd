import { DuelError } from '../../errors.ts';
import type { Studio } from '../../studio/serve.ts';
import type { Output } from '../output.ts';

const usual = 4180;

/**
 * Serves the studio over a folder of runs as long as a training lasts: at its usual port, or where a studio stands there
 * already, at any that is free. Says where.
 */
export async function studioBeside(runs: string, output: Output): Promise<Studio> {
  const { serveStudio } = await import('../../studio/serve.ts');
  const at = (port: number) => serveStudio({ runs, port });
  const studio = await at(usual).catch((error: unknown) => {
    if (error instanceof DuelError && error.code === 'studio/port') return at(0);
    throw error;
  });
  output.note(`  studio  ${output.noteStyle.cyan(`${studio.url}#token=${studio.token}`)}`);
  return studio;
}

// The playground's trainer for scripts: Node 20 reads no TypeScript, so it is bundled first.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');

/** The exports of course.ts. */
export async function loadCourse() {
  // where packages are found from
  const outfile = join(root, `.duel-course-${process.pid}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, 'course.ts')],
    ...{
      outfile,
      bundle: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      logLevel: 'warning',
      ignoreAnnotations: true,
    },
  });
  try {
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(outfile);
  }
}

/** A state of the playground with seed 0 after so many updates of a kind: its trainer, to be closed. */
export async function played({ Trainer }, engine, settings, until, turn = 'both') {
  const trainer = await Trainer.open(engine, settings);
  await playTo(trainer, until, turn);
  return trainer;
}

export async function playTo(trainer, until, turn = 'both') {
  while (trainer.done < until) await trainer.play(turn, Math.min(50, until - trainer.done));
}

import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { anyCall, callOnRun } from './calls.mjs';
import { changeFolder } from './folder.mjs';
import { Random } from './random.mjs';

/** Where a case plays: a run, another's folder that must stay as it is, and a folder to write to. */
export const placesIn = (folder) => ({
  run: join(folder, 'runs', '001-ring'),
  outside: join(folder, 'outside'),
  out: join(folder, 'out'),
});

/**
 * Lays out case `index` of a seed in an empty folder: a copy of the template run, changed in one to three ways, or left
 * as it is where the options are what is strange.
 *
 * @returns the words of the command, and what was changed
 */
export function layOut({ seed, index, template, folder, commands }) {
  const random = new Random(seed, index);
  const { run, outside, out } = placesIn(folder);
  mkdirSync(join(folder, 'runs'), { recursive: true });
  const { kind, path } = template.runs[index % template.runs.length];
  const { pictures } = template;
  cpSync(path, run, { recursive: true });
  mkdirSync(outside);
  mkdirSync(out);
  writeFileSync(join(outside, 'secret.bin'), Buffer.alloc(4096, 7));
  for (const step of ['000000001', '000000002', '000000099'])
    cpSync(join(path, 'checkpoints', '000000004.safetensors'), join(outside, `${step}.safetensors`));
  if (index % 5 === 0) return { words: anyCall(commands, { run, out, pictures }, random), changes: [] };
  const count = 1 + random.below(random.of([1, 1, 3]));
  const changes = Array.from({ length: count }, () => changeFolder(run, outside, random));
  return { words: callOnRun({ kind, run, out, pictures }, random), changes };
}

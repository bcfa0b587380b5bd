import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, isBuilt } from '../scripts/compiler.mjs';

/**
 * Before all tests: those of the command line run dist, as a person does; and there is a folder for what several test files
 * share, which goes with them.
 *
 * @param {import('vitest/node').TestProject} project
 */
export default function setup(project) {
  const root = process.cwd();
  if (!isBuilt(root)) build(root);
  const scratch = mkdtempSync(join(tmpdir(), 'duel-tests-'));
  project.provide('scratch', scratch);
  return () => rmSync(scratch, { recursive: true, force: true });
}

import { build, isBuilt } from '../../scripts/compiler.mjs';

/** Before all tests: those of the command line run dist, as a person does. */
export default function setup() {
  const root = process.cwd();
  if (!isBuilt(root)) build(root);
}

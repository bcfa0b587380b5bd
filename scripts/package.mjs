// npm run package: the package that 'npm install' takes in other projects, with ONNX Runtime inside.
//   npm run package -- [--out DIR]
// docs/decisions/installing.md says why it is not what 'npm pack' makes of the checkout.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildSite } from './site.mjs';
import { fail, npmCommand, root, say } from './stages.mjs';
import { stage } from './staging.mjs';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: '.' },
    // for tests: the native libraries of one platform, such as linux/x64, in place of all
    platform: { type: 'string', multiple: true },
  },
});
const scratch = mkdtempSync(join(tmpdir(), 'duel-package-'));
process.once('exit', () => rmSync(scratch, { recursive: true, force: true }));
await buildSite();
stage(root, scratch, { platforms: values.platform });

const out = resolve(values.out);
mkdirSync(out, { recursive: true });
say('package: packing …');
const [npm, ...words] = npmCommand();
const { status, stdout, stderr } = spawnSync(
  npm,
  [...words, 'pack', scratch, '--pack-destination', out, '--json', '--loglevel=error'],
  { cwd: scratch, encoding: 'utf8', shell: words.length === 0 && process.platform === 'win32' },
);
if (status !== 0) fail(`npm could not pack: ${stderr.trim()}`, 'see its message above');
const file = join(out, JSON.parse(stdout)[0].filename);
console.log(`${file}, ${(statSync(file).size / 2 ** 20).toFixed(0)} MiB`);

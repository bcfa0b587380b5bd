import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root, say, setup } from './stages.mjs';

/** Numbers of the quickstart's runs, in order. */
const runs = () =>
  existsSync(join(root, 'runs'))
    ? readdirSync(join(root, 'runs'))
        .filter((name) => /^\d+-quickstart$/.test(name))
        .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
    : [];

export async function start() {
  setup();
  say('training: quickstart, a minute or two on two cores; Ctrl-C saves and stops');
  const known = new Set(runs());
  const code = await duel('train', 'quickstart');
  const run = runs().findLast((name) => !known.has(name));
  process.exitCode = code;
  if (code === 0 && run) report(join('runs', run));
}

/** Runs a command of Duel and gives its exit code. Signals are its to answer. */
function duel(...args) {
  const child = spawn(process.execPath, [join('bin', 'duel.js'), ...args], { cwd: root, stdio: 'inherit' });
  // the terminal sends Ctrl-C to both; a SIGTERM comes to this process alone
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  return new Promise((resolve) => {
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

function report(run) {
  const samples = join(run, 'samples');
  const last = readdirSync(join(root, samples))
    .filter((name) => name.endsWith('.png'))
    .sort()
    .at(-1);
  console.log(`
${last === undefined ? '' : `The picture: ${join(samples, last)}\n`}
To look further:
  npx duel sample ${run} --n 100 --out digits.png
  npx duel walk ${run} --out walk.gif
  npx duel train ${run} --steps 3000
  npx duel presets`);
}

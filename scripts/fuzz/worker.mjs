// A process that plays cases one after the other, and says of each how it went.
import { createHash } from 'node:crypto';
import { chmodSync, lstatSync, mkdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { layOut, placesIn } from './cases.mjs';
import { entriesOf } from './folder.mjs';

process.env.DUEL_DATA = '';
const { call } = await import('../../dist/cli/main.js');
const { studioApp } = await import('../../dist/studio/app.js');
const { RunsFolder } = await import('../../dist/studio/runs.js');
const { commands } = await import('../../dist/cli/registry.js');

/** What never belongs on a terminal: controls but for tab and newline, and marks that turn the direction of text. */
const controls = /(?![\t\n])[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** A folder's content as one text: names, links, and what files hold. */
function pictureOf(folder) {
  return entriesOf(folder)
    .map((path) => {
      const info = lstatSync(join(folder, path));
      const content = info.isSymbolicLink()
        ? readlinkSync(join(folder, path))
        : info.isFile()
          ? createHash('sha1')
              .update(readFileSync(join(folder, path)))
              .digest('hex')
          : 'folder';
      return `${path} ${content}`;
    })
    .join('\n');
}

/** What lies beside the run and the folder for output. */
function strays(folder) {
  return entriesOf(folder).filter(
    (path) =>
      !/^(runs|out|outside|cwd)($|\/)/.test(path) ||
      /^runs\/(?!001-ring($|\/)|00\d-|\.00\d)/.test(path) ||
      /^cwd\//.test(path),
  );
}

/** What the studio's server answers to one request, as the exit code of a command that had asked it. */
async function askStudio([, , runs, path], { write }) {
  const host = '127.0.0.1:1';
  const app = studioApp(new RunsFolder(runs), new Map(), () => ({ hosts: [host], token: 'token' }));
  const answer = await app.fetch(new Request(`http://${host}${path}`, { headers: { host } }));
  const body = await answer.text();
  if (answer.ok) return 0;
  write(body);
  return answer.status < 500 && JSON.parse(body).error ? 2 : 1;
}

let problem;
const crashed = (cause) => {
  problem ??= `crashed: ${cause?.stack ?? cause}`;
};
process.on('uncaughtException', crashed);
process.on('unhandledRejection', crashed);

async function play({ seed, index, template, folder, keep }) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(join(folder, 'cwd'), { recursive: true });
  const { words, changes } = layOut({ seed, index, template, folder, commands });
  const { outside } = placesIn(folder);
  const before = pictureOf(outside);
  process.chdir(join(folder, 'cwd'));
  process.send({ started: index, words, changes });
  problem = undefined;
  let text = '';
  const stream = {
    write: (t) => {
      text += t;
    },
  };
  const cpu = process.cpuUsage();
  const streams = { stdout: stream, stderr: stream, env: { NO_COLOR: '1', CI: '1' } };
  const code = await (words[0] === 'studio' ? askStudio(words, stream) : call(words, streams)).catch(crashed);
  // what was started and not waited for shows itself in the next turns
  await new Promise((done) => setTimeout(done, 2));
  const { user, system } = process.cpuUsage(cpu);
  process.chdir('/');
  const problems = [];
  if (problem !== undefined) problems.push(problem);
  if (code !== undefined && ![0, 2, 3, 4, 5, 6, 7].includes(code)) problems.push(`exit ${code}`);
  if (controls.test(text)) problems.push(`control character: ${JSON.stringify(controls.exec(text)[0])}`);
  if (pictureOf(outside) !== before) problems.push('wrote or deleted outside');
  const stray = strays(folder);
  if (stray.length > 0) problems.push(`wrote outside: ${stray.slice(0, 3)}`);
  if (!keep) {
    for (const path of entriesOf(folder))
      if (!lstatSync(join(folder, path)).isSymbolicLink()) chmodSync(join(folder, path), 0o755);
    rmSync(folder, { recursive: true, force: true });
  }
  return {
    index,
    words,
    changes,
    code,
    text: text.slice(0, 3000),
    seconds: (user + system) / 1e6,
    peak: process.resourceUsage().maxRSS / 1024,
    problems,
  };
}

process.on('message', async (job) => {
  if (job === 'end') process.exit(0);
  try {
    process.send({ done: await play(job) });
  } catch (cause) {
    process.send({
      done: {
        index: job.index,
        words: [],
        changes: [],
        text: '',
        seconds: 0,
        peak: 0,
        problems: [`the fuzzer failed: ${cause.stack}`],
      },
    });
  }
});
process.send({ ready: true });

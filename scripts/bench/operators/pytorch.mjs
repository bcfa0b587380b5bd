import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { lastError } from '../child.mjs';

const script = fileURLToPath(new URL('peer.py', import.meta.url));

/** PyTorch in a process of its own, which answers what it is asked: `peer.py` says what. It must be closed. */
export function openPyTorch({ python, threads }) {
  const child = spawn(python, [script, '--threads', `${threads}`]);
  let errors = '';
  let waiting;
  child.stderr.setEncoding('utf8').on('data', (part) => {
    errors += part;
  });
  createInterface({ input: child.stdout }).on('line', (line) => waiting?.resolve(JSON.parse(line)));
  const ended = new Promise((_, reject) => {
    const fail = (why) => reject(new Error(`PyTorch has ended: ${why}`));
    child.on('error', (e) => fail(e.message));
    child.on('close', (code, signal) => fail(lastError(errors) || `${signal ?? code}`));
  });
  // heard where something is asked
  ended.catch(() => {});
  child.stdin.on('error', () => {});
  return {
    async ask(question) {
      const answer = new Promise((resolve) => {
        waiting = { resolve };
      });
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const heard = await Promise.race([answer, ended]);
      if (heard.failed) throw new Error(heard.failed);
      return heard;
    },
    close: () => child.stdin.end(),
  };
}

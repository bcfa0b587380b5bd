import { spawn } from 'node:child_process';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const running = new Set();
// what is being measured ends with the benchmark
for (const [signal, code] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
])
  process.once(signal, () => {
    for (const child of running) child.kill();
    process.exit(code);
  });

/**
 * Runs a program to its end and returns what it printed; `ok` is false where it failed, could not be started, or was
 * ended since it took longer than `seconds`.
 */
export function run(command, args, { seconds, env } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env });
    running.add(child);
    let late = false;
    const timer =
      seconds &&
      setTimeout(() => {
        late = true;
        child.kill('SIGKILL');
      }, seconds * 1000);
    const end = (result) => {
      clearTimeout(timer);
      running.delete(child);
      resolve(result);
    };
    const text = { stdout: '', stderr: '' };
    for (const name of Object.keys(text))
      child[name].setEncoding('utf8').on('data', (part) => {
        text[name] += part;
      });
    child.on('error', (e) => end({ ok: false, stdout: '', stderr: e.message }));
    child.on('close', (code, signal) => {
      const why = late ? `Error: it took longer than ${Math.round(seconds)} s` : signal && `ended by ${signal}`;
      end({ ok: code === 0, ...text, ...(why && { stderr: `${text.stderr}\n${why}` }) });
    });
  });
}

/** The error that a program ended with, out of what it wrote to stderr: JavaScript's and Python's look alike. */
export function lastError(stderr) {
  const named = stderr.match(/^[\w.]*Error: .*$/gm);
  return (named?.at(-1) ?? stderr).trim();
}

/** Runs a program and reads the JSON of its last line. */
export async function measured(command, args, limits) {
  const { ok, stdout, stderr } = await run(command, args, limits);
  if (!ok) throw new Error(`${basename(args[0])} failed: ${lastError(stderr)}`);
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

/** Runs a script of this folder in a process of its own, so that its memory and its threads are its own. */
export const measuredHere = (script, options, limits) =>
  measured(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), JSON.stringify(options)], limits);

/** A program that answers each line with one of JSON, and stays while others have their turn: {ask(line), end()}. */
export function answering(command, args, { env } = {}) {
  const child = spawn(command, args, { stdio: ['pipe', 'pipe', 'pipe'], env });
  running.add(child);
  let [stderr, text] = ['', ''];
  let waiting;
  let failure;
  const isOver = new Promise((over) => {
    const end = (why) => {
      running.delete(child);
      failure ??= new Error(`${basename(args[0])} failed: ${lastError(stderr || why)}`);
      waiting?.reject(failure);
      waiting = undefined;
      over();
    };
    child.on('error', (e) => end(e.message));
    child.on('close', (code, signal) => end(signal ? `ended by ${signal}` : `exit code ${code}`));
  });
  child.stdin.on('error', () => {});
  child.stderr.setEncoding('utf8').on('data', (part) => {
    stderr += part;
  });
  child.stdout.setEncoding('utf8').on('data', (part) => {
    text += part;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n')) {
      waiting?.resolve(JSON.parse(text.slice(0, at)));
      waiting = undefined;
      text = text.slice(at + 1);
    }
  });
  return {
    ask: (line) =>
      new Promise((resolve, reject) => {
        if (failure) return reject(failure);
        waiting = { resolve, reject };
        child.stdin.write(`${line}\n`);
      }),
    end: async () => {
      child.kill();
      await isOver;
    },
  };
}

import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  closeSync,
  existsSync,
  ftruncateSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { changedJson } from './json.mjs';
import { changedModel } from './onnx.mjs';
import { changedCheckpoint } from './safetensors.mjs';
import { contents, texts } from './values.mjs';

/** The files and folders below a folder, as paths relative to it, in the order of their names. */
export function entriesOf(folder, prefix = '') {
  return readdirSync(join(folder, prefix), { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(prefix, entry.name);
      return entry.isDirectory() ? [path, ...entriesOf(folder, path)] : [path];
    });
}

const write = (path, content) => {
  rmSync(path, { recursive: true, force: true });
  writeFileSync(path, content);
};

/** Bytes of a file, changed as its format allows. */
function changedContent(path, random) {
  const bytes = readFileSync(path);
  if (/\.json$/.test(path)) return changedJson(bytes.toString(), random);
  if (/\.onnx$/.test(path)) return changedModel(bytes, random);
  if (/\.safetensors$/.test(path)) return changedCheckpoint(bytes, random);
  if (/\.jsonl$/.test(path)) {
    const lines = bytes.toString().trim().split('\n');
    const at = random.below(lines.length);
    const [line, what] = changedJson(lines[at], random);
    lines[at] = random.chance(0.1) ? random.of(contents) : line.trim();
    return [`${lines.join('\n')}\n`, `line ${at} ${what}`];
  }
  return [Uint8Array.from(bytes, () => random.below(256)), 'noise'];
}

const anyContent = (path, random) => {
  try {
    return changedContent(path, random);
  } catch {
    // a file that was changed before
    return [random.of(contents), 'replaced'];
  }
};

/** What can stand in the place of a file or folder of a run. `outside`: a folder of another's files. */
const replacements = {
  missing: () => {},
  folder: (path) => mkdirSync(path),
  'link to a file outside': (path, outside) => symlinkSync(join(outside, 'secret.bin'), path),
  'link to a folder outside': (path, outside) => symlinkSync(outside, path),
  'dangling link': (path, outside) => symlinkSync(join(outside, 'new'), path),
  'link to itself': (path) => symlinkSync(path, path),
  'link to a device': (path) => symlinkSync('/dev/zero', path),
  'named pipe': (path) => execFileSync('mkfifo', [path]),
  'huge and empty': (path) => {
    const file = openSync(path, 'w');
    ftruncateSync(file, 3 * 2 ** 30);
    closeSync(file);
  },
};

/** Changes one thing in a run's folder, and says what. */
export function changeFolder(run, outside, random) {
  const entries = entriesOf(run);
  if (entries.length === 0) return 'an empty folder';
  const structured = entries.filter((path) => /\.(json|jsonl|onnx|safetensors)$/.test(path));
  const kind = random.next();
  if (kind < 0.7 && structured.length > 0) {
    const path = random.of(structured);
    if (!lstatSync(join(run, path)).isFile()) return `${path} untouched`;
    const [content, what] = anyContent(join(run, path), random);
    write(join(run, path), content);
    return `${path}: ${what}`;
  }
  const path = random.of(entries);
  const full = join(run, path);
  if (kind < 0.76 && lstatSync(full).isFile()) {
    const bytes = readFileSync(full);
    if (random.chance(0.5)) write(full, bytes.subarray(0, random.below(bytes.length + 1)));
    else write(full, Buffer.concat([bytes, Buffer.from(random.of(contents))]));
    return `${path}: cut or longer`;
  }
  if (kind < 0.82) {
    write(full, random.of(contents));
    return `${path}: replaced`;
  }
  if (kind < 0.86) {
    const other = join(run, random.of(entries));
    if (!lstatSync(other).isFile()) return 'nothing';
    const bytes = readFileSync(other);
    write(full, bytes);
    return `${path}: the bytes of ${relative(run, other)}`;
  }
  if (kind < 0.9) {
    const name = random
      .of([
        ...texts,
        'lock.json',
        '.tmp-1-1-x',
        '.tmp-999999-2-run.json',
        '000000099.safetensors',
        'checkpoints',
        'best.json',
      ])
      .replaceAll(/[/\0]/g, '_')
      .slice(0, 200);
    const target = join(dirname(full), name);
    if (name === '' || name === '.' || name === '..' || existsSync(target)) return 'nothing';
    if (random.chance(0.5)) symlinkSync(join(outside, random.of(['secret.bin', '.', '000000002.safetensors'])), target);
    else
      writeFileSync(
        target,
        random.of([
          ...contents,
          JSON.stringify({ pid: 1, host: '\u001b[31m' }),
          JSON.stringify({ pid: process.ppid, host: 'x' }),
        ]),
      );
    return `more: ${JSON.stringify(name)}`;
  }
  if (kind < 0.92) {
    chmodSync(full, random.of([0o000, 0o444, 0o555]));
    return `${path}: other rights`;
  }
  const [what, make] = random.of(Object.entries(replacements));
  rmSync(full, { recursive: true, force: true });
  make(full, outside);
  return `${path}: ${what}`;
}

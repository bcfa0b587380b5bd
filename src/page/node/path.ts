// Stands for node:path in a page: paths as on POSIX, below '/'.

export const sep = '/';
export const delimiter = ':';

export const isAbsolute = (path: string): boolean => path.startsWith('/');

/** A path without `.`, `..` and doubled slashes; a slash at its end stays. */
export function normalize(path: string): string {
  if (path === '') return '.';
  const absolute = isAbsolute(path);
  const names = plain(path, absolute).join('/');
  const ends = path.endsWith('/') && names !== '' ? '/' : '';
  if (absolute) return `/${names}${ends}`;
  return names === '' ? (path.endsWith('/') ? './' : '.') : names + ends;
}

function plain(path: string, absolute: boolean): string[] {
  const out: string[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') out.push(name);
    else if (out.length > 0 && out.at(-1) !== '..') out.pop();
    else if (!absolute) out.push('..');
  }
  return out;
}

export const join = (...paths: string[]): string => normalize(paths.filter((p) => p !== '').join('/'));

/** The last absolute path and what follows it, from '/'. */
export const resolve = (...paths: string[]): string => {
  const start = paths.findLastIndex(isAbsolute);
  return `/${plain(paths.slice(Math.max(0, start)).join('/'), true).join('/')}`;
};

const trimmed = (path: string): string => path.replace(/\/+$/, '');

export function dirname(path: string): string {
  const whole = trimmed(path);
  if (whole === '') return path.startsWith('/') ? '/' : '.';
  const at = whole.lastIndexOf('/');
  if (at < 0) return '.';
  return trimmed(whole.slice(0, at)) || '/';
}

export function basename(path: string, ending = ''): string {
  const whole = trimmed(path);
  const name = whole.slice(whole.lastIndexOf('/') + 1);
  return ending !== '' && name !== ending && name.endsWith(ending) ? name.slice(0, -ending.length) : name;
}

export function extname(path: string): string {
  const name = basename(path);
  const at = name.lastIndexOf('.');
  return at <= 0 || name === '..' ? '' : name.slice(at);
}

export function relative(from: string, to: string): string {
  const [a, b] = [from, to].map((path) => resolve(path).split('/').filter(Boolean)) as [string[], string[]];
  let same = 0;
  while (same < a.length && same < b.length && a[same] === b[same]) same++;
  return [...a.slice(same).map(() => '..'), ...b.slice(same)].join('/');
}

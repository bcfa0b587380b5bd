import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks of /proc in a second: on Linux always 100. */
const ticks = 100;

/** A process of this machine: its parent, and the seconds of processors that it has taken. */
function processOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // its name in brackets may hold blanks
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return { pid, parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / ticks };
  } catch {
    return undefined;
  }
}

/** Seconds of processors that a process and all that it has begun have taken, by their kinds (Chromium's `--type`). */
export function secondsOf(root) {
  const all = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => processOf(Number(name)) ?? []);
  const family = new Set([root]);
  for (let before = 0; before !== family.size; ) {
    before = family.size;
    for (const { pid, parent } of all) if (family.has(parent)) family.add(pid);
  }
  const kinds = {};
  for (const { pid, seconds } of all.filter(({ pid }) => family.has(pid))) {
    const kind = kindOf(pid);
    kinds[kind] = (kinds[kind] ?? 0) + seconds;
  }
  return kinds;
}

function kindOf(pid) {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    const [, type] = /--type=([\w-]+)/.exec(words) ?? [];
    return /utility-sub-type=([\w.]+)/.exec(words)?.[1]?.split('.').at(-1) ?? type ?? 'main';
  } catch {
    return 'main';
  }
}

/** What was taken between two looks. */
export const between = (before, after) =>
  Object.fromEntries(Object.entries(after).map(([kind, seconds]) => [kind, seconds - (before[kind] ?? 0)]));
export const sumOf = (kinds) => Object.values(kinds).reduce((sum, seconds) => sum + seconds, 0);

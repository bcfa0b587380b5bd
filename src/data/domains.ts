import { DuelError } from '../errors.ts';
import { closedOnError } from './closing.ts';
import type { DataNotes, Dataset, ReadOptions } from './dataset.ts';
import { type ForeseeingContext, foreseenAs } from './foreseen.ts';
import { withWhite } from './pictures/white.ts';
import { foldersText } from './pictures/within.ts';
import { dataError } from './problems.ts';
import type { DataContext, DataRequest } from './request.ts';

/** Opens a data set by what is asked of it. */
export type Open = (request: DataRequest, context: ForeseeingContext) => Promise<Dataset>;

/**
 * Opens several domains, each as a data set of its own, in the same form: grey only where all are grey.
 *
 * Throws a `DuelError` of kind `data` where their examples differ in shape.
 */
export async function openDomains(
  { domains = {}, ...request }: DataRequest,
  context: DataContext,
  open: Open,
): Promise<Dataset> {
  const opened: Record<string, Dataset> = {};
  const names = Object.keys(domains);
  const allLike = (one: Dataset) => together(Object.fromEntries(names.map((name) => [name, one])));
  const within = foreseenAs(context, allLike, false);
  const requestOf = (domain: string, source: string): DataRequest => ({ ...withWhite(request, domain), source });
  const closing = { close: async () => void (await Promise.all(Object.values(opened).map((one) => one.close()))) };
  return closedOnError(closing, async () => {
    for (const [domain, source] of Object.entries(domains))
      opened[domain] = await open(requestOf(domain, source), within);
    for (const [domain, source] of Object.entries(domains)) {
      const channels = Object.values(opened).map(({ shape }) => shape.at(-1)!);
      if (request.channels !== undefined || channels.every((c) => c === channels[0]) || opened[domain]!.shape[2] !== 1)
        continue;
      const grey = opened[domain]!;
      opened[domain] = await open({ ...requestOf(domain, source), channels: 3 }, within);
      await grey.close();
    }
    return together(opened);
  });
}

/** Two folders as domains. Throws where there are not two. */
export function twoOf(folders: readonly string[], source: string): [string, string] {
  const [a, b] = folders;
  if (folders.length === 2) return [a!, b!];
  const found = folders.length === 0 ? 'pictures in no folder' : `pictures in ${foldersText(folders)}`;
  throw new DuelError('usage', 'data/domains', `two domains are two folders, and here are ${found}`, {
    where: source,
    fix: 'say which is which: --domain-a DIR|zip --domain-b DIR|zip, folders in --data or paths',
  });
}

/** Domains as one data set, which reads as the first of them does. */
function together(domains: Readonly<Record<string, Dataset>>): Dataset {
  const names = Object.keys(domains);
  const all = Object.values(domains);
  const first = all[0]!;
  for (const [k, { shape }] of all.entries())
    if (shape.join() !== first.shape.join())
      throw dataError(
        'domains-differ',
        `the domains have examples of different shapes: ${names[0]} [${first.shape.join(', ')}], ${names[k]} [${shape.join(', ')}]`,
        { where: all[k]!.name, fix: 'bring both to one size with --resolution' },
      );
  return {
    ...first,
    name: all.map(({ name }) => name).join(' and '),
    count: Math.max(...all.map(({ count }) => count)),
    fingerprint: `domains-v1-${names.map((name) => `${name}-${domains[name]!.fingerprint}`).join('-')}`,
    domains,
    notes: notesOf(domains),
    async read(indices, out, options: ReadOptions = {}) {
      await first.read(
        Array.from(indices, (index) => index % first.count),
        out,
        options,
      );
    },
    async close() {
      await Promise.all(all.map((one) => one.close()));
    },
  };
}

/** What is known of each domain, by its name. */
function notesOf(domains: Readonly<Record<string, Dataset>>): DataNotes {
  const of = (kind: keyof DataNotes) =>
    Object.entries(domains).flatMap(([domain, { name, notes }]) =>
      (notes?.[kind] ?? []).map((line) => `domain ${domain}, ${name}: ${line}`),
    );
  return { found: of('found'), warnings: of('warnings') };
}

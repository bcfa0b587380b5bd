import { isAbsolute, join, resolve } from 'node:path';
import { DuelError } from '../../errors.ts';
import { closedOnError } from '../closing.ts';
import type { DataNotes, Dataset } from '../dataset.ts';
import { foreseenAs } from '../foreseen.ts';
import type { Layout } from '../pictures/layout.ts';
import { identityOf, type PictureOrigin } from '../pictures/picture-source.ts';
import { type ChosenPictures, openChosen, openWhole, type PictureRequest } from '../pictures/pictures.ts';
import { type LayoutWish, readLayout } from '../pictures/read-layout.ts';
import { joined } from '../pictures/source-notes.ts';
import { withWhite } from '../pictures/white.ts';
import { originWithin } from '../pictures/within.ts';
import { holdsPictures, locate, originAt, type Place } from '../place.ts';
import { dataError } from '../problems.ts';
import { newestReading } from '../reading.ts';
import type { DataContext } from '../request.ts';
import { joinedPairs } from './joined.ts';
import type { Folders } from './real.ts';

type Part = 'input' | 'target';

/** Opens the pairs of two folders: pictures of the same names, in the order of these. */
export async function openFolders(
  name: string,
  source: string,
  { input, target }: Folders,
  request: PictureRequest,
  context: DataContext,
): Promise<Dataset> {
  const { reading = newestReading } = request;
  const origin = async (folder: string) => originAt(await placeWithin(source, folder), reading, context.signal);
  const origins = { input: await origin(input), target: await origin(target) };
  const identity = (part: Part) => identityOf(part, [origins.input.identity, origins.target.identity]);
  const within = foreseenAs(context, (one) => joinedPairs(one, one, ''), false);
  const open = (part: Part) =>
    openChosen(
      name,
      identity(part),
      async () => (await openPairing(origins, request, part))[part],
      withWhite(request, part),
      within,
    );
  const targets = await open('target');
  return closedOnError(targets, async () =>
    joinedPairs(
      await open('input'),
      targets,
      `pairs: the inputs are in ${input}, the targets of the same names in ${target}`,
    ),
  );
}

/** How many pairs two folders have, and what is said of the rest; decodes nothing. */
export async function countPairs(
  source: string,
  { input, target }: Folders,
  wish: LayoutWish,
  signal?: AbortSignal,
): Promise<{ count: number; warnings: readonly string[] }> {
  const origin = async (folder: string) => originAt(await placeWithin(source, folder), newestReading, signal);
  const pairing = await openPairing({ input: await origin(input), target: await origin(target) }, wish, 'target');
  await pairing.target.source.close();
  return { count: pairing.target.layout.names.length, warnings: pairing.unpaired };
}

/** The pictures of both parts that have a partner, in the same order. */
export interface Pairing {
  input: ChosenPictures;
  target: ChosenPictures;
  /** What is said of those without a partner. */
  unpaired: readonly string[];
}

/** Finds the pairs of two origins; of these only that of `part` stays open. */
async function openPairing(
  origins: { input: PictureOrigin; target: PictureOrigin },
  wish: LayoutWish,
  part: Part,
): Promise<Pairing> {
  const input = await openWhole(origins.input);
  return closedOnError(input, async () => {
    const target = await openWhole(origins.target);
    return closedOnError(target, async () => {
      const pairing = pairUp(
        { source: input, ...(await readLayout(input, wish)) },
        { source: target, ...(await readLayout(target, wish)) },
      );
      await (part === 'input' ? target : input).close();
      return pairing;
    });
  });
}

/**
 * Leaves of both parts the pictures that have a partner of the same name, apart from its ending, in the order of the
 * targets, which have the classes.
 *
 * Throws a `DuelError` of kind `data` where no picture has a partner, or a name stands for two of one part.
 */
export function pairUp(input: ChosenPictures, target: ChosenPictures): Pairing {
  const inputs = byName(input);
  const targets = byName(target);
  const names = target.layout.names.filter((name) => inputs.has(name));
  const [where, other] = [target.source.where, input.source.where];
  if (names.length === 0)
    throw dataError(
      'no-pairs',
      `no picture in ${other} has the name of one in ${where}: ${few(input)}; ${few(target)}`,
      {
        where,
        fix: 'give an input the name of its target; the endings may differ',
      },
    );
  const warnings = [...unpaired(input, targets, where), ...unpaired(target, inputs, other)];
  const labels =
    target.layout.labels.length === 0 ? [] : names.map((name) => target.layout.labels[targets.get(name)!]!);
  const chosen = (part: ChosenPictures, at: ReadonlyMap<string, number>, notes: DataNotes): ChosenPictures => {
    const { indices, names: _, ...layout } = part.layout;
    const { classes } = target.layout;
    return {
      source: part.source,
      layout: { ...layout, classes, labels, names, indices: names.map((n) => indices[at.get(n)!]!) },
      notes,
    };
  };
  return {
    input: chosen(input, inputs, input.notes),
    target: chosen(target, targets, joined(target.notes, { found: [], warnings })),
    unpaired: warnings,
  };
}

/** Where the picture of each name stands in the layout. */
function byName({ layout, source }: ChosenPictures): Map<string, number> {
  const places = new Map<string, number>();
  for (const [k, name] of layout.names.entries()) {
    const before = places.get(name);
    if (before !== undefined)
      throw dataError(
        'ambiguous-pair',
        `two pictures of one name: ${pathAt(layout, source, before)} and ${pathAt(layout, source, k)}`,
        {
          where: source.where,
          fix: 'take one of them out, or give it another name',
        },
      );
    places.set(name, k);
  }
  return places;
}

const pathAt = ({ indices }: Layout, { paths }: ChosenPictures['source'], k: number) => paths[indices[k]!]!;

function unpaired({ layout, source }: ChosenPictures, partners: ReadonlyMap<string, number>, where: string): string[] {
  const alone = layout.names.flatMap((name, k) => (partners.has(name) ? [] : [k]));
  if (alone.length === 0) return [];
  const [amount, all] = [alone.length, layout.names.length].map((n) => n.toLocaleString('en-US'));
  const have = alone.length === 1 ? 'has' : 'have';
  return [
    `${amount} of ${all} pictures ${have} no partner in ` +
      `${where} and ${alone.length === 1 ? 'is' : 'are'} left out, such as ${source.where}/${pathAt(layout, source, alone[0]!)}`,
  ];
}

/** How many pictures there are, and what the first is called. */
const few = ({ layout, source }: ChosenPictures): string =>
  `${layout.names.length.toLocaleString('en-US')} there, such as ${pathAt(layout, source, 0)}`;

/** The folder or zip of a part: inside the source, or at an absolute path. Says which folders there are where it is not. */
export async function placeWithin(source: string, folder: string): Promise<Place> {
  if (isAbsolute(folder)) return locate(folder, folder);
  const inside = join(resolve(source), folder);
  try {
    return await locate(inside, inside);
  } catch (cause) {
    if (!(cause instanceof DuelError) || cause.code !== 'data/not-found') throw cause;
    const place = await locate(resolve(source), source);
    if (!(await holdsPictures(place))) throw cause;
    const open = await originWithin(await originAt(place, newestReading), folder).open();
    await open.close();
    throw cause;
  }
}

/**
 * The source and the pairs that a person names by `--data DIR --input A --target B`: A and B are folders inside DIR, or at
 * absolute paths. Without DIR both are paths, and become absolute.
 */
export function folderPairs(
  data: string | undefined,
  input: string,
  target: string,
): { source: string; pairs: Folders } {
  const placed = (name: string) => (data === undefined ? resolve(name) : name);
  return {
    source: data ?? resolve(target),
    pairs: { type: 'folders', input: placed(input), target: placed(target) },
  };
}

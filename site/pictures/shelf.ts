import { listRuns } from 'duel-gan';
import { listFolder, readBytes, remove, writeBytes } from 'duel-gan/page';
import type { DataCard, RunCard } from './messages.ts';

export const runsFolder = '/runs';
export const pathOf = (run: string): string => `${runsFolder}/${run}`;
/** Where a training is tried: no run that is listed, and nothing that is kept. */
export const trialFolder = '/trial';
/** Where data that were brought lie, in the layout that their publishers have, each with a card. */
export const dataFolder = '/data';
const cardAt = (name: string) => `${dataFolder}/${name}/card.json`;

/** The runs in this page's files, the newest first. */
export const runsNow = (): RunCard[] =>
  listRuns(runsFolder)
    .map(({ id, status, step, steps }) => ({ id, status, step: step ?? 0, steps: steps ?? 0 }))
    .reverse();

/** The data in this page's files. */
export const dataNow = (): DataCard[] => listFolder(dataFolder).flatMap((name) => cardOf(name) ?? []);

/** Data by their name; undefined where they are not there. */
export function cardOf(name: string): DataCard | undefined {
  const bytes = readBytes(cardAt(name));
  return bytes && (JSON.parse(new TextDecoder().decode(bytes)) as DataCard);
}

/** Puts data among the page's files; the card is the last, and what makes them data. */
export function keepData(card: DataCard, files: Readonly<Record<string, Uint8Array>>): void {
  // nothing is left of other data of this name
  remove(`${dataFolder}/${card.name}`);
  for (const [name, bytes] of Object.entries(files)) writeBytes(`${dataFolder}/${card.name}/${name}`, bytes);
  writeBytes(cardAt(card.name), new TextEncoder().encode(JSON.stringify(card)));
}

/** A word as a folder's name. */
export const folderName = (words: string): string =>
  words
    .toLowerCase()
    .replace(/\.[a-z0-9]+$/, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 40) || 'mine';

import type { DuelError } from '../../errors.ts';
import type { DataNotes } from '../dataset.ts';
import { dataError } from '../problems.ts';
import { conversion, formatsRead, isNamedPicture } from './picture-formats.ts';
import type { PathProblem, PictureSource } from './picture-source.ts';

const amount = (n: number) => n.toLocaleString('en-US');

/** Files that are no data, in all. */
export function passedOverCount({ passedOver }: Pick<PictureSource, 'passedOver'>): number {
  return Object.values(passedOver).reduce((sum, n) => sum + n, 0);
}

/** What is left out of a folder or zip when it is trained on. */
export function sourceNotes(source: PictureSource): DataNotes {
  const { where, paths, unread, problems } = source;
  const others = passedOverCount(source) + unread.length + problems.length;
  const check = `duel data check '${where}'`;
  if (others === 0) return { found: [], warnings: [] };
  const found = [
    `${amount(paths.length)} of ${amount(paths.length + others)} files; ${amount(others)} passed over: see ${check}`,
  ];
  const counts = new Map<string, number>();
  for (const { format } of unread) counts.set(format, (counts.get(format) ?? 0) + 1);
  const formats = [...counts].map(([format, n]) => `${format} (${amount(n)})`).join(', ');
  const warnings =
    unread.length === 0
      ? []
      : [
          `pictures in formats that are not read are left out: ${formats}, such as ${unread[0]!.path}; ${check} says what to do`,
        ];
  return { found, warnings };
}

/** What is wrong with a picture in a format that is not read. */
export function unreadProblem({ path, format }: PictureSource['unread'][number]): string {
  return `a picture in a format that is not read, ${format}: ${conversion(path)}`;
}

/** Whether a problem may cost pictures: it is a folder's, or that of a file that is called a picture. */
export function costsPictures({ path, error }: PathProblem): boolean {
  return error.code === 'data/not-readable' || (isNamedPicture(path) && error.code !== 'file/not-a-file');
}

/** The error of a source without a picture that can be read. */
export function noPictures({ where, unread, passedOver }: PictureSource): DuelError {
  const others = amount(passedOverCount({ passedOver }));
  if (unread.length > 0)
    return dataError(
      'unread-format',
      `no picture is in a format that is read: ${unread[0]!.path} is ${unread[0]!.format}${unread.length > 1 ? `, and there are ${amount(unread.length - 1)} more` : ''}`,
      {
        where,
        fix: conversion(unread[0]!.path),
      },
    );
  return dataError('empty', `no pictures among ${others} files; ${formatsRead} are read`, {
    where,
    fix: 'choose a folder or zip that holds pictures',
  });
}

export const joined = (a: DataNotes, b: DataNotes): DataNotes => ({
  found: [...a.found, ...b.found],
  warnings: [...a.warnings, ...b.warnings],
});

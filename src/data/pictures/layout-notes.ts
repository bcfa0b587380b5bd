import type { DataNotes } from '../dataset.ts';
import type { Layout } from './layout.ts';
import { looksLikeSplit } from './splits.ts';

/** Classes that are named one by one. */
const listed = 12;
/** How many times more pictures one class may have than another before it is worth a word. */
const uneven = 10;

const amount = (n: number) => n.toLocaleString('en-US');
const pictures = (n: number) => `${amount(n)} picture${n === 1 ? '' : 's'}`;

/** What pictures were taken for: which folders are splits, which classes. */
export function layoutNotes(layout: Layout, paths: readonly string[]): DataNotes {
  const { splits, splitFolders, classes, classesFrom, indices, heldOut } = layout;
  const folders = (split: string) => [...splitFolders.keys()].filter((name) => splitFolders.get(name) === split);
  const origin = classesFrom.length === 0 ? '' : `, after ${classesFrom.join(', ')}`;
  const found = [
    ...(splits.size === 0
      ? [pictures(heldOut?.of ?? indices.length)]
      : [`splits: ${[...splits].map(([s, n]) => `${folders(s).join('/, ')}/ as ${s} (${amount(n)})`).join(', ')}`]),
    ...(heldOut === undefined ? [] : [`${amount(heldOut.count)} of ${amount(heldOut.of)} held out for testing`]),
    classes.length === 0
      ? `no classes${origin}`
      : `${amount(classes.length)} class${classes.length === 1 ? '' : 'es'}${origin}: ${few(classes)}`,
  ];
  return { found: [found.join('; ')], warnings: layoutWarnings(layout, paths) };
}

/** Pictures of each class of the split, in the order of the classes. */
export function classSizes({ classes, labels }: Layout): number[] {
  const sizes = new Array<number>(classes.length).fill(0);
  for (const label of labels) sizes[label]!++;
  return sizes;
}

function layoutWarnings(layout: Layout, paths: readonly string[]): string[] {
  const { classes, classesFrom, splitFolders, outside, deepSplits } = layout;
  const warnings: string[] = [];
  const suspects = classesFrom.length > 0 ? [] : classes.filter(looksLikeSplit);
  if (suspects.length > 0)
    warnings.push(
      `taken for classes, though named like splits: ${named(suspects)}; folders called train, validation and test ` +
        `are splits, and one folder alone can be given as the data`,
    );
  if (deepSplits.length > 0)
    warnings.push(
      `folders called ${few(deepSplits)} lie inside classes, where they mean nothing: splits come first, ` +
        `such as train/${classes[0] ?? 'class'}/`,
    );
  if (outside.length > 0)
    warnings.push(
      `${pictures(outside.length)} ${outside.length === 1 ? 'lies' : 'lie'} outside ${[...splitFolders.keys()].map((name) => `${name}/`).join(', ')} ` +
        `and are left out, such as ${paths[outside[0]!]}`,
    );
  return [...warnings, ...unevenness(layout)];
}

/** A note where one class has a tenth of another's pictures. */
function unevenness(layout: Layout): string[] {
  const sizes = classSizes(layout);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  if (sizes.length < 2 || least * uneven > most) return [];
  const small = layout.classes.filter((_, k) => sizes[k]! * uneven <= most);
  const of = (size: number) => `'${layout.classes[sizes.indexOf(size)]}' has ${pictures(size)}`;
  const others = small.length > 1 ? ` (${small.length} classes have a tenth or less)` : '';
  return [
    `the classes are uneven: ${of(least)}, ${of(most)}${others}; a conditional GAN learns little of a class ` +
      `of which it sees little`,
  ];
}

const named = (names: readonly string[]): string => few(names.map((name) => `'${name}'`));
const few = (names: readonly string[]): string =>
  names.length <= listed ? names.join(', ') : `${names.slice(0, listed - 1).join(', ')}, … ${names.at(-1)}`;

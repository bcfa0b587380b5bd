/**
 * Characters that tell a terminal to do something, or change the order in which text is read: control characters, marks
 * of direction, line separators, and halves of characters.
 */
const unprintable =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\0-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const escaped = (text: string): string =>
  Array.from({ length: text.length }, (_, i) => `\\u${text.charCodeAt(i).toString(16).padStart(4, '0')}`).join('');

/**
 * A text as it can be shown in a terminal, with `\u001b` in the place of what would act there. Names of files, classes and
 * columns come from strangers. Line feeds and tabs stay.
 */
export const printable = (text: string): string => text.replace(unprintable, escaped);

/** The same on one line: for a message, or a cell of a table. */
export const printableLine = (text: string): string =>
  printable(text.replace(/[\n\t]/g, (c) => (c === '\n' ? '\\n' : '\\t')));

/** Whether a text holds what has to be escaped. */
export const hasControls = (text: string): boolean => printableLine(text) !== text;

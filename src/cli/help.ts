import { flagOf } from '../options/flag.ts';
import { version } from '../version.ts';
import type { Command, OptionTable } from './command.ts';
import { globalOptions } from './parse.ts';
import { type Style, table, widthOf, wrap } from './style.ts';

const width = 100;

/** Puts the way the process was called in the place of `duel`. */
type Spell = (text: string) => string;

/** What `duel` alone prints. */
export function overview(commands: readonly Command[], style: Style, spell: Spell): string {
  const { bold, dim, cyan } = style;
  return [
    `${bold('Duel')} ${dim(version)}: trains, inspects and ships generative adversarial networks`,
    '',
    bold('Start here'),
    indented([
      [cyan(spell('duel train quickstart')), 'a GAN of drawn digits within two minutes, needs no data'],
      [cyan(spell('duel sample last')), 'pictures of what the last run has learned'],
      [cyan(spell('duel doctor')), 'which devices this machine has, and whether they compute right'],
    ]),
    '',
    bold('Commands'),
    indented(commands.map(({ name, summary }) => [cyan(name), summary])),
    '',
    `${cyan(spell('duel COMMAND --help'))} explains one, with examples.`,
  ].join('\n');
}

/** The help of one command. */
export function commandHelp(command: Command, style: Style, spell: Spell): string {
  const { bold, cyan } = style;
  const own = Object.keys(command.options).length > 0;
  const call = [
    'duel',
    command.name,
    ...command.args.map(({ name, optional, repeatable }) => {
      const word = repeatable ? `${name} …` : name;
      return optional ? `[${word}]` : word;
    }),
    ...(own ? ['[OPTIONS]'] : []),
  ];
  const section = (title: string, body: string) => (body === '' ? [] : ['', bold(title), body]);
  return [
    bold(spell(call.join(' '))),
    '',
    wrap(`${command.summary[0]!.toUpperCase()}${command.summary.slice(1)}.`, width),
    ...section('Arguments', described(command.args.map(({ name, help }) => [cyan(name), help]))),
    ...section('Options', described(optionRows(command.options, style))),
    ...section('Every command', described(optionRows(globalOptions, style))),
    ...(command.notes === undefined ? [] : ['', ...command.notes.split('\n').map((line) => wrap(line, width))]),
    ...section('Examples', indented(command.examples.map(({ command, does }) => [cyan(spell(command)), does]))),
  ].join('\n');
}

function optionRows(options: OptionTable, style: Style): [string, string][] {
  return Object.entries(options).map(([name, { placeholder, help, short, repeatable }]) => {
    const flag = `${short === undefined ? '' : `-${short}, `}${flagOf(name)}`;
    const value = placeholder === undefined ? '' : ` ${placeholder}`;
    return [style.cyan(flag) + style.dim(value), repeatable ? `${help}; may be given more than once` : help];
  });
}

const indented = (rows: readonly (readonly string[])[]): string => table(rows).replace(/^/gm, '  ');

/** Rows of name and text; a long text goes on below itself, a long name has its text on the next line. */
function described(rows: readonly (readonly [string, string])[]): string {
  const column = 34;
  return rows
    .map(([name, text]) => {
      const length = widthOf(name);
      const lines = wrap(text, width - column).split('\n');
      const [first, ...more] = length + 4 > column ? ['', ...lines] : lines;
      const head = `  ${name}${' '.repeat(Math.max(0, column - 2 - length))}${first}`.trimEnd();
      return [head, ...more.map((line) => ' '.repeat(column) + line)].join('\n');
    })
    .join('\n');
}

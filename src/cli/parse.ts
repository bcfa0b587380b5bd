import { parseArgs } from 'node:util';
import { flagOf } from '../options/flag.ts';
import { suggest } from '../options/suggest.ts';
import type { Command, OptionTable } from './command.ts';
import { flag } from './options.ts';
import { usage } from './usage.ts';

/** Options that every command has. */
export const globalOptions = {
  json: flag('data as JSON on stdout'),
  verbose: flag('with stack traces and details'),
  help: flag('this text', { short: 'h' }),
  version: flag("Duel's version", { short: 'V' }),
} as const satisfies OptionTable;

export interface Words {
  /** The command's words and what follows them. */
  readonly rest: readonly string[];
  readonly command: Command | undefined;
}

/** Finds the command that the words begin with; options that every command has may stand before it. */
export function findCommand(argv: readonly string[], commands: readonly Command[]): Words {
  const before = argv.findIndex((word) => !word.startsWith('-'));
  if (before === -1) return { command: undefined, rest: argv };
  const [first, second] = argv.slice(before);
  const named = (name: string) => commands.find((c) => c.name === name);
  const double = second === undefined ? undefined : named(`${first} ${second}`);
  const command = double ?? named(first!);
  const skipped = double ? 2 : 1;
  if (command) return { command, rest: [...argv.slice(0, before), ...argv.slice(before + skipped)] };
  throw unknownCommand(first!, second, commands);
}

function unknownCommand(first: string, second: string | undefined, commands: readonly Command[]) {
  const group = commands.filter((c) => c.name.startsWith(`${first} `));
  if (group.length > 0) {
    const names = group.map((c) => c.name.slice(first.length + 1));
    const near = second === undefined ? undefined : suggest(second, names);
    const what =
      second === undefined || second.startsWith('-')
        ? `'${first}' is half a command`
        : `there is no command '${first} ${second}'`;
    return usage('unknown-command', what, {
      fix:
        near === undefined ? group.map((c) => `duel ${c.name}`).join(', or ') : `did you mean: duel ${first} ${near}`,
    });
  }
  const near = suggest(first, [...new Set(commands.map((c) => c.name.split(' ')[0]!))]);
  return usage('unknown-command', `there is no command '${first}'`, {
    fix: near === undefined ? "'duel --help' lists the commands" : `did you mean: duel ${near}`,
  });
}

export interface Parsed {
  readonly args: readonly string[];
  readonly options: Record<string, unknown>;
}

/** Reads arguments and options by a command's tables. Throws a usage error that names the flag. */
export function parseCall(command: Pick<Command, 'name' | 'args' | 'options'>, words: readonly string[]): Parsed {
  const table: OptionTable = { ...command.options, ...globalOptions };
  const names = new Map(Object.keys(table).map((name) => [flagOf(name).slice(2), name]));
  const { tokens } = parseArgs({
    args: [...words],
    strict: false,
    allowPositionals: true,
    tokens: true,
    options: Object.fromEntries(
      [...names].map(([long, name]) => {
        const { placeholder, short } = table[name]!;
        return [long, { type: placeholder === undefined ? 'boolean' : 'string', ...(short && { short }) }];
      }),
    ),
  });
  const given = new Map<string, string[]>();
  const args: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') args.push(token.value);
    if (token.kind !== 'option') continue;
    const name = names.get(token.name);
    if (name === undefined) throw unknownFlag(token.rawName, command, [...names.keys()]);
    const { placeholder, repeatable } = table[name]!;
    checkValue(token, placeholder);
    const texts = given.get(name) ?? [];
    if (texts.length > 0 && placeholder !== undefined && !repeatable)
      throw usage('twice', `${token.rawName} is given twice`, { where: `${token.rawName} ${token.value}` });
    given.set(name, [...texts, token.value ?? '']);
  }
  const options = Object.fromEntries(
    Object.entries(table).map(([name, option]) => [name, option.read(given.get(name) ?? [], flagOf(name))]),
  );
  return { args, options };
}

/** After the parsing, so that `--help` needs no arguments. */
export function checkArguments(command: Command, args: readonly string[]): void {
  const missing = command.args[args.length];
  if (missing !== undefined && !missing.optional)
    throw usage('missing-argument', `${missing.name} is missing: ${missing.help}`, {
      where: `duel ${command.name}`,
      fix: command.examples[0]?.command ?? `duel ${command.name} --help`,
    });
  const extra = args[command.args.length];
  if (extra !== undefined && !command.args.at(-1)?.repeatable)
    throw usage('extra-argument', `'${extra}' is one argument too many`, {
      where: `duel ${command.name}`,
      fix: `duel ${command.name} --help`,
    });
}

function checkValue(
  token: { rawName: string; value?: string | undefined; inlineValue?: boolean | undefined },
  placeholder: string | undefined,
): void {
  const { rawName, value, inlineValue } = token;
  if (placeholder === undefined) {
    if (value !== undefined)
      throw usage('no-value', `${rawName} takes no value`, {
        where: `${rawName}=${value}`,
        fix: `write ${rawName} alone`,
      });
    return;
  }
  // `--steps --batch 3`: the next flag is no value, but `-3` may be one
  const swallowed = !inlineValue && value !== undefined && /^-\D/.test(value);
  if (value === undefined || swallowed)
    throw usage('no-value', `${rawName} needs a value`, { where: rawName, fix: `${rawName} ${placeholder}` });
}

function unknownFlag(flag: string, command: Pick<Command, 'name'>, names: readonly string[]) {
  const near = suggest(flag.replace(/^-+/, ''), names);
  return usage('unknown-flag', `'duel ${command.name}' has no option ${flag}`, {
    where: flag,
    fix: near === undefined ? `'duel ${command.name} --help' lists its options` : `did you mean: --${near}`,
  });
}

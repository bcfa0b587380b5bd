import { version } from '../version.ts';
import type { Command, Watch } from './command.ts';
import { report } from './failure.ts';
import { commandHelp, overview } from './help.ts';
import { spelled } from './invocation.ts';
import { Output, type Streams } from './output.ts';
import { checkArguments, findCommand, globalOptions, parseCall } from './parse.ts';
import { commands } from './registry.ts';
import { outliveStreams } from './streams.ts';

/** The command line: finds the command, parses, runs, and ends the process with the exit code. */
export async function main(argv: readonly string[]): Promise<void> {
  const printed = outliveStreams(process.stdout, process.stderr);
  let code = await (await whoever(argv))(argv);
  // What is still in a pipe goes out first; native threads may otherwise hold the process.
  await Promise.all([process.stdout, process.stderr].map((s) => new Promise((done) => s.write('', done))));
  const problem = printed.problem();
  if (problem !== undefined && code === 0)
    code = report(problem, new Output({ json: false, verbose: false }), (t) => t);
  process.exit(code);
}

/** What does a command's work: this thread, or one of its own. */
async function whoever(argv: readonly string[]): Promise<typeof call> {
  const isForPeople = argv.some((word) => /^(--help|-h|--version|-V)$/.test(word)) || argv[0] === 'help';
  if (isForPeople || !commands.some(({ name, ownThread }) => ownThread && argv.includes(name))) return call;
  const { canHost, callInThread } = await import('./ownThread/host.ts');
  return canHost() ? callInThread : call;
}

/** One command from its words to its exit code. */
export async function call(argv: readonly string[], streams: Streams = {}, watch?: Watch): Promise<number> {
  let output = new Output({ ...streams, json: argv.includes('--json'), verbose: argv.includes('--verbose') });
  const spell = (text: string) =>
    spelled(
      text,
      commands.map((c) => c.name),
    );
  try {
    const { command, rest } = findCommand(helpFirst(argv), commands);
    const { args, options } = parseCall(command ?? nothing, rest);
    output = new Output({ ...streams, json: options.json as boolean, verbose: options.verbose as boolean });
    if (options.version) {
      output.result({ version }, version);
      return 0;
    }
    if (command === undefined || options.help) {
      const text =
        command === undefined ? overview(commands, output.style, spell) : commandHelp(command, output.style, spell);
      output.result({ help: text }, text);
      return 0;
    }
    checkArguments(command, args);
    // a command is told its own options alone: they may go on to functions that refuse others
    const own = Object.fromEntries(Object.entries(options).filter(([key]) => !(key in globalOptions)));
    return (await command.run({ args, options: own, output, watch })) ?? 0;
  } catch (error) {
    return report(error, output, spell);
  }
}

const nothing: Pick<Command, 'name' | 'args' | 'options'> = { name: 'COMMAND', args: [], options: {} };

/** `duel help train` is `duel train --help`. */
const helpFirst = (argv: readonly string[]): readonly string[] =>
  argv[0] === 'help' ? [...argv.slice(1), '--help'] : argv;

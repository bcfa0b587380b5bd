import { DuelError } from '../errors.ts';
import { printableLine } from '../files/printable.ts';
import { fileProblem } from '../files/problem.ts';
import type { Output } from './output.ts';

/** Says what went wrong, and returns the exit code. `spell` turns the commands in a text into what can be pasted. */
export function report(thrown: unknown, output: Output, spell: (text: string) => string): number {
  const error = fileProblem(thrown, (thrown as NodeJS.ErrnoException | undefined)?.path, { doing: 'use' });
  const known = error instanceof DuelError ? error : undefined;
  const exitCode = known?.exitCode ?? 1;
  const message = error instanceof Error ? error.message || error.name : String(error);
  const { red, dim } = output.noteStyle;
  output.note(`${red('error:')} ${printableLine(message)}`);
  if (known?.where !== undefined) output.note(`  ${dim('where:')} ${printableLine(known.where)}`);
  if (known?.fix !== undefined) output.note(`  ${dim('fix:')} ${spell(printableLine(known.fix))}`);
  if (output.verbose) output.note(`\n${traceOf(error)}`);
  else if (known === undefined || known.kind === 'internal')
    output.note(
      `  ${dim('fix:')} this is a fault in Duel; run the command again with --verbose and report what it prints`,
    );
  if (output.json) {
    const { kind = 'internal', code = 'internal/unexpected', where, fix } = known ?? {};
    output.print(JSON.stringify({ error: { kind, code, message, where, fix, exitCode } }));
  }
  return exitCode;
}

function traceOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? '' : `\ncaused by: ${traceOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}

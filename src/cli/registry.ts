import type { Command } from './command.ts';
import { presets } from './commands/presets.ts';
import { sample } from './commands/sample.ts';
import { train } from './commands/train.ts';

/** All commands, in the order in which they are listed. */
export const commands: readonly Command[] = [train, sample, presets];

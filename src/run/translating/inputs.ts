import { isMade } from '../../data/pairs/makers/registry.ts';
import type { SizedPicture } from '../../data/pictures/any-size.ts';
import { DuelError } from '../../errors.ts';
import type { Translator } from '../../gan/index.ts';
import type { RunConfig } from '../config/config.ts';
import { scaled, withHoles } from './asIs.ts';
import { madeInput } from './madeInput.ts';
import type { Picture } from './tiles.ts';

/** How a person's pictures become inputs of a network. */
export interface Inputs {
  /** Channels that are read of a picture. */
  readonly channels: 1 | 3 | 4;
  of(picture: SizedPicture, seed: number): Picture;
}

/**
 * Pictures as they are; those whose holes are to be filled with what is transparent as the hole.
 *
 * @param channels of what the network takes, and of what it makes
 * @param made makes the inputs of the pictures, as the training did of its targets
 */
export function inputsFor(
  { data, directory }: { data: RunConfig['data']; directory: string },
  { from }: Translator,
  { takes: channels, makes }: { readonly takes: number; readonly makes: number },
  made: boolean,
): Inputs {
  const { range, pairs } = data;
  if (made) return madeInputs(directory, range, pairs, makes === 1 ? 1 : 3);
  const isFilling = from.part === 'input' && pairs?.type === 'mask';
  if (isFilling) return { channels: 4, of: (picture) => withHoles(picture, channels - 1, range) };
  if (channels === 1 || channels === 3) return { channels, of: (picture) => scaled(picture, range) };
  throw new DuelError('usage', 'translate/channels', `this network takes pictures of ${channels} channels`, {
    where: directory,
    fix: 'choose a run on grey or RGB pictures; the network can be used in a program: duel export RUN --to onnx',
  });
}

function madeInputs(
  directory: string,
  range: readonly [number, number],
  pairs: RunConfig['data']['pairs'],
  channels: 1 | 3,
): Inputs {
  if (!pairs || !isMade(pairs))
    throw new DuelError('usage', 'translate/not-made', 'the inputs of this run were not made of its pictures', {
      where: directory,
      fix: 'leave --made out, and give pictures like those that it was trained to translate',
    });
  return { channels, of: (picture, seed) => madeInput(scaled(picture, range), pairs, range, seed) };
}

import { DuelError } from '../../errors.ts';
import type { Shape } from '../../tensor/index.ts';
import { pictureSize, type Side } from './stages.ts';

/** Height and width that both pictures have, of networks that change neither. Throws where they differ. */
export function sameSize(from: Shape, to: Shape): Side {
  const [[height, width], [h, w]] = [pictureSize(from), pictureSize(to)];
  if (height === h && width === w) return [height, width];
  const [smaller, larger] = [`${width}×${height}`, `${w}×${h}`];
  throw new DuelError(
    'usage',
    'preset/size-changes',
    `this preset makes pictures of the size that it is given, and ${smaller} are to become ${larger}`,
    {
      where: '--pairs',
      fix: 'take the preset super-resolution to enlarge pictures, or inputs of the size of the targets',
    },
  );
}

import { closedOnError } from '../closing.ts';
import type { Dataset } from '../dataset.ts';
import { foreseenAs } from '../foreseen.ts';
import type { PictureOrigin } from '../pictures/picture-source.ts';
import { openPictures, type PictureRequest } from '../pictures/pictures.ts';
import { withWhite } from '../pictures/white.ts';
import type { DataContext } from '../request.ts';
import { joinedPairs } from './joined.ts';
import type { SideBySide } from './real.ts';

/** Opens pictures of which one half is the input and the other the target, each brought to the resolution. */
export async function openSideBySide(
  name: string,
  origin: PictureOrigin,
  { input: half }: SideBySide,
  request: PictureRequest,
  context: DataContext,
): Promise<Dataset> {
  const other = half === 'left' ? 'right' : 'left';
  const within = foreseenAs(context, (one) => joinedPairs(one, one, ''));
  const target = await openPictures(name, origin, { ...withWhite(request, 'target'), half: other }, within);
  return closedOnError(target, async () => {
    const input = await openPictures(name, origin, { ...withWhite(request, 'input'), half }, within);
    return joinedPairs(
      input,
      target,
      `pairs: the ${half} half of each picture is the input, the ${other} half the target`,
    );
  });
}

import { folderOrigin } from '../pictures/folder.ts';
import { openPictures } from '../pictures/pictures.ts';
import { zipOrigin } from '../pictures/zip.ts';
import { dataError } from '../problems.ts';
import type { NamedDataset } from '../request.ts';
import { findPublished } from '../storage/places.ts';

const zip = 'img_align_celeba.zip';
const places = ['celeba', 'celeba/Img', 'CelebA/Img', 'CelebA', '.'].flatMap((folder) => [
  `${folder}/${zip}`,
  `${folder}/img_align_celeba`,
]);

/**
 * The aligned and cropped faces, 178 by 218, all of them in one set; stretched to 64 by 64 bilinearly unless the
 * request says otherwise. Its own list of partitions is not used.
 */
export const celeba: NamedDataset = {
  name: 'celeba',
  title: 'CelebA, aligned and cropped faces',
  shape: [64, 64, 3],
  counts: { train: 202_599, test: 0 },
  classes: [],
  licence: 'non-commercial research only, by the agreement on its page',
  origin: 'MMLAB, The Chinese University of Hong Kong, https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html',
  needs: `the file DUEL_DATA/celeba/${zip} (1.4 GB), which you bring`,
  bring:
    `agree to the terms at https://mmlab.ie.cuhk.edu.hk/projects/CelebA.html, download ${zip} from there, ` +
    `put it into FOLDER/celeba/ and set DUEL_DATA=FOLDER`,
  place: (context) => findPublished(places, context),
  async open(request, context) {
    const path = findPublished(places, context);
    if (path === undefined)
      throw dataError('missing', `${zip} is not here; its publisher allows non-commercial research only`, {
        where: `DUEL_DATA/celeba/${zip}`,
        fix: this.bring,
      });
    const origin = path.endsWith('.zip') ? zipOrigin(path, 1, context.signal) : folderOrigin(path, 1, context.signal);
    const { resolution = 64, fit = 'stretch' } = request;
    const form = { resolution, fit, resampling: 'bilinear', reading: 1 } as const;
    return openPictures(this.name, await origin, { ...request, ...form }, context);
  },
};

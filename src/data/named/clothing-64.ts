import { openPictures } from '../pictures/pictures.ts';
import { zipOrigin } from '../pictures/zip.ts';
import { dataError } from '../problems.ts';
import type { NamedDataset } from '../request.ts';
import { findPublished } from '../storage/places.ts';

const file = 'clothing-64/clothing-64.zip';

export const clothing64: NamedDataset = {
  name: 'clothing-64',
  title: 'Clothing dataset (small), colour photographs at 64 by 64',
  shape: [64, 64, 3],
  counts: { train: 3_068, test: 372 },
  classes: ['dress', 'hat', 'longsleeve', 'outwear', 'pants', 'shirt', 'shoes', 'shorts', 'skirt', 't-shirt'],
  licence: 'CC0 1.0',
  origin: 'A. Grigorev, https://github.com/alexeygrigorev/clothing-dataset-small, scaled to 64 by 64',
  needs: `the file DUEL_DATA/${file}`,
  bring: `put the pictures, scaled to 64 by 64, into a zip with the publisher's folders, FOLDER/${file}, and set DUEL_DATA=FOLDER`,
  place: (context) => findPublished([file], context),
  async open(request, context) {
    const path = findPublished([file], context);
    if (path === undefined)
      throw dataError('missing', 'the pictures are not here', { where: `DUEL_DATA/${file}`, fix: this.bring });
    const origin = await zipOrigin(path, 1, context.signal);
    return openPictures(this.name, origin, { ...request, reading: 1 }, context);
  },
};

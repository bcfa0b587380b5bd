import { DuelError } from '../../errors.ts';
import type { Engine } from '../../runtime/engine.ts';
import type { FileExtractor, Pictures } from './extractor.ts';
import { openInception } from './inception.ts';
import { openOnnxExtractor } from './onnxFile.ts';
import { parseExtractor } from './settings.ts';

/**
 * Opens the file of a network that reads features, in the place of a judge: `FILE.onnx?range=0,1`; see `parseExtractor`.
 * Pictures are resized to what it takes, grey is repeated in three channels.
 */
export async function openExtractor(text: string, engine: Engine, pictures: Pictures): Promise<FileExtractor> {
  const settings = parseExtractor(text);
  const [, , channels] = pictures.shape;
  if (channels !== 1 && channels !== 3)
    throw new DuelError(
      'usage',
      'extractor/channels',
      `these pictures have ${channels} channels, not those of grey or RGB`,
      {
        where: `--extractor ${text}`,
        fix: 'leave --extractor out',
      },
    );
  return (settings.kind === 'inception' ? openInception : openOnnxExtractor)(settings, engine, pictures);
}

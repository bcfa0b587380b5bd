import { checkOptions, checkText } from '../options/check.ts';
import * as kinds from '../options/kinds.ts';
import { type TranslateFilesOptions, translateFiles } from '../run/translating/translate.ts';
import { type OpenTranslatorOptions, RunTranslator } from '../run/translating/translator.ts';

const translatorKinds: kinds.OptionKinds<OpenTranslatorOptions> = {
  direction: kinds.text,
  noise: kinds.flag,
  checkpoint: kinds.checkpoint,
  raw: kinds.flag,
  threads: kinds.whole(),
};

export interface TranslateOptions extends OpenTranslatorOptions, TranslateFilesOptions {}

const translateKinds: kinds.OptionKinds<TranslateOptions> = {
  ...translatorKinds,
  made: kinds.flag,
  overwrite: kinds.flag,
  seed: kinds.whole(0),
  onProgress: kinds.callback,
  signal: kinds.signal,
};

/** What was translated. */
export interface Translated {
  readonly files: readonly string[];
  /** The direction: `a2b`. */
  readonly direction: string;
  /** Steps that the checkpoint had. */
  readonly step: number;
  /** What was found of the pictures and taken for something, each in a line; mostly none. */
  readonly notes: readonly string[];
  /** Says that another checkpoint was taken than the one wanted. */
  readonly warning?: string;
}

/**
 * Opens the translator of a run on the CPU, to translate pictures again and again. Close it when done.
 *
 *     const translator = await openTranslator(findRun('last'), { direction: 'a2b' });
 *     const { height, width, channels, data } = await translator.translate(picture);
 *     await translator.close();
 *
 * @param run a run's directory
 * @throws DuelError where the run's game makes no pictures from pictures
 */
export async function openTranslator(run: string, options: OpenTranslatorOptions = {}): Promise<RunTranslator> {
  checkText('openTranslator()', "a run's directory", run, 'runs/001-pix2pix');
  checkOptions('openTranslator()', options, translatorKinds);
  return RunTranslator.open(run, options);
}

/**
 * Translates a picture, or all of a folder or zip, of any sizes that the network allows, and writes them under their names.
 *
 *     await translate('runs/001-pix2pix', 'sketches/', 'pictures/');
 *
 * @param run a run's directory
 * @param from a picture, a folder or a zip
 * @param out a file `.png`, `.jpg` or `.webp` for one picture; else a folder
 */
export async function translate(
  run: string,
  from: string,
  out: string,
  options: TranslateOptions = {},
): Promise<Translated> {
  checkText('translate()', "a run's directory", run, "runs/001-pix2pix', 'sketches', 'pictures");
  checkText('translate()', 'what to translate', from, 'sketches');
  checkText('translate()', 'where to write', out, 'pictures');
  checkOptions('translate()', options, translateKinds);
  options.signal?.throwIfAborted();
  const translator = await RunTranslator.open(run, options);
  try {
    const { files, notes } = await translateFiles(translator, from, out, options);
    const { step, warning } = translator;
    return { files, notes, direction: translator.translator.name, step, ...(warning !== undefined && { warning }) };
  } finally {
    await translator.close();
  }
}

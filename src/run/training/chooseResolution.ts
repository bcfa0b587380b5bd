import { type DataContext, findDataset, type SizeSurvey, sizesText, surveyPictures } from '../../data/index.ts';
import { heightAndWidth, type Resolution, resolutionText } from '../../data/resolution.ts';
import { DuelError } from '../../errors.ts';
import type { Preset } from '../../presets/preset.ts';
import type { RunConfig } from '../config/config.ts';

/** What is taken where nothing is said, and what pictures that are smaller are brought to. */
const customary = [64, 56, 48, 40, 32, 28] as const;
/** Pictures keep their size up to this height and width. */
const mostKept = 128;

/**
 * The resolution for pictures of a person who names none: undefined where they can stay as they are, else what GANs are
 * customarily tried at first, with words that say so. Only heads of pictures are read.
 */
export async function chooseResolution(
  preset: Preset,
  data: RunConfig['data'],
  context: DataContext,
): Promise<{ resolution: Resolution; why: string } | undefined> {
  if (data.resolution !== undefined || findDataset(data.source)) return undefined;
  const survey = await surveyPictures(data, context);
  if (!survey || survey.sizes.length === 0) return undefined;
  if (data.crop !== undefined) return resolutionToCut(survey, data.crop);
  const makes = (height: number, width: number) => canMake(preset, [height, width, data.channels ?? 3]);
  const [first] = survey.sizes;
  const isKept = survey.sizes.length === 1 && Math.max(first!.height, first!.width) <= mostKept;
  if (isKept && makes(first!.height, first!.width)) return undefined;
  const sides = survey.sizes.map(({ height, width }) => Math.min(height, width)).sort((a, b) => a - b);
  const usual = sides[Math.floor(sides.length / 2)]!;
  const possible = customary.filter((side) => makes(side, side));
  const resolution = possible.find((side) => side <= usual) ?? possible.at(-1);
  if (resolution === undefined) return undefined;
  const others = otherWays(survey, resolution, data.fit, makes);
  const cut = isSquare(survey) ? '' : `, ${fitText[data.fit ?? 'crop']}`;
  return { resolution, why: `${sizesText(survey)}, taken at ${resolution}×${resolution}${cut}${others}` };
}

/** What pictures are brought to before they are cut: a ninth larger, as pix2pix and CycleGAN cut 256 pixels out of 286. */
function resolutionToCut(survey: SizeSurvey, crop: Resolution): { resolution: Resolution; why: string } | undefined {
  const [height, width] = heightAndWidth(crop);
  const [first] = survey.sizes;
  if (survey.sizes.length === 1 && first!.height >= height && first!.width >= width) return undefined;
  const larger = [height, width].map((side) => Math.ceil((side * 286) / 256)) as [number, number];
  const resolution = larger[0] === larger[1] ? larger[0] : larger;
  return { resolution, why: `${sizesText(survey)}, taken at ${larger.join('×')} and cut to ${height}×${width}` };
}

const fitText = { crop: 'cut to the square in the middle', pad: 'with black bars', stretch: 'stretched' } as const;

const isSquare = ({ sizes }: SizeSurvey) => sizes.every(({ height, width }) => height === width);

/** What else could be asked for. */
function otherWays(
  survey: SizeSurvey,
  resolution: number,
  fit: RunConfig['data']['fit'],
  makes: (height: number, width: number) => boolean,
): string {
  const twice = 2 * resolution;
  const isLarger = survey.sizes.every(({ height, width }) => Math.min(height, width) >= twice);
  const whole = fit === undefined ? proportioned(survey, resolution) : undefined;
  const ways = [
    ...(isLarger && makes(twice, twice) ? [`--resolution ${twice} shows more, in about four times the time`] : []),
    ...(whole && makes(...whole) ? [`--resolution ${resolutionText(whole)} keeps whole pictures`] : []),
  ];
  return ways.length === 0 ? '' : `; ${ways.join(', ')}`;
}

/** Height and width in the proportions of pictures that have all the same, where they are not square. */
function proportioned({ sizes }: SizeSurvey, side: number): readonly [number, number] | undefined {
  const ratios = sizes.map(({ height, width }) => height / width);
  const ratio = ratios[0]!;
  const long = Math.max(ratio, 1 / ratio);
  const short = Math.round(side / long / 8) * 8;
  const isClose = (r: number) => Math.abs(Math.max(r, 1 / r) / (side / short) - 1) < 0.03 && r > 1 === ratio > 1;
  if (short === side || short === 0 || !ratios.every(isClose)) return undefined;
  return ratio > 1 ? [side, short] : [short, side];
}

/** Whether a preset has networks for pictures of this shape. */
function canMake(preset: Preset, shape: readonly number[]): boolean {
  try {
    preset.game({ shape, classCount: 0 });
    return true;
  } catch (cause) {
    return !(cause instanceof DuelError && cause.code === 'preset/resolution');
  }
}

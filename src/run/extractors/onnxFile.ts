import { onnxType } from '../../compile/onnxFormat.ts';
import { type ForeignModel, type ForeignPort, inspectForeign, withOutput } from '../../compile/reading/foreign.ts';
import { Refusal } from '../../compile/reading/refusal.ts';
import type { PictureShape } from '../../data/pictures/taps.ts';
import { DuelError } from '../../errors.ts';
import { attemptAsync } from '../../files/problem.ts';
import { readWhole } from '../../files/reading.ts';
import { amount } from '../../files/room.ts';
import type { Batch } from '../../metrics/metric.ts';
import type { ArrayData, Program } from '../../runtime/engine.ts';
import { sizeOf } from '../../tensor/index.ts';
import { hashOf, sha256 } from '../directory/made.ts';
import { batchOf, inParts, mostFeatures, type OpenExtractor, type Pictures } from './extractor.ts';
import { fitting, type Intake } from './fitting.ts';
import type { ExtractorSettings } from './settings.ts';

/** Larger models need their data in a second file. */
const largestFile = 2 ** 31;
/** Bytes of the pictures that it takes at once. */
const largestBatch = 2 ** 29;
/** What a channel's black and white are to networks that were trained on ImageNet in PyTorch's manner. */
const imagenet = [
  [0.485, 0.229],
  [0.456, 0.224],
  [0.406, 0.225],
].map(([mean, deviation]) => [-mean! / deviation!, (1 - mean!) / deviation!] as const);

/** Opens any ONNX file as an extractor: the last output of two axes, or the averages of its maps. */
export const openOnnxExtractor: OpenExtractor = async (settings, engine, pictures) => {
  const { file } = settings;
  const bytes = await attemptAsync(file, { doing: 'read', kind: 'usage', fix: 'name an ONNX file' }, () =>
    readWhole(file, 'usage', { limit: largestFile }),
  );
  const model = taken(file, () => inspectForeign(bytes));
  const { input, intake, batch } = intakeOf(model, settings, pictures);
  const output = outputOf(model, settings);
  const isNew = model.outputs.every(({ name }) => name !== output);
  const program = await attemptRuntime(file, async () =>
    engine.load(isNew ? taken(file, () => withOutput(model, output)) : model.bytes),
  );
  try {
    // inside ONNX every map is [n, channels, height, width]; what comes out is laid out as what goes in
    const maps = isNew ? 'nchw' : intake.layout;
    return await opened({ program, input, output, maps, intake, batch, file, pictures, hash: sha256(bytes) });
  } catch (cause) {
    await program.close();
    throw cause;
  }
};

/** What the file has against it, as an error that names it. */
function taken<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
    throw refused(file, cause.message, cause);
  }
}

const refused = (where: string, reason: string, cause?: unknown): DuelError =>
  new DuelError('data', 'extractor/refused', `this file cannot read features: ${reason}`, {
    where,
    fix: 'take an ONNX file of one network that takes pictures, such as torch.onnx.export writes',
    cause,
  });

/** ONNX Runtime says no to a file in its own words. */
async function attemptRuntime<T>(file: string, work: () => Promise<T>, fix?: string): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (!(cause instanceof DuelError)) throw cause;
    if (cause.code === 'device/out-of-memory') throw refused(file, 'running it takes more memory than there is', cause);
    if (cause.code !== 'device/runtime') throw cause;
    const error = refused(file, cause.message, cause);
    throw fix === undefined ? error : error.withFix(fix);
  }
}

const shown = (port: ForeignPort): string => `[${port.shape?.map((size) => size ?? '?').join(', ') ?? '?'}]`;

/** How pictures are fed: what the file says, and beside it what the person says. */
function intakeOf(
  { inputs, metadata }: ForeignModel,
  settings: ExtractorSettings,
  { shape }: Pictures,
): { input: string; intake: Intake; batch: number | undefined } {
  const { file } = settings;
  const [input, ...others] = inputs;
  if (!input || others.length > 0)
    throw refused(file, `it has ${inputs.length} inputs (${inputs.map(({ name }) => name).join(', ')}), and not one`);
  if (input.type !== onnxType.float32 || input.shape?.length !== 4)
    throw refused(file, `its input '${input.name}' ${shown(input)} is no batch of pictures in float32`);
  const layout = settings.layout ?? layoutOf(input, metadata);
  const [batch, ...rest] = input.shape as [number | undefined, ...(number | undefined)[]];
  const [height, width, channels] = layout === 'nhwc' ? rest : [rest[1], rest[2], rest[0]];
  if (layout === undefined)
    throw unsaid(file, `its input ${shown(input)} does not say which axis is that of the channels`, 'layout=nchw');
  if (channels !== undefined && channels !== 1 && channels !== 3)
    throw refused(file, `it takes pictures of ${channels} channels, as ${layout.toUpperCase()}`);
  const { size = [height ?? shape[0]!, width ?? shape[1]!] } = settings;
  if ((height ?? size[0]) !== size[0] || (width ?? size[1]) !== size[1])
    throw new DuelError('usage', 'extractor/size', `this network takes pictures of ${height}×${width} alone`, {
      where: file,
      fix: 'leave size= out',
    });
  if (Math.max(...size) > 4096) throw refused(file, `it takes pictures of ${size.join('×')}`);
  const range = settings.range ?? rangeOf(metadata);
  if (range === undefined)
    throw unsaid(file, 'it does not say what numbers black and white are', 'range=0,1', '; or -1,1, 0,255, imagenet');
  const count = channels ?? (range === 'imagenet' ? 3 : (shape[2] as 1 | 3));
  const fed = (batch ?? 1) * size[0] * size[1] * count;
  if (4 * fed > largestBatch)
    throw refused(file, `it takes ${batch?.toLocaleString('en-US')} pictures at once, ${amount(4 * fed)} of them`);
  const isBgr = metadata.get('Image.BitmapPixelFormat')?.startsWith('Bgr') && count === 3;
  const intake: Intake = {
    height: size[0],
    width: size[1],
    channels: count,
    layout,
    resizer: 'bicubic',
    range: Array.from({ length: count }, (_, k) => (range === 'imagenet' ? imagenet[k]! : range)),
    ...(isBgr && { isBgr }),
  };
  return { input: input.name, intake, batch };
}

const unsaid = (where: string, message: string, setting: string, more = ''): DuelError =>
  new DuelError('usage', 'extractor/unsaid', message, {
    where,
    fix: `say it behind the file's name: --extractor '${where}?${setting}'${more}`,
  });

/** The axis of 1 or 3 is that of the channels, where there is but one. */
function layoutOf({ shape }: ForeignPort, metadata: ForeignModel['metadata']): Intake['layout'] | undefined {
  const said = metadata.get('duel.layout')?.toLowerCase();
  if (said === 'nhwc' || said === 'nchw') return said;
  const [isFirst, isLast] = [shape![1], shape![3]].map((size) => size === 1 || size === 3);
  if (isFirst === isLast) return undefined;
  return isFirst ? 'nchw' : 'nhwc';
}

/** As Duel's exports say it, or in ONNX' words for pictures. */
function rangeOf(metadata: ForeignModel['metadata']): readonly [number, number] | undefined {
  const own = /^\[(-?[\d.]+),(-?[\d.]+)\]$/.exec(metadata.get('duel.range') ?? '');
  if (own) return Number(own[1]) < Number(own[2]) ? [Number(own[1]), Number(own[2])] : undefined;
  return nominal.get(metadata.get('Image.NominalPixelRange') ?? '');
}

// https://github.com/onnx/onnx/blob/main/docs/MetadataProps.md
const nominal: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['NominalRange_0_255', [0, 255]],
  ['Normalized_0_1', [0, 1]],
  ['Normalized_1_1', [-1, 1]],
  ['NominalRange_16_235', [16, 235]],
] as const);

/** The value that is taken: as it is named, or the last output of two axes, or the last of four, whose maps are averaged. */
function outputOf({ outputs, values }: ForeignModel, { output, file }: ExtractorSettings): string {
  if (output !== undefined) {
    if (values.has(output) || outputs.some(({ name }) => name === output)) return output;
    const some = outputs.map(({ name }) => name).slice(0, 8);
    throw new DuelError('usage', 'extractor/output', `nothing in this network makes '${output}'`, {
      where: file,
      fix: `its outputs are ${some.join(', ')}; any value inside it may be named too`,
    });
  }
  const withAxes = (count: number) => outputs.findLast(({ shape }) => shape?.length === count)?.name;
  const found = withAxes(2) ?? withAxes(4) ?? (outputs.length === 1 ? outputs[0]!.name : undefined);
  if (found === undefined)
    throw unsaid(
      file,
      'none of its outputs has two axes, or four',
      'output=NAME',
      ` of ${outputs.map(({ name }) => name).join(', ')}`,
    );
  return found;
}

interface Opened {
  readonly program: Program;
  readonly input: string;
  readonly output: string;
  /** How maps lie, where the output is maps. */
  readonly maps: Intake['layout'];
  readonly intake: Intake;
  /** Where the file takes so many pictures at once, no more and no fewer. */
  readonly batch: number | undefined;
  readonly file: string;
  readonly pictures: Pictures;
  /** SHA-256 of the file. */
  readonly hash: string;
}

async function opened({ program, input, output, maps, intake, batch, file, pictures, hash }: Opened) {
  const { height, width, channels, layout } = intake;
  const { shape, range } = pictures;
  const fitted = fitting(shape as PictureShape, range, intake);
  const form = layout === 'nhwc' ? [height, width, channels] : [channels, height, width];
  const read = async (data: Float32Array, n: number): Promise<Float32Array> => {
    const count = batch ?? n;
    const fed = new Float32Array(count * height * width * channels);
    fed.set(fitted(data, n));
    const feeds = { [input]: { shape: [count, ...form], data: fed } };
    const made = await attemptRuntime(
      file,
      () => program.run(feeds),
      `name a size that it takes, such as ${file}?size=224`,
    );
    const features = featuresOf(made[output]!, count, maps, `'${output}'`, file);
    if (!features.every(Number.isFinite)) throw refused(file, `'${output}' is not finite`);
    return features.subarray(0, (features.length / count) * n);
  };
  const { length } = await read(new Float32Array(sizeOf(shape)).fill(range[0]), 1);
  if (length === 0 || length > mostFeatures)
    throw refused(file, `'${output}' has ${length.toLocaleString('en-US')} numbers for each picture`);
  return {
    shape,
    readBy: { file, sha256: hash, output, width: length, intake },
    hash: hashOf([1, hash, output, intake]),
    features: (images: Batch) => inParts(images, batch ?? batchOf(intake), length, read),
    close: () => program.close(),
  };
}

/** Rows of what was made: as they are, or the mean of each map. */
function featuresOf(
  { shape, data }: ArrayData,
  count: number,
  maps: Intake['layout'],
  what: string,
  file: string,
): Float32Array {
  const isRows = shape.length === 2;
  if (!(data instanceof Float32Array) || shape[0] !== count || (!isRows && shape.length !== 4))
    throw refused(file, `${what} [${shape.join(', ')}] is neither a row of float32 for each picture nor maps of it`);
  if (isRows) return data;
  const each = data.length / count;
  const width = maps === 'nhwc' ? shape[3]! : shape[1]!;
  const size = each / width;
  const means = new Float32Array(count * width);
  for (let i = 0; i < count; i++)
    for (let k = 0; k < width; k++) {
      let sum = 0;
      for (let p = 0; p < size; p++) sum += data[i * each + (maps === 'nhwc' ? p * width + k : k * size + p)]!;
      means[i * width + k] = sum / size;
    }
  return means;
}

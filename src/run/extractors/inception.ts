import { compile, inferencePlan } from '../../compile/compile.ts';
import type { PictureShape } from '../../data/pictures/taps.ts';
import { DuelError } from '../../errors.ts';
import { attemptAsync } from '../../files/problem.ts';
import { readWhole } from '../../files/reading.ts';
import type { Batch } from '../../metrics/metric.ts';
import { applyOutputs, describe } from '../../nn/index.ts';
import type { Engine } from '../../runtime/engine.ts';
import { anyBatch, input } from '../../tensor/index.ts';
import { hashOf, sha256 } from '../directory/made.ts';
import { WeightsRefusal } from '../weights/pickle.ts';
import { readTorchWeights, type TorchTensor } from '../weights/torch.ts';
import { batchOf, type FileExtractor, inParts, type OpenExtractor, type Pictures } from './extractor.ts';
import { fitting, type Intake } from './fitting.ts';
import { inceptionV3, layerName, side } from './inceptionNetwork.ts';

/** Begins the SHA-256 of the published weights, as their name ends. */
const published = '6726825d';
const source =
  'https://github.com/mseitzer/pytorch-fid/releases/download/fid_weights/pt_inception-2015-12-05-6726825d.pth';
const fix = `fetch ${source} and name it: --extractor inception:pt_inception-2015-12-05-6726825d.pth`;
const largest = 2 ** 28;

/** As pytorch-fid does: a straight line between the nearest pixels, none averaged. */
const intake: Intake = {
  height: side,
  width: side,
  channels: 3,
  layout: 'nhwc',
  resizer: 'bilinear',
  range: [
    [-1, 1],
    [-1, 1],
    [-1, 1],
  ],
};

/** Opens the published weights of InceptionV3 that the Fréchet Inception Distance is measured with. */
export const openInception: OpenExtractor = async ({ file }, engine, pictures) => {
  const bytes = await attemptAsync(file, { doing: 'read', kind: 'usage', fix }, () =>
    readWhole(file, 'usage', { limit: largest }),
  );
  const hash = sha256(bytes);
  if (!hash.startsWith(published))
    throw new DuelError('data', 'extractor/other-weights', 'these are not the weights that FID is measured with', {
      where: `${file}, SHA-256 ${hash.slice(0, 16)}…, and not ${published}…`,
      fix,
    });
  try {
    return await inceptionOf(await readTorchWeights(bytes), { engine, pictures, file, hash });
  } catch (cause) {
    if (!(cause instanceof WeightsRefusal)) throw cause;
    throw new DuelError('data', 'extractor/refused', `this file of weights is not taken: ${cause.message}`, {
      where: file,
      fix,
      cause,
    });
  }
};

interface Opening {
  readonly engine: Engine;
  readonly pictures: Pictures;
  readonly file: string;
  /** SHA-256 of the file. */
  readonly hash: string;
  /** See `inceptionV3`. */
  readonly part?: number;
}

/** The extractor of such weights, by their names in PyTorch. */
export async function inceptionOf(
  weights: ReadonlyMap<string, TorchTensor>,
  { engine, pictures: { shape, range }, file, hash, part = 1 }: Opening,
): Promise<FileExtractor> {
  const { network, convolutions } = inceptionV3(part);
  const { variables } = describe(network);
  const own = ownWeights(weights, convolutions);
  for (const { name, shape } of variables)
    if (own[name]?.shape.join() !== shape.join())
      throw new WeightsRefusal(`'${name}' is ${own[name] ? `[${own[name].shape}]` : 'missing'}, and not [${shape}]`);
  const inputs = new Map(variables.map(({ name, shape }) => [name, input(name, shape)]));
  const outputs = applyOutputs(network, input('images', [anyBatch, side, side, 3]), {
    training: false,
    variable: (name) => inputs.get(name)!,
  });
  const program = await engine.load(compile(outputs, inferencePlan, { weights: own }).bytes);
  const width = outputs.features!.shape[1]!;
  const fitted = fitting(shape as PictureShape, range, intake);
  const read = async (data: Float32Array, n: number) => {
    const { features } = await program.run({ images: { shape: [n, side, side, 3], data: fitted(data, n) } });
    return features!.data as Float32Array;
  };
  return {
    shape,
    readBy: { file, sha256: hash, network: 'InceptionV3', output: 'features', width, intake },
    hash: hashOf([1, 'inception', hash, intake]),
    features: (images: Batch) => inParts(images, batchOf(intake), width, read),
    close: () => program.close(),
  };
}

/** Weights under the names of Duel's layers, kernels [out, in, h, w] as [h, w, in, out]. */
function ownWeights(
  weights: ReadonlyMap<string, TorchTensor>,
  convolutions: readonly string[],
): Record<string, TorchTensor> {
  const own: Record<string, TorchTensor> = {};
  for (const torch of convolutions) {
    const layer = layerName(torch);
    const kernel = weights.get(`${torch}.conv.weight`);
    if (kernel?.shape.length === 4) own[`${layer}_conv/kernel`] = asKernel(kernel);
    for (const [there, here] of ofNorm) {
      const vector = weights.get(`${torch}.bn.${there}`);
      if (vector) own[`${layer}_bn/${here}`] = vector;
    }
  }
  return own;
}

const ofNorm = [
  ['weight', 'gamma'],
  ['bias', 'beta'],
  ['running_mean', 'movingMean'],
  ['running_var', 'movingVariance'],
] as const;

function asKernel({ shape, data }: TorchTensor): TorchTensor {
  const [out, into, h, w] = shape as [number, number, number, number];
  const size = h * w;
  const kernel = new Float32Array(data.length);
  for (let o = 0; o < out; o++)
    for (let i = 0; i < into; i++)
      for (let p = 0; p < size; p++) kernel[(p * into + i) * out + o] = data[(o * into + i) * size + p]!;
  return { shape: [h, w, into, out], data: kernel };
}

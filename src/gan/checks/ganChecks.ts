import { describe, type Schedule } from '../../nn/index.ts';
import { sameShape, showShape, sizeOf } from '../../tensor/index.ts';
import type { Augment } from '../augment/augmentation.ts';
import { codeWidth } from '../conditioning/codes.ts';
import { type Conditioning, codeInput, type InfoGan, labelInput } from '../conditioning/conditioning.ts';
import type { Player } from '../game.ts';
import { adversarialLoss, type Loss } from '../losses/index.ts';
import type { Penalty } from '../penalties/index.ts';
import type { FeatureMatching } from '../techniques/featureMatching.ts';
import type { HistoricalAveraging } from '../techniques/historicalAveraging.ts';
import { packed } from '../techniques/packing.ts';
import type { PullingAway } from '../techniques/pullingAway.ts';
import type { TopK } from '../techniques/topK.ts';
import type { Unrolling } from '../techniques/unrolling.ts';
import { checkAmounts } from './amountChecks.ts';
import { refuse } from './refuse.ts';

/** Of a GAN's configuration, what parts have to agree on. */
export interface GanParts {
  readonly generator: Player;
  readonly discriminator: Player;
  readonly batch: { readonly generator: number; readonly discriminator: number };
  readonly loss: Loss;
  readonly order: 'separate' | 'together';
  readonly augment?: Augment | undefined;
  readonly conditioning?: Conditioning | undefined;
  readonly penalties: readonly Penalty[];
  readonly packing: number;
  readonly instanceNoise?: Schedule | undefined;
  readonly topK?: TopK | undefined;
  readonly unrolling?: Unrolling | undefined;
  readonly featureMatching?: FeatureMatching | undefined;
  readonly pullingAway?: PullingAway | undefined;
  readonly historicalAveraging?: HistoricalAveraging | undefined;
}

/** Throws where parts of a GAN do not go together, saying why. */
export function checkGan(spec: GanParts): void {
  const { type } = spec.loss;
  const loss = adversarialLoss(spec.loss);
  if (loss.sees === 'both' && spec.order === 'separate')
    refuse(
      'needs-both',
      `${type} compares real examples with generated ones, and the order 'separate' shows D one side at a time`,
      'order',
      "use order: 'together'",
    );
  if (loss.sees === 'both' && loss.paired && spec.batch.generator !== spec.batch.discriminator)
    refuse(
      'pairs',
      `${type} compares example by example, and G's batch is ${spec.batch.generator} where D's half is ${spec.batch.discriminator}`,
      'batch',
      'give generator and discriminator the same batch',
    );
  if (loss.sees === 'both' && spec.topK)
    refuse(
      'top-k',
      `top-k drops generated examples one by one, and ${type} gives G one loss for all`,
      'topK',
      'leave topK out, or choose a loss that judges each example on its own',
    );
  for (const player of ['generator', 'discriminator'] as const) checkRows(spec[player], player);
  if (loss.reconstructionError) checkAutoencoder(type, spec.discriminator);
  if (spec.augment) checkAugment(spec.augment, type, loss.probabilityReal !== undefined, spec);
  if (spec.conditioning) checkConditioning(spec.conditioning, spec);
  if (!loss.reconstructionError) checkScores(spec.discriminator);
  if (spec.packing > 1) checkPacking(spec);
  const { featureMatching, pullingAway } = spec;
  if (featureMatching)
    checkFeatures(featureMatching.layer, spec.discriminator, 'feature matching reads', 'featureMatching.layer');
  if (pullingAway) checkPullingAway(pullingAway, spec);
  const images = describe(spec.generator.network).outputShape.length === 4;
  const pictured = spec.penalties.findIndex((penalty) => penalty.type === 'consistency');
  if (pictured >= 0 && !images)
    refuse(
      'no-pictures',
      'consistency shifts and mirrors pictures, and this generator makes none',
      `penalties[${pictured}]`,
      'use latentConsistency(), or another penalty',
    );
  checkAmounts(spec);
}

/** A network gives as many rows as it takes: a reference batch that stays would be taken for examples. */
function checkRows({ network: { layers } }: Player, name: string): void {
  const rowsOf = (wanted: string) =>
    layers.reduce((rows, { type, size }) => (type === wanted ? rows + Number(size) : rows), 0);
  const [put, taken] = [rowsOf('withReference'), rowsOf('withoutReference')];
  if (put !== taken)
    refuse(
      'reference-rows',
      `the ${name} puts a reference batch of ${put} rows before its examples, and takes ${taken} off again`,
      `${name}.network`,
      put > 0 ? `end it with withoutReference(${put})` : 'begin it with withReference',
    );
}

/** A score is a number: for each example, or for each patch of it. */
function checkScores({ network }: Player): void {
  const score = describe(network).outputShape.slice(1);
  const count = score.at(-1)!;
  if (count !== 1)
    refuse(
      'score',
      `the discriminator's score is one number for an example, and this one gives ${showShape(score)}`,
      'discriminator.network',
      network.outputs ? 'put the score first among the outputs' : 'end it with dense(1)',
    );
}

function checkPacking({ packing, batch, generator, discriminator }: GanParts): void {
  const wanted = packed(describe(generator.network).outputShape.slice(1), packing);
  const taken = Object.values(discriminator.network.inputs)[0]!;
  if (!sameShape(wanted, taken))
    refuse(
      'packing',
      `with ${packing} examples to a pack, the discriminator has to take ${showShape(wanted)}, and it takes ${showShape(taken)}`,
      'discriminator.network',
      'build it for packed(shape, packing)',
    );
  for (const [name, count] of Object.entries(batch))
    if (count % packing !== 0)
      refuse(
        'packing',
        `a batch of ${count} does not make whole packs of ${packing}`,
        `batch.${name}`,
        `use a multiple of ${packing}`,
      );
}

function checkFeatures(layer: string, { network }: Pick<Player, 'network'>, reads: string, where: string): void {
  const outputs = Object.keys(describe(network).outputShapes);
  if (!outputs.includes(layer))
    refuse(
      'features',
      `${reads} the discriminator's output '${layer}', and its outputs are ${outputs.join(', ')}`,
      where,
      `name the layer in the network's outputs, after its score: network(…, { outputs: ['${outputs[0]}', '${layer}'] })`,
    );
}

function checkPullingAway({ layer }: PullingAway, { batch, packing, discriminator }: GanParts): void {
  checkFeatures(layer, discriminator, 'the pulling-away term reads', 'pullingAway.layer');
  const features = describe(discriminator.network).outputShapes[layer]!.slice(1);
  if (sizeOf(features) === 1)
    refuse(
      'pulling-away',
      `the pulling-away term compares directions, and '${layer}' is one number`,
      'pullingAway.layer',
      "name a hidden layer, after the score among the network's outputs",
    );
  if (batch.generator / packing < 2)
    refuse(
      'pulling-away',
      'the pulling-away term compares generated examples, and the generator makes one at a time',
      'batch.generator',
      `use ${2 * packing} or more, or leave pullingAway out`,
    );
}

function checkAutoencoder(type: string, { network }: Player): void {
  const taken = Object.values(network.inputs)[0]!;
  const given = describe(network).outputShape.slice(1);
  if (!sameShape(taken, given))
    refuse(
      'autoencoder',
      `${type} wants a discriminator that gives back what it takes, ${showShape(taken)}, and this one gives ${showShape(given)}`,
      'discriminator.network',
      'end the discriminator with a decoder, or choose a loss of scores',
    );
}

function checkAugment(augment: Augment, loss: string, saysReal: boolean, { discriminator, packing }: GanParts): void {
  const taken = Object.values(discriminator.network.inputs)[0]!;
  const shape = [...taken.slice(0, -1), taken.at(-1)! / packing];
  if (shape.length !== 3)
    refuse(
      'augment-images',
      `${augment.type} transforms images [h, w, c], and this discriminator takes ${showShape(shape)}`,
      'augment',
      'leave augment out, or begin the discriminator with flatten()',
    );
  if (augment.type !== 'ada') return;
  if (shape[2] !== 1 && shape[2] !== 3)
    refuse(
      'augment-channels',
      `ada transforms grey or RGB images, and these have ${shape[2]} channels`,
      'augment',
      'use diffAugment(), or images of 1 or 3 channels',
    );
  if (augment.target !== null && !saysReal)
    refuse(
      'augment-target',
      `ada adapts to how surely D takes real examples for real, and ${loss} gives no P(real)`,
      'augment.target',
      'give target: null and a p, or choose a loss that tells real from generated by a threshold',
    );
}

function checkConditioning(conditioning: Conditioning, parts: GanParts): void {
  if (parts.packing > 1)
    refuse(
      'packed-labels',
      `a pack of examples has no one ${conditioning.type === 'infoGan' ? 'code' : 'class'} that D could be told or could name`,
      'packing',
      'leave packing or conditioning out',
    );
  if (conditioning.type === 'infoGan') checkCodes(conditioning, parts);
  else checkClasses(conditioning, parts);
}

function checkClasses(conditioning: Exclude<Conditioning, InfoGan>, { generator, discriminator }: GanParts): void {
  const told = { generator, ...(conditioning.type === 'labels' && { discriminator }) };
  for (const [name, { network }] of Object.entries(told)) {
    const [, ...others] = Object.keys(network.inputs);
    if (!others.includes(labelInput))
      refuse(
        'label-input',
        `${conditioning.type} tells the ${name} the class, and it has no input '${labelInput}' after its first`,
        `${name}.network`,
        `name the inputs: network({ ${name === 'generator' ? 'latent' : 'image'}: […], ${labelInput}: [classes] }, …)`,
      );
  }
  if (conditioning.type === 'acGan') checkHead(conditioning, discriminator);
}

/** What D says of classes or codes is an output of its own, beside the score. */
function checkHead({ type, output }: Exclude<Conditioning, { type: 'labels' }>, { network }: Player): void {
  checkFeatures(output, { network }, `${type} reads`, 'conditioning');
  if (Object.keys(describe(network).outputShapes)[0] === output)
    refuse(
      'output-order',
      `the discriminator's first output is its score, and '${output}' stands there`,
      'discriminator.network',
      `network(…, { outputs: ['score', '${output}'] })`,
    );
}

function checkCodes(conditioning: InfoGan, { generator, discriminator }: GanParts): void {
  const width = codeWidth(conditioning);
  if (width === 0)
    refuse('no-codes', 'infoGan has no codes', 'conditioning', 'name some: infoGan({ discrete: [10], continuous: 2 })');
  const [, ...others] = Object.entries(generator.network.inputs);
  const taken = others.find(([name]) => name === codeInput)?.[1];
  if (taken === undefined || !sameShape(taken, [width]))
    refuse(
      'code-input',
      `infoGan tells the generator codes ${showShape([width])}, and ${taken ? `its input '${codeInput}' takes ${showShape(taken)}` : `it has no input '${codeInput}' after its first`}`,
      'generator.network',
      `name the inputs: network({ latent: […], ${codeInput}: [${width}] }, …)`,
    );
  checkHead(conditioning, discriminator);
  const { output } = conditioning;
  const given = describe(discriminator.network).outputShapes[output]!.slice(1);
  if (!sameShape(given, [width]))
    refuse(
      'code-output',
      `infoGan reads logits and means ${showShape([width])} in the discriminator's output '${output}', and that gives ${showShape(given)}`,
      'discriminator.network',
      `end it with dense(${width}, { name: '${output}' })`,
    );
}

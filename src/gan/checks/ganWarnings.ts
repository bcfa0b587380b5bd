import type { NamedLayer, Network } from '../../nn/index.ts';
import type { GanSpec } from '../adversarial/ganSpec.ts';
import { codeInput, labelInput } from '../conditioning/conditioning.ts';
import { adversarialLoss, type Loss } from '../losses/index.ts';
import { batchWarnings } from './batchWarnings.ts';
import { lazyWarnings } from './lazyWarnings.ts';
import { slopeWarnings } from './slopeWarnings.ts';
import type { Warning, WarningRow } from './warning.ts';

/** What a person should know of a GAN's configuration before it is trained. What cannot work at all is refused. */
export function warningsOf(spec: GanSpec): Warning[] {
  const warnings: WarningRow[] = [
    ...slopeWarnings(spec),
    ...endWarnings(spec),
    [
      spec.topK !== undefined && spec.featureMatching?.adversarial === 0,
      'top-k has no effect beside feature matching',
      "top-k drops terms of the generator's usual loss, and feature matching takes the place of that; give it an adversarial share, or leave topK out",
    ],
    ...labelWarnings(spec.loss),
    ...toldWarnings(spec),
    ...batchWarnings(spec),
    ...lazyWarnings(spec),
  ];
  return warnings.flatMap(([applies, message, why]) => (applies ? [{ message, why }] : []));
}

/** Of the labels that D learns. */
function labelWarnings(loss: Loss): WarningRow[] {
  if (loss.type === 'leastSquares') return [wrongTarget('c', loss.c, loss.b, loss.a)];
  if (loss.type !== 'crossEntropy') return [];
  const { real, fake, target, flip } = loss;
  return [
    wrongTarget('target', target, real, fake),
    [
      fake > 0 && fake < 1,
      `the discriminator's label for generated examples is smoothed, to ${fake}`,
      'the generator may then rest on examples that are taken for bad (Salimans et al. 2016, section 3.4); smooth the label of real ones alone',
    ],
    [
      flip >= 0.5,
      `${Math.round(flip * 100)} % of the discriminator's labels are those of the other side`,
      `${flip === 0.5 ? 'labels say nothing then' : 'it learns to take generated examples for real ones'}; use a flip such as 0.05`,
    ],
  ];
}

const wrongTarget = (name: string, target: number, real: number, fake: number): WarningRow => [
  Math.abs(target - fake) < Math.abs(target - real),
  `the generator wants the label ${target} for its examples, and ${fake} is the discriminator's label for generated ones`,
  `it would learn to make what is told from real examples; set ${name} to the label of real ones, ${real}`,
];

/** Of the ends of both networks, and what reads them. */
function endWarnings({ generator, discriminator, loss, augment }: GanSpec): WarningRow[] {
  const made = endOf(generator.network);
  const score = endOf(discriminator.network);
  return [
    [
      !adversarialLoss(loss).reconstructionError && ['sigmoid', 'tanh', 'softmax'].includes(score),
      `the discriminator's score ends in a ${score}`,
      'losses take scores without an activation and without bounds; crossEntropy and its like apply the sigmoid themselves',
    ],
    [
      augment !== undefined && made === 'sigmoid',
      `the generator ends in a sigmoid, and ${augment?.type} takes 0 for grey`,
      'it is for pictures in [−1, 1]: in [0, 1] what it fills in is black and its changes of colour are twice as strong; end the generator in tanh, and give the data the range [−1, 1]',
    ],
  ];
}

/** Of networks that are told something and do not listen. */
function toldWarnings({ generator, discriminator, conditioning }: GanSpec): WarningRow[] {
  if (!conditioning) return [];
  const input = conditioning.type === 'infoGan' ? codeInput : labelInput;
  const told = { generator, ...(conditioning.type === 'labels' && { discriminator }) };
  return Object.entries(told).map(([name, { network }]) => [
    !reads(network, input),
    `the ${name} has an input '${input}', and none of its layers reads it`,
    `what it is told changes nothing; name '${input}' in the inputs of a layer, as in concat([previous(), '${input}'])`,
  ]);
}

/** Whether a layer takes this input; the first takes all where it names none. */
const reads = ({ layers }: Network, input: string): boolean =>
  layers.some(({ inputs }, i) => (inputs ? inputs.includes(input) : i === 0));

/** The activation of a network's main output, whatever shapes it afterwards. */
function endOf({ layers, outputs }: Network): string {
  const end = (i: number): NamedLayer => {
    const layer = layers[i]!;
    return shaping.includes(layer.type) && !layer.inputs && i > 0 ? end(i - 1) : layer;
  };
  const main = outputs ? layers.findIndex(({ name }) => name === outputs[0]) : layers.length - 1;
  const { type, activation = type } = end(main) as { type: string; activation?: string | { type: string } };
  return typeof activation === 'string' ? activation : activation.type;
}
const shaping = ['reshape', 'flatten', 'withoutReference'];

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  crossEntropy,
  cycle,
  type DataShape,
  type GameSpec,
  gameOf,
  leastSquares,
  paired,
  playersOf,
} from '../../gan/index.ts';
import { Played } from '../../gan/step/step.testing.ts';
import { adam, describe as describeNetwork, type Network } from '../../nn/index.ts';
import { ndarray, type Shape, sizeOf } from '../../tensor/index.ts';
import { patchGan } from '../networks/patchGan.ts';
import { translator } from '../networks/translator.ts';
import { unet } from '../networks/unet.ts';
import { fill } from '../selfTest/referenceSystems.ts';

/** Of each tensor, the sum of its squares and its product with `fill(…, 500 + k, 1)`. */
type Recorded = readonly (readonly [number, number])[];
type Fixture = Readonly<Record<string, Recorded>> & {
  readonly losses: readonly Readonly<Record<string, number>>[];
  readonly after: Readonly<Record<string, Recorded>>;
};
const fixture = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../../test/fixtures/${name}.json`, import.meta.url), 'utf8')) as Fixture;

const [width, side, batch, beta1] = [2, 16, 2, 0.5];
const picture: Shape = [side, side, 3];
const optimizer = adam({ learningRate: 2e-4, beta1, epsilonPlacement: 'pytorch' });
const pictures = (seed: number) => Array.from(fill(batch * sizeOf(picture), seed, 1));
const unit = (n: number, seed: number) => Array.from(fill(n, seed, 1).map((v) => (v + 1) / 2));

const trained = (net: Network) => describeNetwork(net).variables.filter((v) => v.trainable);

/** The fixtures' weights of a network: kernels within Glorot's limits, gammas around 1. */
function filled(net: Network, base: number): Float32Array[] {
  return trained(net).map(({ name, shape }, k) => {
    const n = sizeOf(shape);
    if (!name.endsWith('/kernel'))
      return fill(n, base + k, 0.1).map((v) => (name.endsWith('/gamma') ? Math.fround(1 + v) : v));
    const [a, b] = shape.slice(-2) as [number, number];
    return fill(n, base + k, Math.sqrt(6 / (shape[0]! * shape[1]! * (a + b))));
  });
}

/** Plays a game from the fixtures' weights, `base` of each player, and compares it with what PyTorch recorded. */
function compare(
  spec: GameSpec,
  data: DataShape,
  name: string,
  bases: Readonly<Record<string, number>>,
  feeds: (step: number) => Record<string, readonly number[]>,
) {
  const wanted = fixture(name);
  const played = new Played(gameOf(spec)!, data);
  const players = Object.entries(playersOf(spec)).map(([player, { network }]) => ({ player, net: network }));
  for (const { player, net } of players) {
    const values = filled(net, bases[player]!);
    trained(net).forEach(({ name: own, shape }, k) => {
      played.state[`${player}/${own}`] = ndarray(shape, values[k]!);
    });
  }
  const expectRecorded = (player: string, net: Network, recorded: Recorded, ending: string) => {
    expect(recorded).toHaveLength(trained(net).length);
    const size = Math.sqrt(recorded.reduce((s, [squares]) => s + squares, 0));
    trained(net).forEach(({ name: own }, k) => {
      const values = played.state[`${player}/${own}${ending}`]!.data;
      const known = fill(values.length, 500 + k, 1);
      const squares = values.reduce((s, v) => s + v ** 2, 0);
      const product = values.reduce((s, v, i) => s + v * known[i]!, 0);
      const what = `${player}/${own}${ending}`;
      expect(Math.abs(Math.sqrt(squares) - Math.sqrt(recorded[k]![0])) / size, what).toBeLessThan(1e-9);
      expect(Math.abs(product - recorded[k]![1]) / size, what).toBeLessThan(1e-9);
    });
  };
  wanted.losses.forEach((losses, step) => {
    played.next(feeds(step));
    for (const [metric, value] of Object.entries(losses))
      expect(Math.abs(played.metrics[metric]! / value - 1), `${metric} of step ${step}`).toBeLessThan(1e-9);
    // Adam's first sum of gradients is the gradient
    if (step === 0) for (const { player, net } of players) expectRecorded(player, net, wanted[player]!, '.mSum');
  });
  for (const { player, net } of players) expectRecorded(player, net, wanted.after[player]!, '');
}

describe('as PyTorch computes it in float64: losses of two steps, first gradients, and tensors after them', () => {
  it('pix2pix', () => {
    const spec = paired({
      generator: { network: unet(picture, picture, { width }), optimizer },
      discriminator: { network: patchGan([side, side, 6], { width }), optimizer },
      batch,
      loss: crossEntropy(),
    });
    const data = { shape: picture, classCount: 0, parts: { input: picture, target: picture } };
    compare(spec, data, 'pix2pix', { generator: 1000, discriminator: 2000 }, (step) => ({
      'data/pairs.input': pictures(10_000 + 10 * step),
      'data/pairs.target': pictures(10_001 + 10 * step),
      'noise/generator/dropout/mask': unit(batch * 2 * 2 * 4 * width, 10_002 + 10 * step),
      'noise/generator/dropout_1/mask': unit(batch * 4 * 4 * 2 * width, 10_003 + 10 * step),
    }));
  });

  it('cyclegan', () => {
    const [g, d] = [translator(picture, picture, { width, blocks: 2 }), patchGan(picture, { width })];
    const player = (network: Network) => ({ network, optimizer });
    const spec = cycle({
      ...{ ab: player(g), ba: player(g), a: player(d), b: player(d) },
      ...{ batch, loss: leastSquares(), adversarial: 2, cycle: 10, identity: 0.5, pool: 2 },
    });
    const domain = { shape: picture, classCount: 0 };
    const { chances } = fixture('cyclegan') as unknown as { chances: Record<'a' | 'b', number[][]> };
    compare(
      spec,
      { ...domain, domains: { a: domain, b: domain } },
      'cyclegan',
      { ab: 1000, ba: 1500, a: 2000, b: 2500 },
      (step) => ({
        'data/a': pictures(10_000 + 10 * step),
        'data/b': pictures(10_001 + 10 * step),
        'noise/pool/a': chances.a.flat(),
        'noise/pool/b': chances.b.flat(),
      }),
    );
  });
});

import { describe, expect, it } from 'vitest';
import { compile, inferencePlan, trainingPlan } from '../../compile/compile.ts';
import { OnnxSession } from '../../compile/session.testing.ts';
import { buildStep } from '../../gan/step/step.ts';
import { RandomStream } from '../../random/stream.ts';
import { anyBatch, input, mean, type NDArray, ndarray, type Shape, sizeOf, square } from '../../tensor/index.ts';
import {
  applyNetwork,
  dense,
  describe as describeNetwork,
  network,
  relu,
  sgd,
  virtualBatchNorm,
  withoutReference,
  withReference,
} from '../index.ts';

const generator = network(
  [3],
  [withReference(4), dense(5), virtualBatchNorm(4), relu(), dense(2), withoutReference(4)],
);
const drawn = (name: string, shape: Shape): NDArray =>
  ndarray(shape, new RandomStream(2, name).fillNormal(new Float32Array(sizeOf(shape))));

describe('a network with a reference batch, in ONNX Runtime', () => {
  it('gives each example the same alone and among others', async () => {
    const y = applyNetwork(generator, input('z', [anyBatch, 3]), {
      training: false,
      variable: (name) => input(name, describeNetwork(generator).variables.find((v) => v.name === name)!.shape),
    });
    const session = await OnnxSession.open(compile({ y }, inferencePlan));
    const weights = Object.fromEntries(
      describeNetwork(generator).variables.map((v) => [v.name, drawn(v.name, v.shape)]),
    );
    const run = async (z: NDArray) => {
      const result = await session.run({ ...weights, z });
      return { dims: result.y!.dims, data: [...(result.y!.data as Float32Array)] };
    };
    const z = drawn('z', [3, 3]);
    const together = await run(z);
    expect(together.dims).toEqual([3, 2]);
    for (const i of [0, 1, 2]) {
      const alone = await run(ndarray([1, 3], z.data.slice(3 * i, 3 * i + 3)));
      expect(alone.data).toEqual(together.data.slice(2 * i, 2 * i + 2).map((v) => expect.closeTo(v, 5)));
    }
    await session.close();
  });

  it('trains, and leaves the reference as it was', async () => {
    const step = buildStep(
      {
        players: { generator: { network: generator, optimizer: sgd({ learningRate: 0.1 }), ema: 0.9 } },
        batch: 6,
        moves: [
          {
            name: 'generator',
            updates: ['generator'],
            objective: (scope) => mean(square(scope.play('generator', scope.noise('z', 'normal', [6, 3])))),
          },
        ],
      },
      { shape: [2], classCount: 0 },
    );
    const model = compile(step.outputs, trainingPlan);
    const feeds = Object.fromEntries(
      model.inputs.map(({ name, shape }) => [
        name,
        name.startsWith('dial/') ? ndarray(shape, [0.1]) : drawn(name, shape),
      ]),
    );
    const session = await OnnxSession.open(model);
    const results = await session.run(feeds);
    await session.close();
    const next = (name: string) => [...(results[`next/generator/${name}`]!.data as Float32Array)];
    const fed = (name: string) => [...feeds[`generator/${name}`]!.data];
    expect(next('withReference/reference')).toEqual(fed('withReference/reference'));
    expect(next('virtualBatchNorm/gamma')).not.toEqual(fed('virtualBatchNorm/gamma'));
  });
});

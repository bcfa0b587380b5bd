import { dense, flatten, type Layer, leakyRelu, type Network, network, reshape } from '../../nn/index.ts';
import { type Shape, sizeOf } from '../../tensor/index.ts';
import { pictureSize } from './stages.ts';

/**
 * 100 → 256 → 512 → 1024 → pictures of `shape`, tanh; leaky ReLU after each hidden layer, and after that what `norm` gives.
 */
export function mlpGenerator(shape: Shape, norm: () => readonly Layer[] = () => []): Network {
  pictureSize(shape);
  return network(
    [100],
    [
      ...[256, 512, 1024].flatMap((units) => [dense(units), leakyRelu(0.2), ...norm()]),
      dense(sizeOf(shape), { activation: 'tanh' }),
      reshape(shape),
    ],
  );
}

/** Pictures of `shape` → 512 → 256 → one logit. */
export const mlpDiscriminator = (shape: Shape): Network =>
  network(shape, [flatten(), dense(512), leakyRelu(0.2), dense(256), leakyRelu(0.2), dense(1)]);

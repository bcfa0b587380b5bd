import { dense, flatten, type Layer, leakyRelu, type Network, network, reshape } from '../nn/index.ts';

/** 100 → 256 → 512 → 1024 → 28×28, tanh; leaky ReLU after each hidden layer, and after that what `norm` gives. */
export const mlpGenerator = (norm: () => readonly Layer[] = () => []): Network =>
  network(
    [100],
    [
      ...[256, 512, 1024].flatMap((units) => [dense(units), leakyRelu(0.2), ...norm()]),
      dense(784, { activation: 'tanh' }),
      reshape([28, 28, 1]),
    ],
  );

/** 28×28 → 512 → 256 → one logit. */
export const mlpDiscriminator = (): Network =>
  network([28, 28, 1], [flatten(), dense(512), leakyRelu(0.2), dense(256), leakyRelu(0.2), dense(1)]);

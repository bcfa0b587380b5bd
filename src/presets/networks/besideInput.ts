import { add, conv2d, type Layer, previous, upsample } from '../../nn/index.ts';
import type { Shape } from '../../tensor/index.ts';

/**
 * Layers that add what the layer before gives to the network's input, which is enlarged to its size: a network that ends so
 * makes the difference between two pictures alone. The one channel of a grey picture is added to every colour; where channels
 * differ otherwise a 1×1 convolution brings over the first of them to begin with.
 */
export function besideInput(from: Shape, to: Shape): Layer[] {
  const factor = to[0]! / from[0]!;
  const beside = [
    ...(factor > 1 ? [upsample(factor, { mode: 'bilinear' })] : []),
    ...(from[2] === to[2] || from[2] === 1 ? [] : [conv2d(to[2]!, 1, { kernelInitializer: 'identity' })]),
  ];
  const [first, ...rest] = beside;
  if (!first) return [add([previous(), 'input'])];
  return [{ ...first, inputs: ['input'] }, ...rest, add([previous(), previous(1 + beside.length)])];
}

import { applyOutputs, describe, type Network } from '../nn/index.ts';
import { RandomStream } from '../random/stream.ts';
import { evaluate, input, type NDArray, ndarray, sizeOf, type Tensor } from '../tensor/index.ts';
import { labelInput } from './conditioning/index.ts';
import type { State } from './training/initialState.ts';

/**
 * The directions of latents to which a generator's first layer responds most, the strongest first, each of length 1 and
 * right-angled to the others.
 *
 *     for z ~ N(0, 1) a linear layer's responses W z have the covariance W Wᵀ; its principal axes, brought back to
 *     latents, are the eigenvectors of Wᵀ W with the largest eigenvalues
 *
 * The first layer is the first one whose response depends on the latent; an activation in it is left out.
 * Härkönen et al. 2020, "GANSpace", https://arxiv.org/abs/2004.02546 (principal components of responses); Shen and
 * Zhou 2021, "Closed-form factorization of latent semantics in GANs", https://arxiv.org/abs/2007.06600 (equation 4).
 *
 * @param network the generator's; its first input is the latent
 * @param weights by the names of the network's variables
 * @param count how many at the most. Default 8
 * @returns rows of as many numbers as a latent has; none where no layer responds
 */
export function mainDirections(network: Network, weights: State, count = 8): Float32Array[] {
  const size = sizeOf(Object.values(network.inputs)[0]!);
  for (const [i, { parameters }] of describe(network).rows.entries()) {
    if (parameters === 0) continue;
    const responses = responsesOf(upTo(network, i), weights, size);
    if (responses.some((value) => value !== 0)) return principalAxes(responses, size, Math.min(count, size));
  }
  return [];
}

/** The network as far as a layer, which is left without its activation. */
function upTo(network: Network, index: number): Network {
  const { activation: _, ...last } = network.layers[index]!;
  return { ...network, layers: [...network.layers.slice(0, index), last], outputs: [last.name] } as Network;
}

/** What the network's result changes by from latent 0 to each unit vector: `[size, width]`. */
function responsesOf(network: Network, weights: State, size: number): Float64Array {
  const n = size + 1;
  const feeds: Record<string, NDArray> = {};
  const feed = (name: string, shape: readonly number[], data?: ArrayLike<number>): Tensor => {
    feeds[name] = ndarray(shape, data);
    return input(name, shape);
  };
  const given = Object.entries(network.inputs).map(([name, shape], i) => {
    const data = new Float64Array(n * sizeOf(shape));
    if (i === 0) for (let k = 0; k < size; k++) data[(k + 1) * size + k] = 1;
    // told the first class; codes stay 0
    else if (name === labelInput) for (let row = 0; row < n; row++) data[row * sizeOf(shape)] = 1;
    return [name, feed(`given/${name}`, [n, ...shape], data)] as const;
  });
  const { [network.outputs![0]!]: result } = applyOutputs(network, Object.fromEntries(given), {
    training: false,
    variable: (name) => feed(name, weights[name]!.shape, weights[name]!.data),
    noise: (name, _, shape) => feed(`noise/${name}`, shape),
  });
  const [{ data }] = evaluate([result!], feeds) as [NDArray];
  const width = data.length / n;
  const out = new Float64Array(size * width);
  for (let k = 0; k < size; k++)
    for (let j = 0; j < width; j++) out[k * width + j] = data[(k + 1) * width + j]! - data[j]!;
  return out;
}

/** Turns of the iteration: each brings an axis nearer by the ratio of its eigenvalue to the next one's. */
const turns = 200;

/**
 * Eigenvectors of R Rᵀ with the largest eigenvalues, by orthogonal iteration on twice as many vectors as are wanted, from
 * random ones of a fixed seed. Of each, the number that is largest by magnitude is positive.
 */
function principalAxes(responses: Float64Array, size: number, count: number): Float32Array[] {
  const gram = gramOf(responses, size);
  const random = new RandomStream(0, 'directions');
  let axes: Float64Array[] = Array.from({ length: Math.min(size, 2 * count) }, () =>
    Float64Array.from(random.fillNormal(new Float32Array(size))),
  );
  for (let turn = 0; turn < turns; turn++) axes = orthogonal(axes.map((axis) => times(gram, axis)));
  const strength = (axis: Float64Array) => dot(axis, times(gram, axis));
  return axes
    .map((axis) => ({ axis, strength: strength(axis) }))
    .sort((a, b) => b.strength - a.strength)
    .slice(0, count)
    .filter(({ strength }) => strength > 0)
    .map(({ axis }) => {
      const largest = axis.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a));
      return Float32Array.from(axis, (v) => (largest < 0 ? -v : v));
    });
}

const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i]!, 0);

function times(matrix: Float64Array, x: Float64Array): Float64Array {
  const n = x.length;
  return Float64Array.from({ length: n }, (_, i) => dot(matrix.subarray(i * n, (i + 1) * n), x));
}

function gramOf(rows: Float64Array, n: number): Float64Array {
  const width = rows.length / n;
  const row = (i: number) => rows.subarray(i * width, (i + 1) * width);
  const out = new Float64Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      const [a, b] = [row(i), row(j)];
      for (let k = 0; k < width; k++) sum += a[k]! * b[k]!;
      out[i * n + j] = sum;
      out[j * n + i] = sum;
    }
  return out;
}

/** Gram and Schmidt, the strongest first; a vector that has nothing of its own becomes 0. */
function orthogonal(vectors: readonly Float64Array[]): Float64Array[] {
  const out: Float64Array[] = [];
  for (const vector of vectors) {
    const v = vector.slice();
    const before = Math.sqrt(dot(v, v));
    for (const other of out) {
      const share = dot(other, v);
      for (let i = 0; i < v.length; i++) v[i]! -= share * other[i]!;
    }
    const length = Math.sqrt(dot(v, v));
    out.push(length > 1e-12 * before ? v.map((x) => x / length) : v.fill(0));
  }
  return out;
}

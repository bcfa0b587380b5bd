import { RandomStream } from '../../random/stream.ts';
import { evaluate, input, type NDArray, ndarray, type Shape, sizeOf, type Tensor } from '../../tensor/index.ts';
import { applyNetwork, type Network } from '../index.ts';

/** A network applied in one mode, with what it asked for. */
export interface Application {
  readonly output: Tensor;
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly variables: Readonly<Record<string, Tensor>>;
  readonly updates: Readonly<Record<string, Tensor>>;
  /** Values for everything; those of variables are normal, of statistics in [0.5, 1.5). */
  readonly feeds: Record<string, NDArray>;
}

export function applyFor(
  net: Network,
  shapes: Readonly<Record<string, Shape>>,
  training: boolean,
  batch = 3,
): Application {
  const random = new RandomStream(7, JSON.stringify(net.layers));
  const feeds: Record<string, NDArray> = {};
  const variables: Record<string, Tensor> = {};
  const updates: Record<string, Tensor> = {};
  const fed = (name: string, shape: Shape, values: Float32Array) => {
    feeds[name] = ndarray(shape, values);
    return input(name, shape);
  };
  const normal = (name: string, shape: Shape) => fed(name, shape, random.fillNormal(new Float32Array(sizeOf(shape))));
  const inputs = Object.fromEntries(
    Object.entries(net.inputs).map(([name, shape]) => [name, normal(name, [batch, ...shape])]),
  );
  const output = applyNetwork(net, inputs, {
    training,
    variable: (name) => {
      const shape = shapes[name]!;
      const values = new Float32Array(sizeOf(shape));
      const moving = name.includes('moving');
      variables[name] ??= moving
        ? fed(
            name,
            shape,
            random.fillUniform(values).map((u) => u + 0.5),
          )
        : fed(name, shape, random.fillNormal(values));
      return variables[name];
    },
    update: (name, value) => {
      updates[name] = value;
    },
    noise: (name, kind, shape) =>
      kind === 'normal' ? normal(name, shape) : fed(name, shape, random.fillUniform(new Float32Array(sizeOf(shape)))),
  });
  return { output, inputs, variables, updates, feeds };
}

const dot = (a: NDArray, b: NDArray) => a.data.reduce((s, x, i) => s + x * b.data[i]!, 0);

/** |gradient · d − (f(x + hd) − f(x − hd)) / 2h| over the size of its terms, for a random direction d of each input. */
export function gradientErrors(
  f: Tensor,
  wrt: Readonly<Record<string, Tensor>>,
  gradients: readonly Tensor[],
  feeds: Readonly<Record<string, NDArray>>,
): Record<string, number> {
  const h = 1e-5;
  const random = new RandomStream(8, 'directions');
  const values = evaluate(gradients, feeds);
  return Object.fromEntries(
    Object.keys(wrt).map((name, i) => {
      const x = feeds[name]!;
      const direction = ndarray(x.shape, random.fillNormal(new Float32Array(x.data.length)));
      const at = (t: number) => {
        const moved = ndarray(
          x.shape,
          x.data.map((v, k) => v + t * direction.data[k]!),
        );
        return evaluate([f], { ...feeds, [name]: moved })[0]!.data[0]!;
      };
      const scale = values[i]!.data.reduce((s, v, k) => s + Math.abs(v * direction.data[k]!), 1);
      return [name, Math.abs(dot(values[i]!, direction) - (at(h) - at(-h)) / (2 * h)) / scale];
    }),
  );
}

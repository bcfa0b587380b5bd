import { inputName, type Shape, type Tensor, topologicalOrder } from '../tensor/index.ts';
import { compile, openPlan } from './compile.ts';
import type { OnnxModel, OnnxOptions, OpenAxes } from './onnx.ts';

type Outputs = Readonly<Record<string, Tensor>>;

/**
 * Compiles a graph whose pictures may have any height and width, where it has no size inside: built for two sizes it
 * must give the same bytes. Undefined where it does not.
 *
 * @param one the graph built for one size of pictures
 * @param other the same, built for another, with another height and width
 * @param main the input whose height and width are called so; axes that follow them are named after what they are to them
 */
export function compileOpen(one: Outputs, other: Outputs, main: string, options: OnnxOptions): OnnxModel | undefined {
  const [a, b] = [shapesOf(one), shapesOf(other)];
  const [height, width] = a[main]!.slice(1) as [number, number];
  const nameOf = (size: number, axis: number) => {
    const [side, of] = axis === 1 ? (['height', height] as const) : (['width', width] as const);
    return size === of ? side : size > of ? `${size / of}_${side}` : `${side}_by_${of / size}`;
  };
  const open: OpenAxes = Object.fromEntries(
    Object.entries(a).map(([port, shape]) => [
      port,
      Object.fromEntries(
        shape.flatMap((size, axis) => (size === b[port]![axis] ? [] : [[axis, nameOf(size, axis)] as const])),
      ),
    ]),
  );
  const compiled = compile(one, openPlan, { ...options, open });
  // names follow from the first size: a port that does not grow with the pictures would be named otherwise
  const again = compile(other, openPlan, { ...options, open });
  const isSame =
    compiled.bytes.length === again.bytes.length && compiled.bytes.every((byte, i) => byte === again.bytes[i]);
  return isSame ? compiled : undefined;
}

/** Shapes of all ports of a graph. */
function shapesOf(outputs: Outputs): Record<string, Shape> {
  const inputs = topologicalOrder(Object.values(outputs)).flatMap((t) => {
    const name = inputName(t);
    return name === undefined ? [] : [[name, t.shape] as const];
  });
  return Object.fromEntries([...inputs, ...Object.entries(outputs).map(([name, t]) => [name, t.shape] as const)]);
}

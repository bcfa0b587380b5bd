import { BinaryWriter } from '@bufbuild/protobuf/wire';
import { portMessage } from './onnx.ts';
import { type ModelBytes, onnxField, onnxType } from './onnxFormat.ts';
import { message, put, type RawField, rawFields } from './protobuf.ts';
import { Attributes } from './reading/attributes.ts';
import { intsIn } from './reading/inspect.ts';
import { type ReadNode, readModel } from './reading/model.ts';
import { onnxOperators } from './reading/operators.ts';
import type { Value } from './reading/shapes.ts';

interface Part {
  readonly model: ModelBytes;
  /** The weights that it takes. */
  readonly weights: readonly string[];
}

/** A model in two: what is made of its weights alone, and the rest. */
export interface Prepared {
  /** Makes of weights what the rest takes in their place. */
  readonly first: Part;
  /** The model without that: it takes the weights that it uses itself, what the first makes, and all other inputs. */
  readonly rest: Part;
}

/**
 * Divides a model, so that what follows from the weights alone, such as kernels in ONNX' order, is made once for all its
 * runs. The same operators compute the same numbers.
 *
 * @param model a model of this compiler
 * @param weights inputs that stay the same from run to run
 * @returns undefined where nothing is made of weights alone
 */
export function prepared(model: ModelBytes, weights: readonly string[]): Prepared | undefined {
  const read = readModel(model);
  const made = madeOfWeights(read, new Set(weights));
  if (made.size === 0) return undefined;
  const [early, late] = [read.nodes.map(({ output }) => made.has(output)), read.nodes.map((n) => !made.has(n.output))];
  const usedIn = (which: readonly boolean[]) => new Set(read.nodes.flatMap((n, i) => (which[i] ? namesIn(n) : [])));
  const [usedEarly, usedLate] = [usedIn(early), usedIn(late)];
  const crossing = [...made].filter(([name]) => usedLate.has(name));
  const ports = crossing.map(([name, { shape }]) => ({ name, shape, dtype: 'float32' as const }));
  const outputs = new Set(read.outputs.map(({ name }) => name));

  const part = (which: readonly boolean[], used: ReadonlySet<string>, isRest: boolean): Part => {
    const w = new BinaryWriter();
    for (const f of rawFields(model)) {
      if (f.number !== onnxField.model.graph) put(w, f);
      else
        message(w, f.number, () => {
          const fields = rawFields(f.bytes);
          const numbered = (number: number) => fields.filter((g) => g.number === number);
          const kept = (all: readonly RawField[], is: readonly boolean[]) => all.filter((_, i) => is[i]);
          const named = (list: readonly { name: string }[]) =>
            list.map(({ name }) => used.has(name) || (isRest && outputs.has(name)));
          for (const g of kept(numbered(onnxField.graph.node), which)) put(w, g);
          for (const g of fields) if (!Object.values(onnxField.graph).includes(g.number as never)) put(w, g);
          for (const g of kept(numbered(onnxField.graph.initializer), named(read.initializers))) put(w, g);
          for (const g of kept(numbered(onnxField.graph.input), named(read.inputs))) put(w, g);
          for (const port of ports) message(w, onnxField.graph[isRest ? 'input' : 'output'], portMessage(port));
          if (isRest) for (const g of numbered(onnxField.graph.output)) put(w, g);
        });
    }
    return { model: w.finish() as Uint8Array as ModelBytes, weights: weights.filter((name) => used.has(name)) };
  };
  return { first: part(early, usedEarly, false), rest: part(late, usedLate, true) };
}

/** What follows from weights and constants alone, and from weights at all: float32, by name. */
function madeOfWeights(
  { nodes, initializers, inputs, outputs }: ReturnType<typeof readModel>,
  weights: ReadonlySet<string>,
): ReadonlyMap<string, Value> {
  const constants = new Map<string, Value>(
    initializers.map(({ name, type, shape, bytes }) => [name, { type, shape, ints: intsIn(type, shape, bytes) }]),
  );
  const of = new Map<string, Value>(inputs.filter(({ name }) => weights.has(name)).map((port) => [port.name, port]));
  const results = new Set(outputs.map(({ name }) => name));
  const made = new Map<string, Value>();
  for (const { op, inputs: names, output, attributes } of nodes) {
    const operator = onnxOperators.get(op);
    const values = names.map((name) => of.get(name) ?? constants.get(name));
    if (!operator || results.has(output) || !names.some((name) => of.has(name))) continue;
    if (!values.every((value) => value !== undefined)) continue;
    const value = operator.rule(values, new Attributes(attributes), () => {});
    if (value.type !== onnxType.float32) continue;
    of.set(output, value);
    made.set(output, value);
  }
  return made;
}

/** All names that a node reads, in its branches too. */
const namesIn = ({ inputs, attributes }: ReadNode): string[] => [
  ...inputs,
  ...[...attributes.values()].flatMap((value) =>
    typeof value === 'object' && 'nodes' in value
      ? [...value.nodes.flatMap(namesIn), ...value.outputs.map(({ name }) => name)]
      : [],
  ),
];

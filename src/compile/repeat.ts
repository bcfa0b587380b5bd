import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { DuelError } from '../errors.ts';
import { type ModelBytes, onnxField } from './onnxFormat.ts';
import { decoded, message, put, rawFields, text, written } from './protobuf.ts';

/** Begins the names of a repeated model's inputs and outputs, which must differ from those of the step inside. */
export const repeatedName = (name: string): string => `steps/${name}`;

/** A state tensor of a step: the input that it comes in by, and the output that replaces it. */
export interface Carried {
  readonly input: string;
  readonly output: string;
}

/**
 * Several steps as one model: an ONNX `Scan` whose body is the step. What is carried goes from step to step inside the
 * runtime, so that it is copied once for all; every other input and output gets a first axis, the steps, whose length
 * is open. All names get the prefix `steps/`.
 *
 * The body's bytes are taken over as they are: the same operators run in the same order, and the results are the same
 * to the bit as one call for each step.
 *
 * @param model a step as ONNX bytes, every shape static
 * @param carried inputs and the outputs that replace them; their shapes are equal
 * @returns undefined where a step is fed with nothing but its state
 * @throws DuelError `graph/missing-output`
 */
export function repeated(model: ModelBytes, carried: readonly Carried[]): ModelBytes | undefined {
  const top = rawFields(model);
  const graph = rawFields(top.find((f) => f.number === onnxField.model.graph)!.bytes);
  const ports = (number: number) =>
    new Map(graph.filter((f) => f.number === number).map((f) => [nameOf(f.bytes), f.bytes]));
  const [inputs, outputs] = [ports(onnxField.graph.input), ports(onnxField.graph.output)];
  for (const c of carried) {
    const made = outputs.get(c.output);
    if (!made) throw new DuelError('internal', 'graph/missing-output', `the step does not make '${c.output}'`);
    // what a step makes without looking at it is carried all the same
    if (!inputs.has(c.input)) inputs.set(c.input, portCalled(c.input, made));
  }
  // Scan wants what is carried first
  const ordered = (all: ReadonlyMap<string, Uint8Array>, first: readonly string[]) => [
    ...first,
    ...[...all.keys()].filter((n) => !first.includes(n)),
  ];
  const inputNames = ordered(
    inputs,
    carried.map((c) => c.input),
  );
  const outputNames = ordered(
    outputs,
    carried.map((c) => c.output),
  );
  const scanned = inputNames.length - carried.length;
  // the number of steps is the length of what is fed
  if (scanned === 0) return undefined;

  const w = new BinaryWriter();
  for (const f of top) if (f.number !== onnxField.model.graph) put(w, f);
  message(w, onnxField.model.graph, () => {
    message(w, onnxField.graph.node, () => {
      for (const n of inputNames) text(w, 1, repeatedName(n));
      for (const n of outputNames) text(w, 2, repeatedName(n));
      text(w, 4, 'Scan');
      message(w, 5, () => {
        text(w, 1, 'num_scan_inputs');
        w.tag(3, WireType.Varint).int64(scanned);
        w.tag(20, WireType.Varint).int32(2);
      });
      message(w, 5, () => {
        text(w, 1, 'body');
        message(w, 6, () => {
          for (const f of graph)
            if (f.number !== onnxField.graph.input && f.number !== onnxField.graph.output) put(w, f);
          for (const n of inputNames) w.tag(onnxField.graph.input, WireType.LengthDelimited).bytes(inputs.get(n)!);
          for (const n of outputNames) w.tag(onnxField.graph.output, WireType.LengthDelimited).bytes(outputs.get(n)!);
        });
        w.tag(20, WireType.Varint).int32(5);
      });
    });
    text(w, 2, 'steps');
    const port = (number: number, names: readonly string[], all: ReadonlyMap<string, Uint8Array>) => {
      names.forEach((n, i) => {
        message(w, number, () => repeatedPort(w, n, all.get(n)!, i < carried.length));
      });
    };
    port(onnxField.graph.input, inputNames, inputs);
    port(onnxField.graph.output, outputNames, outputs);
  });
  return w.finish() as Uint8Array as ModelBytes;
}

const nameOf = (valueInfo: Uint8Array): string => decoded(rawFields(valueInfo).find((f) => f.number === 1)!.bytes);

/** A ValueInfoProto under another name. */
const portCalled = (name: string, valueInfo: Uint8Array): Uint8Array =>
  written((w) => {
    text(w, 1, name);
    for (const f of rawFields(valueInfo)) if (f.number !== 1) put(w, f);
  });

/** A ValueInfoProto under its new name; what is not carried gets the axis of the steps in front. */
function repeatedPort(w: BinaryWriter, name: string, valueInfo: Uint8Array, carried: boolean): void {
  text(w, 1, repeatedName(name));
  const type = rawFields(valueInfo).find((f) => f.number === 2)!.bytes;
  const tensor = rawFields(rawFields(type).find((f) => f.number === 1)!.bytes);
  const dimensions = rawFields(tensor.find((f) => f.number === 2)?.bytes ?? new Uint8Array());
  message(w, 2, () => {
    message(w, 1, () => {
      for (const f of tensor) if (f.number === 1) put(w, f);
      message(w, 2, () => {
        if (!carried) message(w, 1, () => text(w, 2, 'steps'));
        for (const f of dimensions) put(w, f);
      });
    });
  });
}

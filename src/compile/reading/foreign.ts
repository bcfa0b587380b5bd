import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { ModelBytes } from '../onnxFormat.ts';
import { lengthOf, textIn } from './protobuf.ts';
import { Refusal } from './refusal.ts';

/** An input or output. What the file leaves open is undefined: the type, the shape, a size. */
export interface ForeignPort {
  readonly name: string;
  /** ONNX' number of the type of its values. */
  readonly type: number | undefined;
  readonly shape: readonly (number | undefined)[] | undefined;
}

/** A network that anything may have written, looked through: it keeps all its data inside, and only computes. */
export interface ForeignModel {
  readonly bytes: ModelBytes;
  /** What has to be fed. */
  readonly inputs: readonly ForeignPort[];
  readonly outputs: readonly ForeignPort[];
  /** Names of all values that its nodes make. */
  readonly values: ReadonlySet<string>;
  readonly metadata: ReadonlyMap<string, string>;
}

// field numbers: https://github.com/onnx/onnx/blob/main/onnx/onnx.proto
type Message = 'model' | 'opset' | 'graph' | 'node' | 'attribute' | 'tensor' | 'sparse' | 'entry';
const within: Readonly<Record<Message, Readonly<Record<number, Message>>>> = {
  model: { 7: 'graph', 8: 'opset', 14: 'entry' },
  opset: {},
  graph: { 1: 'node', 5: 'tensor', 15: 'sparse' },
  node: { 5: 'attribute' },
  attribute: { 5: 'tensor', 6: 'graph', 10: 'tensor', 11: 'graph', 22: 'sparse', 23: 'sparse' },
  tensor: {},
  sparse: { 1: 'tensor', 2: 'tensor' },
  entry: {},
};
const known: readonly string[] = ['', 'ai.onnx', 'ai.onnx.ml'];
/** They take as long as they like. */
const loops: readonly string[] = ['Loop', 'Scan', 'SequenceMap'];
/** They give other features of the same picture each time. */
const chance: readonly string[] = [
  ...['RandomNormal', 'RandomNormalLike', 'RandomUniform', 'RandomUniformLike', 'Multinomial', 'Bernoulli'],
];
const deepest = 64;

/**
 * Looks through a model that others have written, before ONNX Runtime reads it. Refused is what reaches out of the file
 * (data in other files or in memory), what need not come to an end (loops), what changes from call to call, operators of
 * other domains than ONNX' own, functions, and bytes that two readers could read differently. Which operators of ONNX it is
 * made of is not looked at, nor how much memory they take.
 *
 * @throws Refusal
 */
export function inspectForeign(bytes: Uint8Array): ForeignModel {
  // a format of ONNX Runtime's own, which it knows by these letters
  if (String.fromCharCode(...bytes.subarray(4, 8)) === 'ORTM')
    throw new Refusal("it is in ONNX Runtime's own format, not in ONNX");
  const found = new Found();
  found.message(bytes, 'model', 0);
  if (!found.hasGraph) throw new Refusal('it holds no graph');
  const { initializers, inputs, outputs, values, metadata } = found;
  return {
    bytes: bytes as ModelBytes,
    inputs: inputs.filter(({ name }) => !initializers.has(name)),
    outputs,
    values,
    metadata,
  };
}

/** The same model with one more output: a value that one of its nodes makes. A message that comes in parts is one. */
export function withOutput({ bytes, values }: ForeignModel, name: string): ModelBytes {
  if (!values.has(name)) throw new Refusal(`nothing in it makes '${name}'`);
  const part = (number: number, content: Uint8Array) =>
    new BinaryWriter().tag(number, WireType.LengthDelimited).bytes(content).finish();
  const more = part(7, part(12, part(1, new TextEncoder().encode(name))));
  const joined = new Uint8Array(bytes.length + more.length);
  joined.set(bytes);
  joined.set(more, bytes.length);
  return joined as ModelBytes;
}

class Found {
  hasGraph = false;
  readonly inputs: ForeignPort[] = [];
  readonly outputs: ForeignPort[] = [];
  readonly initializers = new Set<string>();
  readonly values = new Set<string>();
  readonly metadata = new Map<string, string>();

  /** Every message in it is looked at, also where a reader would take but one: what comes twice is joined by some. */
  message(bytes: Uint8Array, what: Message, depth: number): void {
    if (depth > deepest) throw new Refusal('its parts stand too deep in one another');
    const isMain = depth === 1;
    const entry: [string, string] = ['', ''];
    for (const { number, value } of anyFields(bytes)) {
      if (typeof value === 'number') {
        if (what === 'tensor' && number === 14 && value !== 0) throw new Refusal(outside);
        continue;
      }
      if (what === 'model') this.#ofModel(number);
      else if (what === 'opset' && number === 1) checkDomain(textIn(value));
      else if (what === 'graph' && isMain) this.#ofGraph(number, value);
      else if (what === 'node') this.#ofNode(number, value, depth === 2);
      else if (what === 'tensor' && number === 13) throw new Refusal(outside);
      else if (what === 'entry' && number <= 2) entry[number - 1] = short(value);
      const inner = within[what][number];
      if (inner !== undefined) this.message(value, inner, depth + 1);
    }
    if (what === 'entry') this.metadata.set(...entry);
  }

  #ofModel(number: number): void {
    if (number === 7) this.hasGraph = true;
    if (number === 20) throw new Refusal('it has training information');
    if (number === 25) throw new Refusal('it has functions of its own: export it with these inlined');
  }

  #ofGraph(number: number, value: Uint8Array): void {
    if (number === 5) this.initializers.add(nameIn(value, 8));
    else if (number === 11) this.inputs.push(portIn(value));
    else if (number === 12) this.outputs.push(portIn(value));
  }

  #ofNode(number: number, value: Uint8Array, isMain: boolean): void {
    if (number === 2 && isMain) this.values.add(textIn(value));
    if (number === 7) checkDomain(textIn(value));
    if (number !== 4) return;
    const operator = textIn(value);
    if (loops.includes(operator)) throw new Refusal(`it has a loop (${operator}), which need not end`);
    if (chance.includes(operator)) throw new Refusal(`it draws random numbers (${operator})`);
  }
}

const outside = 'it keeps data in another file: export it with all data inside';

function checkDomain(domain: string): void {
  if (!known.includes(domain))
    throw new Refusal(`it uses operators of the foreign domain '${domain}': export it with those of ONNX alone`);
}

const short = (value: Uint8Array): string => (value.length > 1000 ? '' : textIn(value));

function nameIn(bytes: Uint8Array, field: number): string {
  let name = '';
  for (const { number, value } of anyFields(bytes))
    if (number === field && typeof value !== 'number') name = textIn(value);
  return name;
}

/** ValueInfoProto: name, and of its type the tensor's. */
function portIn(bytes: Uint8Array): ForeignPort {
  let type: number | undefined;
  let shape: (number | undefined)[] | undefined;
  for (const value of messagesIn(bytes, 2))
    for (const tensor of messagesIn(value, 1))
      for (const field of anyFields(tensor))
        if (field.number === 1 && typeof field.value === 'number') type = field.value;
        else if (field.number === 2 && typeof field.value !== 'number')
          shape = Array.from(messagesIn(field.value, 1), sizeIn);
  return { name: nameIn(bytes, 1), type, shape };
}

function sizeIn(dimension: Uint8Array): number | undefined {
  let size: number | undefined;
  for (const { number, value } of anyFields(dimension))
    size = number === 1 && typeof value === 'number' && value > 0 ? value : undefined;
  return size;
}

function* messagesIn(bytes: Uint8Array, field: number): Generator<Uint8Array> {
  for (const { number, value } of anyFields(bytes)) if (number === field && typeof value !== 'number') yield value;
}

/** All fields of a message that anything may have written: whole numbers, and bytes. Floats are passed over. */
function* anyFields(bytes: Uint8Array): Generator<{ number: number; value: number | Uint8Array }> {
  const reader = new BinaryReader(bytes);
  try {
    while (reader.pos < reader.len) {
      const start = reader.pos;
      const [number, type] = reader.tag();
      if (reader.pos - start !== lengthOf(number * 8)) throw new Refusal('it is written in an unusual way');
      const at = reader.pos;
      if (type === WireType.Varint) {
        const value = Number(reader.int64());
        if (reader.pos > reader.len) throw new Refusal('it ends in its middle');
        yield { number, value };
      } else if (type === WireType.LengthDelimited) {
        const value = reader.bytes();
        if (reader.pos - at !== lengthOf(value.length) + value.length)
          throw new Refusal('it is written in an unusual way');
        yield { number, value };
      } else if (type === WireType.Bit32 || type === WireType.Bit64) reader.skip(type);
      else throw new Refusal('it is written in an unusual way');
    }
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal('it is no ONNX file, or ends in its middle', { cause });
  }
}

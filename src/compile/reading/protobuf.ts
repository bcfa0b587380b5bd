import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { Refusal } from './refusal.ts';

/** A field of a message: a whole number, or the bytes of a text, a message or a list of 4-byte numbers. */
export interface Field {
  readonly number: number;
  readonly value: number | Uint8Array;
}

/** What a kind of message may hold: for each field's number its form, and whether it may come more than once. */
export interface Kind {
  readonly name: string;
  readonly fields: Readonly<Record<number, Form>>;
  /** What fields that others write are for, so that a refusal names the thing. */
  readonly foreign?: Readonly<Record<number, string>>;
}
type Form = 'int' | 'float' | 'bytes' | 'many ints' | 'many bytes';

/**
 * The fields of a message in their order. Only what its kind names is taken, in the one encoding that writers use: no
 * field twice that is single, no number longer than it need be, nothing behind the end. Two readers can then not see
 * different messages in the same bytes.
 */
export function* fieldsOf(bytes: Uint8Array, { name: what, fields, foreign = {} }: Kind): Generator<Field> {
  const reader = new BinaryReader(bytes);
  const seen = new Set<number>();
  try {
    while (reader.pos < reader.len) {
      const start = reader.pos;
      const [number, type] = reader.tag();
      const wanted = fields[number];
      if (wanted === undefined)
        throw new Refusal(`${what} has ${foreign[number] ?? `a field ${number}, which Duel never writes`}`);
      if (reader.pos - start !== lengthOf(number * 8)) throw new Refusal(`${what} is written in an unusual way`);
      if (!wanted.startsWith('many')) {
        if (seen.has(number)) throw new Refusal(`${what} has its field ${number} twice`);
        seen.add(number);
      }
      if (type !== wireTypes[wanted]) throw new Refusal(`field ${number} of ${what} is of another type`);
      yield { number, value: readValue(reader, type, what) };
    }
  } catch (cause) {
    if (cause instanceof Refusal) throw cause;
    throw new Refusal(`${what} ends in its middle`);
  }
}

const wireTypes: Readonly<Record<Form, WireType>> = {
  int: WireType.Varint,
  'many ints': WireType.Varint,
  float: WireType.Bit32,
  bytes: WireType.LengthDelimited,
  'many bytes': WireType.LengthDelimited,
};

function readValue(reader: BinaryReader, type: WireType, what: string): number | Uint8Array {
  const start = reader.pos;
  if (type === WireType.Bit32) return reader.float();
  if (type === WireType.LengthDelimited) {
    const bytes = reader.bytes();
    if (reader.pos - start !== lengthOf(bytes.length) + bytes.length)
      throw new Refusal(`${what} is written in an unusual way`);
    return bytes;
  }
  const value = Number(reader.int64());
  if (reader.pos > reader.len) throw new Refusal(`${what} ends in its middle`);
  if (!Number.isSafeInteger(value)) throw new Refusal(`${what} holds the number ${value}`);
  if (reader.pos - start !== lengthOf(value)) throw new Refusal(`${what} is written in an unusual way`);
  return value;
}

/** Bytes of a number as a varint: 7 bits each; a negative one has all 64. */
export function lengthOf(value: number): number {
  if (value < 0) return 10;
  let length = 1;
  for (let rest = Math.floor(value / 128); rest > 0; rest = Math.floor(rest / 128)) length++;
  return length;
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** A field's text of at most 1,000 bytes. */
export const textOf = ({ value }: Field): string => textIn(value as Uint8Array);

export function textIn(bytes: Uint8Array): string {
  if (bytes.length > 1000) throw new Refusal(`a name in it has ${bytes.length} bytes`);
  try {
    return utf8.decode(bytes);
  } catch {
    throw new Refusal(`a name in it is no text`);
  }
}

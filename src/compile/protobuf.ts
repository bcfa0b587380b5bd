import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** Writes the fields of a message. */
export type Message = (w: BinaryWriter) => void;

export const message = (w: BinaryWriter, field: number, write: Message) => {
  w.tag(field, WireType.LengthDelimited).fork();
  write(w);
  w.join();
};
export const text = (w: BinaryWriter, field: number, value: string) =>
  w.tag(field, WireType.LengthDelimited).string(value);
export const int = (w: BinaryWriter, field: number, value: number) => w.tag(field, WireType.Varint).int64(value);

/** A message's bytes. */
export function written(write: Message): Uint8Array {
  const w = new BinaryWriter();
  write(w);
  return w.finish();
}
export const decoded = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** A field of a message that is taken over or changed without being understood. */
export interface RawField {
  readonly number: number;
  readonly type: WireType;
  /** A length-delimited field's content; any other's bytes as they stand. */
  readonly bytes: Uint8Array;
}

/** The fields of a message of our own, in their order. */
export function rawFields(bytes: Uint8Array): RawField[] {
  const r = new BinaryReader(bytes);
  const fields: RawField[] = [];
  while (r.pos < r.len) {
    const [number, type] = r.tag();
    const start = r.pos;
    if (type === WireType.LengthDelimited) fields.push({ number, type, bytes: r.bytes() });
    else {
      r.skip(type);
      fields.push({ number, type, bytes: bytes.subarray(start, r.pos) });
    }
  }
  return fields;
}

/** A message of such fields. */
export const rawMessage = (fields: readonly RawField[]): Uint8Array =>
  written((w) => {
    for (const f of fields) put(w, f);
  });

export function put(w: BinaryWriter, { number, type, bytes }: RawField): void {
  w.tag(number, type);
  if (type === WireType.LengthDelimited) w.bytes(bytes);
  else w.raw(bytes);
}

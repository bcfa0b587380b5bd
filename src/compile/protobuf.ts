import { type BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

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

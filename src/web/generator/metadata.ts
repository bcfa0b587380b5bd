import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';

/** Numbers of fields in ONNX' ModelProto and StringStringEntryProto. */
const [modelGraph, modelMetadata, entryKey, entryValue] = [7, 14, 1, 2];

/**
 * What an ONNX file says of itself, by key: its `metadata_props`. The graph is passed over, not read.
 *
 * @throws where the bytes are no ONNX file
 */
export function metadataOf(model: Uint8Array): Readonly<Record<string, string>> {
  const reader = new BinaryReader(model);
  const entries: [string, string][] = [];
  let hasGraph = false;
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    hasGraph ||= field === modelGraph;
    if (field === modelMetadata && type === WireType.LengthDelimited) entries.push(entryOf(reader.bytes()));
    else reader.skip(type);
  }
  if (!hasGraph) throw new Error('no graph in it');
  return Object.fromEntries(entries);
}

function entryOf(bytes: Uint8Array): [string, string] {
  const reader = new BinaryReader(bytes);
  let [key, value] = ['', ''];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field === entryKey) key = reader.string();
    else if (field === entryValue) value = reader.string();
    else reader.skip(type);
  }
  return [key, value];
}

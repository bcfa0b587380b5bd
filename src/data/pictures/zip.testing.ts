import { crc32, deflateRawSync } from 'node:zlib';

/** What goes into a zip made for a test; the overrides make it a bad one. */
export interface ZipEntry {
  path: string;
  bytes: Uint8Array;
  deflate?: boolean;
  /** Declared length, where it is to be a lie. */
  declared?: number;
  /** Declared checksum, where it is to be a lie. */
  crc?: number;
  encrypted?: boolean;
}

/** Writes a zip archive, after PKWARE's APPNOTE 4.3.7, 4.3.12 and 4.3.16. */
export function makeZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, bytes, deflate = false, declared = bytes.length, crc = crc32(bytes), encrypted } of entries) {
    const name = Buffer.from(path);
    const packed = deflate ? deflateRawSync(bytes) : Buffer.from(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(encrypted ? 1 : 0, 2);
    common.writeUInt16LE(deflate ? 8 : 0, 4);
    common.writeUInt32LE(crc, 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(declared, 18);
    common.writeUInt16LE(name.length, 22);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    parts.push(Buffer.from('PK\x03\x04'), common, name, packed);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, name);
    offset += 30 + name.length + packed.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...parts, central, end]);
}

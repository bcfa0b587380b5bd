/** An `.npy` file, byte by byte as NumPy writes it. */
export function npy(
  descr: string,
  shape: readonly number[],
  values: Uint8Array,
  { fortran = false, version = 1 } = {},
): Buffer {
  const order = fortran ? 'True' : 'False';
  const tuple = shape.length === 1 ? `${shape[0]},` : shape.join(', ');
  const begin = version === 1 ? 10 : 12;
  const text = `{'descr': '${descr}', 'fortran_order': ${order}, 'shape': (${tuple}), }`;
  const head = Buffer.alloc(Math.ceil((begin + text.length + 1) / 64) * 64, ' ');
  head.write('\x93NUMPY', 0, 'latin1');
  head[6] = version;
  head[7] = 0;
  if (version === 1) head.writeUInt16LE(head.length - begin, 8);
  else head.writeUInt32LE(head.length - begin, 8);
  head.write(text, begin);
  head[head.length - 1] = 10;
  return Buffer.concat([head, values]);
}

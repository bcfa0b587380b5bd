import type { Buffer } from 'node:buffer';
import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';
import { Named, type Pickled, type Unpickling, unpickle, WeightsRefusal } from './pickle.ts';

/** A tensor of a file of weights, its numbers in the order of its axes. */
export interface TorchTensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Numbers of all tensors together. */
const most = 2 ** 28;
const mostEntries = 10_000;
/** Bytes of a number, by the kind of storage; of no other but float32 the numbers are read. */
const sizes: Readonly<Record<string, number>> = {
  'torch.FloatStorage': 4,
  'torch.LongStorage': 8,
  'torch.DoubleStorage': 8,
  'torch.IntStorage': 4,
};
const [dictionary, rebuild, parameter] = [
  'collections.OrderedDict',
  'torch._utils._rebuild_tensor_v2',
  'torch._utils._rebuild_parameter',
];
const known = new Set([dictionary, rebuild, parameter, ...Object.keys(sizes)]);

class Storage {
  readonly type: string;
  readonly key: string;
  readonly count: number;
  constructor(type: string, key: string, count: number) {
    this.type = type;
    this.key = key;
    this.count = count;
  }
}
class Rebuilt {
  readonly storage: Storage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  constructor(storage: Storage, offset: number, shape: readonly number[], strides: readonly number[]) {
    this.storage = storage;
    this.offset = offset;
    this.shape = shape;
    this.strides = strides;
  }
}

/**
 * The float32 tensors of a state dictionary that `torch.save` has written, by name: in the zip format of PyTorch 1.6 and
 * later, or in the earlier one. Other tensors (counters) are left out. Nothing in the file is executed: what its pickle calls
 * is an ordered dictionary or a tensor, or the file is refused.
 *
 * @throws WeightsRefusal
 */
export async function readTorchWeights(bytes: Buffer): Promise<Map<string, TorchTensor>> {
  const isZip = bytes.length > 4 && bytes.readUInt32LE(0) === 0x04034b50;
  const { value, bytesOf } = isZip ? await fromZip(bytes) : fromStream(bytes);
  if (!(value instanceof Map)) throw new WeightsRefusal('it holds no dictionary of weights');
  const tensors = new Map<string, TorchTensor>();
  let total = 0;
  for (const [name, tensor] of value) {
    if (typeof name !== 'string' || !(tensor instanceof Rebuilt))
      throw new WeightsRefusal('its dictionary holds something else than tensors by name');
    if (tensor.storage.type !== 'torch.FloatStorage') continue;
    const data = await numbersOf(tensor, bytesOf, name);
    total += data.length;
    if (total > most) throw new WeightsRefusal('it holds too many numbers');
    tensors.set(name, { shape: tensor.shape, data });
  }
  return tensors;
}

type BytesOf = (storage: Storage) => Uint8Array | undefined | Promise<Uint8Array | undefined>;

async function numbersOf({ storage, offset, shape, strides }: Rebuilt, bytesOf: BytesOf, name: string) {
  const count = shape.reduce((a, b) => a * b, 1);
  const usual = shape.map((_, i) => shape.slice(i + 1).reduce((a, b) => a * b, 1));
  const isInOrder = strides.length === shape.length && shape.every((n, i) => n <= 1 || strides[i] === usual[i]);
  if (!isInOrder) throw new WeightsRefusal(`'${name}' does not lie in order`);
  const bytes = await bytesOf(storage);
  if (bytes?.length !== storage.count * 4 || !(offset + count <= storage.count))
    throw new WeightsRefusal(`the numbers of '${name}' are not all there`);
  const data = new Float32Array(count);
  new Uint8Array(data.buffer).set(bytes.subarray(offset * 4, (offset + count) * 4));
  return data;
}

const isCount = (value: Pickled | undefined): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
const areCounts = (value: Pickled | undefined): value is number[] =>
  Array.isArray(value) && value.length <= 8 && value.every(isCount);

const unpickling: Unpickling = {
  isKnown: (name) => known.has(name),
  persistent(id) {
    const [word, type, key, , count] = Array.isArray(id) ? id : [];
    if (
      word !== 'storage' ||
      !(type instanceof Named) ||
      !(type.name in sizes) ||
      typeof key !== 'string' ||
      !isCount(count)
    )
      throw new WeightsRefusal('it keeps something else outside its pickle than numbers');
    return new Storage(type.name, key, count);
  },
  reduce({ name }, args) {
    if (name === dictionary && args.length === 0) return new Map();
    if (name === parameter && args[0] instanceof Rebuilt) return args[0];
    const [storage, offset, shape, strides] = args;
    if (name === rebuild && storage instanceof Storage && isCount(offset) && areCounts(shape) && areCounts(strides))
      return new Rebuilt(storage, offset, shape, strides);
    throw new WeightsRefusal(`its pickle calls ${name} in a way that weights do not need`);
  },
};

async function fromZip(bytes: Buffer): Promise<{ value: Pickled; bytesOf: BytesOf }> {
  const files = new Map<string, () => Promise<Uint8Array>>();
  try {
    const archive = await fromBufferPromise(bytes, { lazyEntries: true });
    for await (const entry of archive.eachEntry()) {
      // all are stored as they are: nothing can grow on being unpacked
      if (entry.compressionMethod !== 0 || entry.isEncrypted()) throw new WeightsRefusal('its entries are compressed');
      if (files.size === mostEntries) throw new WeightsRefusal('it has too many entries');
      const inside = entry.fileName.slice(entry.fileName.indexOf('/') + 1);
      if (files.has(inside)) throw new WeightsRefusal(`it has '${inside}' twice`);
      files.set(inside, async () => buffer(await archive.openReadStreamPromise(entry)));
    }
  } catch (cause) {
    if (cause instanceof WeightsRefusal) throw cause;
    throw new WeightsRefusal('its zip is damaged', { cause });
  }
  const read = async (name: string) => {
    try {
      return await files.get(name)?.();
    } catch (cause) {
      throw new WeightsRefusal('its zip is damaged', { cause });
    }
  };
  const order = await read('byteorder');
  if (order && new TextDecoder().decode(order) !== 'little') throw new WeightsRefusal('its bytes lie in another order');
  const pickle = await read('data.pkl');
  if (!pickle) throw new WeightsRefusal('it is a zip, but none of torch.save');
  const { value } = unpickle(pickle, 0, unpickling);
  return { value, bytesOf: ({ key }) => read(`data/${key}`) };
}

/** Before PyTorch 1.6: a mark, the version and facts of the machine, the dictionary, keys, and the numbers by key, each a pickle. */
function fromStream(bytes: Buffer): { value: Pickled; bytesOf: BytesOf } {
  let at = 0;
  const next = () => {
    const { value, end } = unpickle(bytes, at, unpickling);
    at = end;
    return value;
  };
  if (bytes[0] !== 0x80 || next() !== 0x1950a86a20f9469cfc6cn || next() !== 1001)
    throw new WeightsRefusal('torch.save did not write it');
  const facts = next();
  if (!(facts instanceof Map) || facts.get('little_endian') !== true)
    throw new WeightsRefusal('its bytes lie in another order');
  const types = new Map<string, Storage>();
  const dictionary = unpickle(bytes, at, {
    ...unpickling,
    persistent(id) {
      const storage = unpickling.persistent(id) as Storage;
      types.set(storage.key, storage);
      return storage;
    },
  });
  at = dictionary.end;
  const keys = next();
  if (!Array.isArray(keys)) throw new WeightsRefusal('it lacks its list of numbers');
  const found = new Map<string, Uint8Array>();
  for (const key of keys) {
    const storage = types.get(key as string);
    if (!storage || at + 8 > bytes.length || bytes.readBigUInt64LE(at) !== BigInt(storage.count))
      throw new WeightsRefusal('its numbers are not all there');
    const size = storage.count * sizes[storage.type]!;
    found.set(storage.key, bytes.subarray(at + 8, at + 8 + size));
    at += 8 + size;
  }
  return { value: dictionary.value, bytesOf: ({ key }) => found.get(key) };
}

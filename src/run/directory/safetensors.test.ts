import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DuelError } from '../../errors.ts';
import { decodeSafetensors, encodeSafetensors, type StoredTensor } from './safetensors.ts';

/** What safetensors 0.8.0 (the reference implementation) writes for the two tensors of the test below. */
const fromReference =
  '\x98\0\0\0\0\0\0\0{"__metadata__":{"format":"pt"},"weight":{"dtype":"F32","shape":[1,3],"data_offsets":[0,12]},' +
  '"step":{"dtype":"I32","shape":[1],"data_offsets":[12,16]}} \0\0\x80?\0\0\0\xc0\0\0`@\x07\0\0\0';

/** Also written by it: F16, F64, I64 and U8. */
const otherTypes =
  'e0000000000000007b226c223a7b226474797065223a22493634222c227368617065223a5b325d2c22646174615f6f666673657473223a' +
  '5b302c31365d7d2c2264223a7b226474797065223a22463634222c227368617065223a5b5d2c22646174615f6f666673657473223a5b31' +
  '362c32345d7d2c2268223a7b226474797065223a22463136222c227368617065223a5b355d2c22646174615f6f666673657473223a5b32' +
  '342c33345d7d2c2275223a7b226474797065223a225538222c227368617065223a5b325d2c22646174615f6f666673657473223a5b3334' +
  '2c33365d7d7d202020202020fdffffffffffffffffffff7f00000000000000000000f83f003c00b8ff7b0100007c00ff';

const weight = { shape: [1, 3], data: Float32Array.of(1, -2, 3.5) };
const step = { shape: [1], data: Int32Array.of(7) };

describe('bytes', () => {
  test('are those of the format: length, sorted padded header, data', () => {
    const header = '{"__metadata__":{"a":"1","b":"2"},"step":{"dtype":"I32","shape":[1],"data_offsets":[0,4]},';
    const rest = '"weight":{"dtype":"F32","shape":[1,3],"data_offsets":[4,16]}}';
    const padding = ' '.repeat((8 - ((header.length + rest.length) % 8)) % 8);
    const length = String.fromCharCode(header.length + rest.length + padding.length);
    const data = '\x07\0\0\0\0\0\x80?\0\0\0\xc0\0\0`@';
    const bytes = encodeSafetensors({ weight, step }, { b: '2', a: '1' });
    expect(Buffer.from(bytes).toString('latin1')).toBe(`${length}\0\0\0\0\0\0\0${header}${rest}${padding}${data}`);
  });

  test('of the reference implementation are read', () => {
    expect(decodeSafetensors(Buffer.from(fromReference, 'latin1'), 'a')).toEqual({
      tensors: { weight: { dtype: 'F32', ...weight }, step: { dtype: 'I32', ...step } },
      metadata: { format: 'pt' },
    });
    expect(decodeSafetensors(Buffer.from(otherTypes, 'hex'), 'a').tensors).toEqual({
      l: { dtype: 'I64', shape: [2], data: Int32Array.of(-3, 2147483647) },
      d: { dtype: 'F64', shape: [], data: Float32Array.of(1.5) },
      h: { dtype: 'F16', shape: [5], data: Float32Array.of(1, -0.5, 65504, 2 ** -24, Number.POSITIVE_INFINITY) },
      u: { dtype: 'U8', shape: [2], data: Int32Array.of(0, 255) },
    });
  });

  test('bfloat16 is the upper half of float32', () => {
    const bytes = file('{"x":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}', [0x80, 0x3f, 0x20, 0xc0]);
    expect(decodeSafetensors(bytes, 'a').tensors.x!.data).toEqual(Float32Array.of(1, -2.5));
  });
});

const name = fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('__proto__', '0', '10', '2', 'g/dense/kernel'));
const tensor: fc.Arbitrary<StoredTensor> = fc
  .tuple(fc.array(fc.nat(4), { maxLength: 4 }), fc.boolean())
  .chain(([shape, float]) => {
    const length = shape.reduce((product, size) => product * size, 1);
    const data = float
      ? fc.float32Array({ minLength: length, maxLength: length })
      : fc.int32Array({ minLength: length, maxLength: length });
    return data.map((data) => ({ shape, data }));
  });
const state = fc.uniqueArray(fc.tuple(name, tensor), { selector: ([name]) => name, maxLength: 8 });

describe('properties', () => {
  test('what is written is read, from any alignment', () => {
    fc.assert(
      fc.property(state, fc.dictionary(name, fc.string()), fc.nat(9), (entries, metadata, offset) => {
        const bytes = encodeSafetensors(Object.fromEntries(entries), metadata);
        expect(new DataView(bytes.buffer).getUint32(0, true) % 8).toBe(0);
        const shifted = new Uint8Array(bytes.length + offset).subarray(offset);
        shifted.set(bytes);
        const read = decodeSafetensors(shifted, 'a');
        expect(Object.keys(read.tensors)).toHaveLength(entries.length);
        for (const [name, { shape, data }] of entries) {
          const own = Object.getOwnPropertyDescriptor(read.tensors, name)!.value as StoredTensor;
          expect(own.shape).toEqual(shape);
          expect(new Uint8Array(own.data.buffer)).toEqual(
            new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
          );
        }
        expect(Object.entries(read.metadata).sort()).toEqual(Object.entries(metadata).sort());
      }),
    );
  });

  test('equal states are equal bytes, whatever the order of insertion', () => {
    fc.assert(
      fc.property(state, (entries) => {
        const forwards = encodeSafetensors(Object.fromEntries(entries), { a: '1', b: '2' });
        const backwards = encodeSafetensors(Object.fromEntries([...entries].reverse()), { b: '2', a: '1' });
        expect(Buffer.compare(forwards, backwards)).toBe(0);
      }),
    );
  });

  test('every truncation, extension and no flipped byte of the header escapes as anything but a DuelError', () => {
    const bytes = encodeSafetensors({ weight, step }, { a: '1' });
    for (let length = 0; length < bytes.length; length++)
      expect(code(bytes.subarray(0, length))).toMatch('safetensors/');
    expect(code(Buffer.concat([bytes, Buffer.from([0])]))).toBe('safetensors/gap');
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const flipped = Uint8Array.from(bytes);
        flipped[at]! ^= flip;
        expect(code(flipped)).toMatch(/^(safetensors\/.*|read)$/);
      }),
    );
  });
});

describe('refuses', () => {
  const x = '"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}';
  const cases: [string, string, number][] = [
    ['truncated', `{${x}}`, 3],
    ['gap', `{${x}}`, 5],
    ['gap', `{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}`, 8],
    ['overlap', `{${x},"y":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}`, 4],
    ['overlap', `{${x},"y":{"dtype":"F32","shape":[1],"data_offsets":[3,7]}}`, 7],
    ['duplicate', `{${x},${x}}`, 4],
    ['duplicate', `{${x},"\\u0078":{"dtype":"F32","shape":[0],"data_offsets":[4,4]}}`, 4],
    ['duplicate', `{"x":{"dtype":"F32","shape":[2],"shape" :[1],"data_offsets":[0,4]}}`, 4],
    ['entry', `{"x":{"dtype":"F8","shape":[1],"data_offsets":[0,4]}}`, 4],
    ['entry', `{"x":{"dtype":"toString","shape":[1],"data_offsets":[0,4]}}`, 4],
    ['entry', `{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}`, 4],
    ['entry', `{"x":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}`, 4],
    ['entry', `{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,6]}}`, 6],
    ['entry', `{"x":{"dtype":"F32","shape":[9007199254740991,9],"data_offsets":[0,4]}}`, 4],
    ['entry', `{"x":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}`, 4],
    ['entry', `{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}`, 4],
    ['entry', `{"x":{"dtype":"F32","data_offsets":[0,4]}}`, 4],
    ['entry', `{"x":4}`, 4],
    ['range', `{"x":{"dtype":"I64","shape":[1],"data_offsets":[0,8]}}`, 8],
    ['metadata', `{"__metadata__":{"step":1}}`, 0],
    ['metadata', `{"__metadata__":[]}`, 0],
    ['header', `[${x}]`, 0],
    ['header', `{${x}`, 4],
    ['header', ` {${x}}`, 4],
  ];
  test.each(cases)('%s: %s with %d bytes', (kind, header, length) => {
    expect(code(file(header, Array(length).fill(127)))).toBe(`safetensors/${kind}`);
  });

  test('a header of absurd length', () => {
    expect(code(Uint8Array.from([255, 255, 255, 255, 255, 255, 255, 255, 123, 125]))).toBe('safetensors/header');
  });

  test('tensors that do not match their shape', () => {
    expect(() => encodeSafetensors({ x: { shape: [2], data: new Float32Array(3) } })).toThrow("tensor 'x' has 3");
  });
});

function file(header: string, data: number[]): Uint8Array {
  const bytes = new TextEncoder().encode(header);
  const result = new Uint8Array(8 + bytes.length + data.length);
  new DataView(result.buffer).setBigUint64(0, BigInt(bytes.length), true);
  result.set(bytes, 8);
  result.set(data, 8 + bytes.length);
  return result;
}

/** The code with which a file is refused, or 'read'. */
function code(bytes: Uint8Array): string {
  try {
    decodeSafetensors(bytes, 'a.safetensors');
    return 'read';
  } catch (error) {
    if (!(error instanceof DuelError)) throw error;
    expect(error.kind).toBe('checkpoint');
    expect(error.where).toBe('a.safetensors');
    return error.code;
  }
}

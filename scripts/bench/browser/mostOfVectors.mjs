const leb = (n) => {
  const bytes = [];
  for (let rest = n; ; rest >>>= 7) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest & 127) | 128);
  }
};
const section = (id, body) => [id, ...leb(body.length), ...body];
const vec = (items) => [...leb(items.length), ...items.flat()];
const get = (local) => [0x20, ...leb(local)];
const set = (local) => [0x21, ...leb(local)];
const i32 = (value) => [0x41, value];
const simd = (op, ...rest) => [0xfd, ...leb(op), ...rest];
const load = (offset) => simd(0, 4, ...leb(offset));
const splat = (offset) => simd(9, 2, ...leb(offset));
const [multiply, add, first] = [simd(0xe6), simd(0xe4), simd(0x1f, 0)];

/** Locals: turns left, an address; eight sums in two rows of four, four columns, one number of a row in all places. */
const [left, at, columns, number] = [0, 1, 10, 14];
const sum = (row, column) => 2 + 4 * row + column;

/** A turn of the loop at the heart of a product of matrices: 8 · 4 multiplications and as many additions. */
function turn() {
  const code = [0, 1, 2, 3].flatMap((c) => [...get(at), ...load(16 * c), ...set(columns + c)]);
  for (const row of [0, 1]) {
    code.push(...get(at), ...splat(1024 + 4 * row), ...set(number));
    for (const c of [0, 1, 2, 3])
      code.push(...get(sum(row, c)), ...get(number), ...get(columns + c), ...multiply, ...add, ...set(sum(row, c)));
  }
  // the address goes round: (left & 15) << 6
  return [...code, ...get(left), ...i32(15), 0x71, ...i32(6), 0x74, ...set(at)];
}

function moduleBytes() {
  const loop = [0x03, 0x40, ...turn(), ...get(left), ...i32(1), 0x6b, 0x22, left, 0x0d, 0, 0x0b];
  const all = [3, 4, 5, 6, 7, 8, 9].flatMap((local) => [...get(local), ...add]);
  const locals = vec([
    [1, 0x7f],
    [13, 0x7b],
  ]);
  const body = [...locals, ...loop, ...get(2), ...all, ...first, 0x0b];
  return new Uint8Array([
    ...[0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...section(1, vec([[0x60, 1, 0x7f, 1, 0x7d]])),
    ...section(3, vec([[0]])),
    ...section(5, vec([[0, 1]])),
    ...section(7, vec([[3, 0x72, 0x75, 0x6e, 0, 0]])),
    ...section(10, vec([[...leb(body.length), ...body]])),
  ]);
}

/**
 * GFLOP/s of the loop at the heart of ONNX Runtime's products in WebAssembly, eight sums of products with two splats and
 * four loads a turn, when all of it is in the first cache: what no product can pass.
 */
export async function most() {
  const { instance } = await WebAssembly.instantiate(moduleBytes());
  const { run } = instance.exports;
  for (let k = 0; k < 50; k++) run(20_000);
  let best = 0;
  for (let k = 0; k < 40; k++) {
    const turns = 2e6;
    const began = performance.now();
    run(turns);
    best = Math.max(best, (64 * turns) / (performance.now() - began) / 1e6);
  }
  return best;
}

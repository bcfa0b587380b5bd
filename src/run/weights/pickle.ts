/** Why a file of weights is not taken. */
export class WeightsRefusal extends Error {}

/** A class or function that a pickle names. It stays a name: nothing is imported or called. */
export class Named {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

/** What a pickle holds: numbers, texts, lists (tuples too), dictionaries, names, and what `reduce` and `persistent` make. */
export type Pickled = null | boolean | number | bigint | string | Named | Pickled[] | Map<Pickled, Pickled> | object;

/** What takes the place of calls. */
export interface Unpickling {
  /** Of a call of something that is named. Throws a `WeightsRefusal` for all but what is known. */
  reduce(called: Named, args: readonly Pickled[]): Pickled;
  /** Of something that is kept outside the pickle. */
  persistent(id: Pickled): Pickled;
  /** Whether a name may stand in the pickle at all. */
  isKnown(name: string): boolean;
}

const mostSteps = 1_000_000;
const mark = Symbol('mark');
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * Reads one pickle of protocol 2, as `torch.save` writes it, from `at` on. Of pickle's little machine only what builds data
 * is known; a name is a word to it, a call is answered by `unpickling`.
 *
 * @returns the value, and where the pickle ends
 * @throws WeightsRefusal
 */
export function unpickle(bytes: Uint8Array, at: number, unpickling: Unpickling): { value: Pickled; end: number } {
  const machine = new Machine(bytes, at, unpickling);
  try {
    return machine.run();
  } catch (cause) {
    if (cause instanceof WeightsRefusal) throw cause;
    throw new WeightsRefusal('its pickle is damaged', { cause });
  }
}

class Machine {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #unpickling: Unpickling;
  #at: number;
  #stack: (Pickled | typeof mark)[] = [];
  readonly #memo = new Map<number, Pickled>();

  constructor(bytes: Uint8Array, at: number, unpickling: Unpickling) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#at = at;
    this.#unpickling = unpickling;
  }

  run(): { value: Pickled; end: number } {
    for (let step = 0; step < mostSteps; step++) {
      const code = this.#byte();
      if (code === 0x2e) return { value: this.#pop(), end: this.#at };
      const operation = operations[String.fromCharCode(code)];
      if (operation === undefined)
        throw new WeightsRefusal(`its pickle has the instruction 0x${code.toString(16)}, which weights do not need`);
      operation(this);
    }
    throw new WeightsRefusal('its pickle has no end');
  }

  #byte = (): number => this.#view.getUint8(this.#at++);
  byte = this.#byte;
  take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#at) throw new RangeError('beyond the end');
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
  number(length: 2 | 4): number {
    const { byteOffset } = this.take(length);
    const at = byteOffset - this.#bytes.byteOffset;
    return length === 2 ? this.#view.getUint16(at, true) : this.#view.getInt32(at, true);
  }
  double(): number {
    const at = this.#at;
    this.take(8);
    return this.#view.getFloat64(at, false);
  }
  line(): string {
    const end = this.#bytes.indexOf(0x0a, this.#at);
    if (end < 0 || end - this.#at > 200) throw new RangeError('no line');
    const text = utf8.decode(this.take(end - this.#at));
    this.#at++;
    return text;
  }
  text = (length: number): string => utf8.decode(this.take(length));

  push(value: Pickled | typeof mark): void {
    this.#stack.push(value);
  }
  #pop(): Pickled {
    const value = this.#stack.pop();
    if (value === undefined || value === mark) throw new RangeError('nothing there');
    return value as Pickled;
  }
  pop = (): Pickled => this.#pop();
  top(): Pickled {
    const value = this.#pop();
    this.push(value);
    return value;
  }
  /** What was pushed since the last mark. */
  sinceMark(): Pickled[] {
    const at = this.#stack.lastIndexOf(mark);
    if (at < 0) throw new RangeError('no mark');
    const taken = this.#stack.splice(at);
    return taken.slice(1) as Pickled[];
  }
  put(index: number): void {
    this.#memo.set(index, this.top());
  }
  get(index: number): void {
    const value = this.#memo.get(index);
    if (value === undefined) throw new RangeError('nothing remembered');
    this.push(value);
  }
  named(module: string, name: string): Named {
    const whole = `${module}.${name}`;
    if (!this.#unpickling.isKnown(whole))
      throw new WeightsRefusal(`its pickle names ${whole}, which has nothing to do with weights`);
    return new Named(whole);
  }
  reduce(): void {
    const args = this.#pop();
    const called = this.#pop();
    if (!(called instanceof Named) || !Array.isArray(args)) throw new RangeError('no call');
    this.push(this.#unpickling.reduce(called, args));
  }
  persistent(): void {
    this.push(this.#unpickling.persistent(this.#pop()));
  }
  setItems(pairs: readonly Pickled[]): void {
    const map = this.top();
    if (!(map instanceof Map) || pairs.length % 2 !== 0) throw new RangeError('no dictionary');
    for (let i = 0; i < pairs.length; i += 2) map.set(pairs[i]!, pairs[i + 1]!);
  }
  append(values: readonly Pickled[]): void {
    const list = this.top();
    if (!Array.isArray(list)) throw new RangeError('no list');
    list.push(...values);
  }
}

/** A whole number of any length, lowest byte first. */
function longIn(bytes: Uint8Array): number | bigint {
  if (bytes.length > 16) throw new RangeError('a long number');
  let value = 0n;
  bytes.forEach((byte, i) => {
    value |= BigInt(byte) << BigInt(8 * i);
  });
  const signed = bytes.length > 0 && bytes.at(-1)! >= 0x80 ? value - (1n << BigInt(8 * bytes.length)) : value;
  return Number.isSafeInteger(Number(signed)) ? Number(signed) : signed;
}

/** By their letters, as Python's pickletools has them. */
const operations: Readonly<Record<string, (m: Machine) => void>> = {
  '\x80': (m) => {
    if (m.byte() > 4) throw new WeightsRefusal('its pickle is of a protocol that torch.save does not write');
  },
  '(': (m) => m.push(mark),
  '}': (m) => m.push(new Map()),
  ']': (m) => m.push([]),
  ')': (m) => m.push([]),
  N: (m) => m.push(null),
  '\x88': (m) => m.push(true),
  '\x89': (m) => m.push(false),
  J: (m) => m.push(m.number(4)),
  K: (m) => m.push(m.byte()),
  M: (m) => m.push(m.number(2)),
  '\x8a': (m) => m.push(longIn(m.take(m.byte()))),
  G: (m) => m.push(m.double()),
  X: (m) => m.push(m.text(m.number(4) >>> 0)),
  '\x8c': (m) => m.push(m.text(m.byte())),
  t: (m) => m.push(m.sinceMark()),
  '\x85': (m) => m.push([m.pop()]),
  '\x86': (m) => m.push([m.pop(), m.pop()].reverse()),
  '\x87': (m) => m.push([m.pop(), m.pop(), m.pop()].reverse()),
  q: (m) => m.put(m.byte()),
  r: (m) => m.put(m.number(4)),
  h: (m) => m.get(m.byte()),
  j: (m) => m.get(m.number(4)),
  c: (m) => m.push(m.named(m.line(), m.line())),
  R: (m) => m.reduce(),
  Q: (m) => m.persistent(),
  s: (m) => m.setItems([m.pop(), m.pop()].reverse()),
  u: (m) => {
    const pairs = m.sinceMark();
    m.setItems(pairs);
  },
  a: (m) => m.append([m.pop()]),
  e: (m) => {
    const values = m.sinceMark();
    m.append(values);
  },
  // attributes of a dictionary, such as the versions of modules: nobody asks for them
  b: (m) => {
    m.pop();
  },
};

import { writeScaled } from '../dataset.ts';
import { type Scaling, scaler, type ValueRange } from '../scaling.ts';

/** How the values of an example are brought from where they are stored to where they are trained on. */
export interface Handing {
  /** Values of an example. */
  readonly size: number;
  /** Where each value of an example stands in what is stored; absent where the order is the same. */
  readonly order?: Int32Array | undefined;
  /** How values are scaled. Absent: bytes as 0 … 255, other numbers as they are. */
  readonly mapped?: Scaling | undefined;
}

type Values = Uint8Array | Float32Array | Float64Array;

/** Hands out `n` examples of `values`, from the value `from` on, to `out` from `to` on. */
export function handOut(
  { size, order, mapped }: Handing,
  values: Values,
  [from, to, n]: readonly [from: number, to: number, n: number],
  out: Float32Array,
  range: ValueRange | undefined,
): void {
  const length = n * size;
  if (order === undefined && values instanceof Uint8Array && (mapped === undefined || isBytes(mapped))) {
    writeScaled(values, from, out, to, length, range);
    return;
  }
  if (order === undefined && mapped === undefined) {
    out.set(values.subarray(from, from + length), to);
    return;
  }
  const map = mapped === undefined ? (value: number) => value : scaler(mapped, range);
  for (let k = 0; k < length; k += size)
    for (let j = 0; j < size; j++) out[to + k + j] = map(values[from + k + (order === undefined ? j : order[j]!)]!, j);
}

/** Whether values are scaled as bytes are. */
export const isBytes = (scaling: Scaling): boolean =>
  scaling.type === 'range' && scaling.low === 0 && scaling.high === 255 && scaling.levels === undefined;

import { exampleSize } from '../dataset.ts';
import { dataError } from '../problems.ts';
import type { Reading } from '../reading.ts';
import type { Layout } from './layouts.ts';

/** How an example lies in an array. */
export interface Arrangement {
  /** `[h, w, c]`, `[t, c]` or `[d]`. */
  readonly shape: readonly number[];
  /** Absent for rows of numbers. */
  readonly layout?: Layout | undefined;
  /** Where each value of an example stands in the array's own order; absent where that is the same. */
  readonly order?: Int32Array | undefined;
}

export interface ArrangementRequest {
  readonly layout: Layout | undefined;
  /** As NumPy calls it. */
  readonly type: string;
  readonly reading: Reading;
  readonly where: string;
}

/**
 * How the examples of an array of `dims` lie in it. Unless a layout says so, bytes with two axes are grey pictures, other
 * numbers with two axes are series, and three axes are pictures whose channels come last.
 */
export function arrange(dims: readonly number[], request: ArrangementRequest): Arrangement {
  const { layout, where } = request;
  const [count = 0, ...rest] = dims;
  if (rest.length < 1 || rest.length > 3)
    throw dataError(
      'npy-shape',
      `an array of ${dims.length} ${dims.length === 1 ? 'axis' : 'axes'}; [n, h, w, c], [n, h, w], [n, time, channels] or [n, d] are read`,
      { where, fix: 'numpy.save(PATH, array.reshape(...))' },
    );
  if (count === 0 || rest.some((n) => n === 0))
    throw dataError('empty', `an empty array: ${dims.join(' × ')}`, { where, fix: 'choose other data' });
  if (!Number.isSafeInteger(count * exampleSize(rest)))
    throw dataError('too-large', `declares ${dims.join(' × ')} values`, { where, fix: 'save it again' });
  if (rest.length === 1) {
    if (layout !== undefined)
      throw dataError(
        'layout',
        `--layout ${layout} says which axis is which, and [${dims.join(', ')}] has rows alone`,
        {
          where,
          fix: 'leave --layout out',
        },
      );
    return { shape: rest };
  }
  return rest.length === 2 ? ofTwo(rest, request) : ofThree(dims, request);
}

function ofTwo([a, b]: readonly number[], { layout, type, reading }: ArrangementRequest): Arrangement {
  const shape = [a!, b!];
  const isBytes = type === 'uint8' || type === 'bool';
  switch (layout ?? (isBytes || reading < 3 ? 'nhwc' : 'ntc')) {
    case 'nhwc':
    case 'nchw':
      return { shape: [...shape, 1], layout: 'nhwc' };
    case 'nct':
      return { shape: [b!, a!], layout: 'nct', order: turned(a!, b!) };
    case 'ntc':
      return { shape, layout: 'ntc' };
  }
}

function ofThree(dims: readonly number[], { layout, where }: ArrangementRequest): Arrangement {
  const [, a, b, c] = dims as [number, number, number, number];
  if (layout === 'ntc' || layout === 'nct')
    throw dataError('layout', `--layout ${layout} is for arrays of three axes, and this is [${dims.join(', ')}]`, {
      where,
      fix: 'choose nhwc or nchw, or leave --layout out',
    });
  if (layout === 'nchw') return { shape: [b, c, a], layout, order: turned(a, b * c) };
  if (layout === undefined && a <= 4 && b > 4 && c > 4)
    throw dataError(
      'channels-first',
      `[${dims.join(', ')}] looks as if its channels came first, before height and width`,
      {
        where,
        fix: `add --layout nchw to read it so; --layout nhwc takes it for pictures of ${a}×${b} with ${c} channels`,
      },
    );
  return { shape: [a, b, c], layout: 'nhwc' };
}

/** Where the values of [b, a] stand in [a, b]. */
const turned = (a: number, b: number): Int32Array =>
  Int32Array.from({ length: a * b }, (_, k) => (k % a) * b + Math.floor(k / a));

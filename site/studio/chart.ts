import { ticks } from '../points/curves.ts';

/** Colours that lines and runs are told apart by, in their order. */
export const pens = ['pen0', 'pen1', 'pen2', 'pen3', 'pen4', 'pen5'] as const;

/** One line of a chart; a value that was not finite is null. */
export interface Series {
  readonly name: string;
  readonly steps: readonly number[];
  readonly values: readonly (number | null)[];
}

/** The colours of a page, by what they are for. */
export interface Ink {
  readonly pens: readonly string[];
  readonly rule: string;
  readonly quiet: string;
}

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return { pens: pens.map((pen) => of(`--${pen}`)), rule: of('--rule'), quiet: of('--quiet') };
}

const [left, foot, head] = [44, 20, 8];

/** The first and the last step of all lines. */
const endsOf = (series: readonly Series[]): readonly [number, number] => [
  Math.min(...series.map(({ steps }) => steps[0] ?? Number.POSITIVE_INFINITY), Number.MAX_SAFE_INTEGER),
  Math.max(...series.map(({ steps }) => steps.at(-1) ?? 0), 0),
];

/** The step at a place on the chart. */
export function stepAt(series: readonly Series[], x: number, width: number): number {
  const [first, last] = endsOf(series);
  const share = (x - left) / Math.max(1, width - left - 6);
  return Math.round(first + Math.min(1, Math.max(0, share)) * (last - first));
}

/** The index of the value of a line that is nearest to a step; -1 where it has none. */
export function nearest({ steps }: Series, step: number): number {
  let [low, high] = [0, steps.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle]! < step) low = middle + 1;
    else high = middle;
  }
  return low > 0 && step - steps[low - 1]! < steps[low]! - step ? low - 1 : high;
}

/**
 * The values of a line that can be seen of all, by their index: of those that share a column of pixels the first, the least,
 * the greatest and the last. A value that is missing breaks the line, and is among them.
 */
export function seenOf({ values }: Series, columnOf: (index: number) => number): number[] {
  const seen: number[] = [];
  let column: { readonly at: number; first: number; least: number; greatest: number; last: number } | undefined;
  const end = () => {
    if (!column) return;
    const { first, least, greatest, last } = column;
    seen.push(...new Set([first, ...(least < greatest ? [least, greatest] : [greatest, least]), last]));
    column = undefined;
  };
  values.forEach((value, i) => {
    if (value === null) {
      end();
      seen.push(i);
      return;
    }
    const at = columnOf(i);
    if (column?.at !== at) {
      end();
      column = { at, first: i, least: i, greatest: i, last: i };
    }
    if (value < values[column!.least]!) column!.least = i;
    if (value > values[column!.greatest]!) column!.greatest = i;
    column!.last = i;
  });
  end();
  return seen;
}

/** Draws lines over the steps, and a mark at one of these. */
export function drawChart(
  to: CanvasRenderingContext2D,
  [width, height]: readonly [number, number],
  series: readonly Series[],
  ink: Ink,
  mark: number | undefined,
): void {
  to.clearRect(0, 0, width, height);
  if (series.every(({ steps }) => steps.length === 0)) return;
  const [first, last] = endsOf(series);
  const [low, high] = rangeOf(series.map(({ values }) => values));
  const x = (step: number) => left + (last === first ? 0 : ((step - first) / (last - first)) * (width - left - 6));
  const y = (value: number) => height - foot - ((value - low) / (high - low)) * (height - foot - head);
  to.font = '11px system-ui, sans-serif';
  to.textBaseline = 'middle';
  to.textAlign = 'right';
  to.lineWidth = 1;
  for (const tick of ticks(low, high)) {
    const at = Math.round(y(tick)) + 0.5;
    to.strokeStyle = ink.rule;
    line(to, [
      [left, at],
      [width, at],
    ]);
    to.fillStyle = ink.quiet;
    to.fillText(short(tick), left - 7, at);
  }
  to.textAlign = 'left';
  to.fillText(first.toLocaleString('en'), left, height - 7);
  to.textAlign = 'right';
  to.fillText(last.toLocaleString('en'), width - 1, height - 7);
  to.lineJoin = 'round';
  series.forEach((line, i) => {
    const { steps, values } = line;
    to.strokeStyle = ink.pens[i % ink.pens.length]!;
    to.lineWidth = 1.5;
    to.beginPath();
    let isDown = false;
    for (const k of seenOf(line, (k) => Math.floor(x(steps[k]!)))) {
      const value = values[k];
      if (value !== null && value !== undefined) {
        const at = [x(steps[k]!), y(Math.min(high, Math.max(low, value)))] as const;
        if (isDown) to.lineTo(...at);
        else to.moveTo(...at);
        // one that stands alone is a dot
        if (!isDown && typeof values[k + 1] !== 'number') dotAt(to, at);
      }
      isDown = value !== null;
    }
    to.stroke();
  });
  if (mark === undefined) return;
  to.strokeStyle = ink.quiet;
  to.lineWidth = 1;
  const at = Math.round(x(Math.min(last, Math.max(first, mark)))) + 0.5;
  line(to, [
    [at, head],
    [at, height - foot],
  ]);
}

function dotAt(to: CanvasRenderingContext2D, [x, y]: readonly [number, number]): void {
  to.moveTo(x + 1.5, y);
  to.arc(x, y, 1.5, 0, 2 * Math.PI);
  to.moveTo(x, y);
}

function line(to: CanvasRenderingContext2D, points: readonly (readonly [number, number])[]): void {
  to.beginPath();
  for (const [i, point] of points.entries()) i === 0 ? to.moveTo(...point) : to.lineTo(...point);
  to.stroke();
}

const short = (tick: number): string =>
  tick !== 0 && (Math.abs(tick) < 1e-3 || Math.abs(tick) >= 1e5)
    ? tick.toExponential(0)
    : String(Number(tick.toPrecision(3)));

/** All but the outermost hundredths, with some room. */
function rangeOf(series: readonly (readonly (number | null)[])[]): readonly [number, number] {
  // numbers alone sort many times as fast as a list
  const values = Float64Array.from(series.flat().filter((v): v is number => v !== null)).sort();
  const at = (share: number) => values[Math.round(share * (values.length - 1))] ?? 0;
  const [low, high] = [at(0.01), at(0.99)];
  const room = 0.04 * (high - low);
  if (high > low) return [low - room, high + room];
  return low === 0 ? [0, 1] : [low - Math.abs(low) / 2, low + Math.abs(low) / 2];
}

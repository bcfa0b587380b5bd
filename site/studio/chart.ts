import type { Curves } from '../../src/studio/api.ts';
import { ticks } from '../points/curves.ts';

/** The colours of a page, by what they are for. */
export interface Ink {
  readonly pens: readonly string[];
  readonly rule: string;
  readonly quiet: string;
}

export function inkOf(element: Element): Ink {
  const style = getComputedStyle(element);
  const of = (name: string) => style.getPropertyValue(name).trim();
  return { pens: [of('--pen0'), of('--pen1'), of('--mesh'), of('--accent')], rule: of('--rule'), quiet: of('--quiet') };
}

const [left, foot, head] = [44, 20, 8];

/** The index of the line that is nearest to a place on the chart. */
export function nearest({ steps }: Curves, x: number, width: number): number {
  const [first, last] = [steps[0] ?? 0, steps.at(-1) ?? 0];
  const step = first + ((x - left) / Math.max(1, width - left - 6)) * (last - first);
  let best = 0;
  for (let i = 0; i < steps.length; i++) if (Math.abs(steps[i]! - step) < Math.abs(steps[best]! - step)) best = i;
  return best;
}

/** Draws some metrics over the steps, and a mark at one of them. */
export function drawChart(
  to: CanvasRenderingContext2D,
  [width, height]: readonly [number, number],
  curves: Curves,
  names: readonly string[],
  ink: Ink,
  mark: number | undefined,
): void {
  to.clearRect(0, 0, width, height);
  const { steps, metrics } = curves;
  const [first, last] = [steps[0] ?? 0, steps.at(-1) ?? 0];
  const [low, high] = rangeOf(names.map((name) => metrics[name] ?? []));
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
  names.forEach((name, i) => {
    to.strokeStyle = ink.pens[i % ink.pens.length]!;
    to.lineWidth = 1.5;
    to.beginPath();
    let isDown = false;
    (metrics[name] ?? []).forEach((value, k) => {
      if (value === null) {
        isDown = false;
        return;
      }
      const at = [x(steps[k]!), y(Math.min(high, Math.max(low, value)))] as const;
      if (isDown) to.lineTo(...at);
      else to.moveTo(...at);
      isDown = true;
    });
    to.stroke();
  });
  if (mark === undefined || steps[mark] === undefined) return;
  to.strokeStyle = ink.quiet;
  to.lineWidth = 1;
  const at = Math.round(x(steps[mark])) + 0.5;
  line(to, [
    [at, head],
    [at, height - foot],
  ]);
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
  const values = series
    .flat()
    .filter((v): v is number => v !== null)
    .sort((a, b) => a - b);
  const at = (share: number) => values[Math.round(share * (values.length - 1))] ?? 0;
  const [low, high] = [at(0.01), at(0.99)];
  const room = 0.04 * (high - low);
  if (high > low) return [low - room, high + room];
  return low === 0 ? [0, 1] : [low - Math.abs(low) / 2, low + Math.abs(low) / 2];
}

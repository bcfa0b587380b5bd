import type { Losses } from '../shell/losses.ts';
import type { Palette } from './plot.ts';

const gutter = 34;
const foot = 18;

/** Draws both losses over the updates, with a few rules to read them by. */
export function drawCurves(
  to: CanvasRenderingContext2D,
  width: number,
  height: number,
  losses: readonly Losses[],
  palette: Palette,
): void {
  to.clearRect(0, 0, width, height);
  const last = losses.at(-1)?.done ?? 0;
  const [low, high] = rangeOf(losses);
  const x = (done: number) => gutter + (last === 0 ? 0 : (done / last) * (width - gutter - 4));
  const y = (loss: number) => height - foot - ((loss - low) / (high - low)) * (height - foot - 6);
  to.font = '11px system-ui, sans-serif';
  to.textBaseline = 'middle';
  for (const tick of ticks(low, high)) {
    to.strokeStyle = palette.mesh;
    to.globalAlpha = 0.28;
    to.lineWidth = 1;
    to.beginPath();
    to.moveTo(gutter, Math.round(y(tick)) + 0.5);
    to.lineTo(width, Math.round(y(tick)) + 0.5);
    to.stroke();
    to.globalAlpha = 1;
    to.fillStyle = palette.quiet;
    to.textAlign = 'right';
    to.fillText(String(Number(tick.toPrecision(3))), gutter - 6, y(tick));
  }
  to.fillStyle = palette.quiet;
  to.textAlign = 'left';
  to.fillText('0', gutter, height - 6);
  to.textAlign = 'right';
  if (last > 0) to.fillText(last.toLocaleString('en'), width - 1, height - 6);
  const line = (of: 'd' | 'g', colour: string) => {
    to.strokeStyle = colour;
    to.lineWidth = 1.6;
    to.lineJoin = 'round';
    to.beginPath();
    let begun = false;
    for (const point of losses) {
      const value = point[of];
      if (value === undefined || !Number.isFinite(value)) continue;
      const place = [x(point.done), y(Math.max(low, Math.min(high, value)))] as const;
      if (begun) to.lineTo(...place);
      else to.moveTo(...place);
      begun = true;
    }
    to.stroke();
  };
  line('d', palette.real);
  line('g', palette.fake);
}

/** What is shown of the losses: all but the outermost hundredths, and never less than from 0 to 1. */
function rangeOf(losses: readonly Losses[]): readonly [number, number] {
  const values = losses
    .flatMap(({ d, g }) => [d, g])
    .filter((v): v is number => v !== undefined && Number.isFinite(v))
    .sort((a, b) => a - b);
  const at = (share: number) => values[Math.round(share * (values.length - 1))] ?? 0;
  return [Math.min(0, at(0.01)), Math.max(1, 1.05 * at(0.99))];
}

/** Three to six round numbers between two. */
export function ticks(low: number, high: number): number[] {
  const rough = (high - low) / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= rough)!;
  const first = Math.ceil(low / step);
  return Array.from({ length: Math.floor(high / step) - first + 1 }, (_, k) => (first + k) * step);
}

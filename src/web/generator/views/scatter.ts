import type { Batch } from '../../../gan/latents.ts';
import { roundTicks, tickLabel } from '../../../run/pictures/axis.ts';
import { element } from '../../dom.ts';
import { latentsFor, Newest, planeLatents } from '../sampler.ts';
import type { Settings } from '../settings.ts';
import { latentInView, type Studio, seedAt, seedsOf } from '../studio.ts';
import { reach } from './plane.ts';
import { saveTable } from './table.ts';

type Extent = readonly [low: number, high: number];
type Extents = readonly [x: Extent, y: Extent];

/** Lines of a plane's net in either direction. */
const net = 21;
/** Points that a walk leaves behind it. */
const trailLength = 240;

interface Drawn {
  samples?: Batch;
  /** What is looked at, moved along sliders or on a walk. */
  point?: readonly [number, number];
  /** The plane of two directions as the generator bends it. */
  plane?: Float32Array;
  trail: (readonly [number, number])[];
}

/** Samples of a plane as points, beside one of which the latent can be moved. */
export function scatterView(studio: Studio): [HTMLElement, HTMLElement] {
  const { facts, settings, sampler, made, walk, weights } = studio;
  const canvas = element('canvas', { role: 'img', class: 'scatter' });
  const root = element('div', { class: 'plot' }, canvas);
  const drawn: Drawn = { trail: [] };
  let extents: Extents = [
    [-1, 1],
    [-1, 1],
  ];
  const [samplesNewest, pointNewest, planeNewest] = [0, 1, 2].map(() => new Newest(studio.failed)) as [
    Newest,
    Newest,
    Newest,
  ];
  const redraw = () => requestAnimationFrame(() => draw(canvas, drawn, extents));
  new ResizeObserver(redraw).observe(root);
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  root.addEventListener('duel-theme', redraw);

  const render = (value: Settings, before?: Settings) => {
    const isSame =
      before && before.seeds === value.seeds && before.of === value.of && before.truncation === value.truncation;
    if (!isSame)
      samplesNewest.ask(async (isWanted) => {
        const batch = await sampler.make(latentsFor(facts, seedsOf(studio, value), value));
        if (!isWanted()) return;
        // once: pictures of one generator are to be compared
        if (!drawn.samples) extents = extentsOf(batch.data);
        drawn.samples = batch;
        canvas.setAttribute('aria-label', summary(batch));
        made.set({ batch });
        redraw();
      });
    drawn.trail = value.panel === 'walk' && before?.panel === 'walk' ? drawn.trail : [];
    lookAt();
    if (value.panel === 'plane')
      planeNewest.ask(async (isWanted) => {
        const latents = latentsFor(facts, [seedAt(studio, value)], value);
        const { data } = await sampler.make(planeLatents(facts, latents, value, net, reach));
        if (isWanted()) drawn.plane = data;
        redraw();
      });
    else delete drawn.plane;
  };
  settings.follow(render);
  weights.follow((_, before) => before && render(settings.value));
  walk.follow(() => settings.value.panel === 'walk' && lookAt());

  function lookAt(): void {
    pointNewest.ask(async () => {
      const { data } = await sampler.make(latentInView(studio, settings.value));
      drawn.point = [data[0]!, data[1]!];
      if (settings.value.panel === 'walk') drawn.trail = [...drawn.trail, drawn.point].slice(-trailLength);
      redraw();
    });
  }
  canvas.addEventListener('click', (event) => {
    if (!drawn.samples) return;
    const { left, top, width, height } = canvas.getBoundingClientRect();
    const x = (event.clientX - left) / width;
    const y = (event.clientY - top) / height;
    const { data } = drawn.samples;
    let [nearest, least] = [0, Number.POSITIVE_INFINITY];
    for (let i = 0; i < data.length / 2; i++) {
      const distance = Math.hypot(place(data[2 * i]!, extents[0]) - x, 1 - place(data[2 * i + 1]!, extents[1]) - y);
      if (distance < least) [nearest, least] = [i, distance];
    }
    settings.set({ at: nearest });
  });
  return [root, saveTable(studio, facts.columns.length > 0 ? facts.columns : ['x', 'y'])];
}

/** Where a value of an axis lies within the extent, from 0 to 1. */
const place = (value: number, [low, high]: Extent): number => (value - low) / (high - low);

/** What either axis shows: as much of both, with all points and a margin of an eighth. */
function extentsOf(points: Float32Array): Extents {
  const each = ([0, 1] as const).map((axis) => {
    const values = points.filter((value, i) => i % 2 === axis && Number.isFinite(value));
    return values.length === 0
      ? [-1, 1]
      : [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  }) as [[number, number], [number, number]];
  const half = 0.625 * Math.max(...each.map(([low, high]) => high - low)) || 1;
  return each.map(([low, high]) => [(low + high) / 2 - half, (low + high) / 2 + half] as const) as never;
}

/** The points in words. */
function summary({ data, shape }: Batch): string {
  const of = (axis: 0 | 1) => {
    const values = Array.from({ length: shape[0]! }, (_, i) => data[2 * i + axis]!);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return `from ${low.toFixed(2)} to ${high.toFixed(2)}, ${mean.toFixed(2)} on average`;
  };
  return `${shape[0]!.toLocaleString('en-US')} generated points: across ${of(0)}; up ${of(1)}`;
}

function draw(canvas: HTMLCanvasElement, { samples, point, plane, trail }: Drawn, extents: Extents): void {
  const size = canvas.clientWidth;
  if (size === 0) return;
  const dots = devicePixelRatio || 1;
  canvas.width = Math.round(size * dots);
  canvas.height = canvas.width;
  const context = canvas.getContext('2d')!;
  context.scale(dots, dots);
  const style = getComputedStyle(canvas);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const x = (value: number) => place(value, extents[0]) * size;
  const y = (value: number) => (1 - place(value, extents[1])) * size;

  context.lineWidth = 1;
  context.strokeStyle = colour('--rule');
  context.fillStyle = colour('--quiet');
  context.font = '12px system-ui, sans-serif';
  for (const tick of roundTicks(extents[0], 6)) {
    context.beginPath();
    context.moveTo(x(tick), 0);
    context.lineTo(x(tick), size);
    context.stroke();
    context.fillText(tickLabel(tick), x(tick) + 4, size - 6);
  }
  for (const tick of roundTicks(extents[1], 6)) {
    context.beginPath();
    context.moveTo(0, y(tick));
    context.lineTo(size, y(tick));
    context.stroke();
    if (y(tick) < size - 24) context.fillText(tickLabel(tick), 4, y(tick) - 4);
  }
  if (plane) drawNet(context, plane, x, y, colour('--mesh'));
  if (samples) {
    context.fillStyle = colour('--pen0');
    context.globalAlpha = 0.55;
    const { data } = samples;
    context.beginPath();
    for (let i = 0; i < data.length; i += 2) {
      context.moveTo(x(data[i]!) + 2, y(data[i + 1]!));
      context.arc(x(data[i]!), y(data[i + 1]!), 2, 0, 2 * Math.PI);
    }
    context.fill();
    context.globalAlpha = 1;
  }
  context.strokeStyle = colour('--pen1');
  if (trail.length > 1) {
    context.lineWidth = 2;
    context.beginPath();
    for (const [a, b] of trail) context.lineTo(x(a), y(b));
    context.stroke();
  }
  if (point) {
    context.lineWidth = 2.5;
    context.beginPath();
    context.arc(x(point[0]), y(point[1]), 7, 0, 2 * Math.PI);
    context.stroke();
  }
}

/** The lines of a net of points, row by row. */
function drawNet(
  context: CanvasRenderingContext2D,
  points: Float32Array,
  x: (value: number) => number,
  y: (value: number) => number,
  colour: string,
): void {
  context.strokeStyle = colour;
  context.globalAlpha = 0.6;
  for (let i = 0; i < net; i++)
    for (const at of [(k: number) => i * net + k, (k: number) => k * net + i]) {
      context.beginPath();
      for (let k = 0; k < net; k++) context.lineTo(x(points[2 * at(k)]!), y(points[2 * at(k) + 1]!));
      context.stroke();
    }
  context.globalAlpha = 1;
}

/** Pixels of a film, `[height, width, 4]` each. */
export type Pixels = Uint8ClampedArray;

/** The colours of a GIF, at most 256, and which of them each colour of its pictures becomes. */
export interface Palette {
  readonly colours: readonly (readonly [number, number, number])[];
  of(red: number, green: number, blue: number): number;
}

const most = 256;

/** All colours where they are few; else those of median cut over their five upper bits (Heckbert 1982). */
export function paletteOf(frames: readonly Pixels[]): Palette {
  return exact(frames) ?? medianCut(frames);
}

function exact(frames: readonly Pixels[]): Palette | undefined {
  const places = new Map<number, number>();
  const key = (r: number, g: number, b: number) => (r << 16) | (g << 8) | b;
  for (const pixels of frames)
    for (let p = 0; p < pixels.length; p += 4) {
      const colour = key(pixels[p]!, pixels[p + 1]!, pixels[p + 2]!);
      if (places.has(colour)) continue;
      if (places.size === most) return undefined;
      places.set(colour, places.size);
    }
  return {
    colours: [...places.keys()].map((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255] as const),
    of: (r, g, b) => places.get(key(r, g, b))!,
  };
}

/** Colours of five bits each, counted, with the sums of what they stand for. */
interface Bin {
  readonly bin: number;
  count: number;
  readonly sums: [number, number, number];
}
const binOf = (r: number, g: number, b: number) => ((r >> 3) << 10) | ((g >> 3) << 5) | (b >> 3);
const side = ({ bin }: Bin, axis: number) => (bin >> (10 - 5 * axis)) & 31;

function medianCut(frames: readonly Pixels[]): Palette {
  const boxes: Bin[][] = [binsOf(frames)];
  while (boxes.length < most) {
    const wide = boxes.map((box) => ({ box, ...widest(box) })).sort((a, b) => b.weight - a.weight)[0]!;
    if (wide.weight === 0) break;
    const sorted = [...wide.box].sort((a, b) => side(a, wide.axis) - side(b, wide.axis));
    const half = sorted.reduce((sum, { count }) => sum + count, 0) / 2;
    let [at, seen] = [0, 0];
    while (at < sorted.length - 1 && (at === 0 || seen + sorted[at]!.count <= half)) seen += sorted[at++]!.count;
    boxes.splice(boxes.indexOf(wide.box), 1, sorted.slice(0, at), sorted.slice(at));
  }
  const places = new Uint8Array(2 ** 15);
  boxes.forEach((box, i) => {
    for (const { bin } of box) places[bin] = i;
  });
  return { colours: boxes.map(meanOf), of: (r, g, b) => places[binOf(r, g, b)]! };
}

function binsOf(frames: readonly Pixels[]): Bin[] {
  const bins = new Map<number, Bin>();
  for (const pixels of frames)
    for (let p = 0; p < pixels.length; p += 4) {
      const bin = binOf(pixels[p]!, pixels[p + 1]!, pixels[p + 2]!);
      const one: Bin = bins.get(bin) ?? { bin, count: 0, sums: [0, 0, 0] };
      bins.set(bin, one);
      one.count += 1;
      for (let c = 0; c < 3; c++) one.sums[c]! += pixels[p + c]!;
    }
  return [...bins.values()];
}

/** The axis along which a box is widest, and how much there is to be gained by cutting it; 0 of a single colour. */
function widest(box: readonly Bin[]): { axis: number; weight: number } {
  const spans = [0, 1, 2].map((axis) => {
    const sides = box.map((bin) => side(bin, axis));
    return sides.reduce((a, b) => Math.max(a, b), 0) - sides.reduce((a, b) => Math.min(a, b), 31);
  });
  const span = Math.max(...spans);
  return { axis: spans.indexOf(span), weight: span * Math.sqrt(box.reduce((sum, { count }) => sum + count, 0)) };
}

function meanOf(box: readonly Bin[]): readonly [number, number, number] {
  const count = box.reduce((sum, bin) => sum + bin.count, 0);
  const mean = (c: number) => Math.round(box.reduce((sum, { sums }) => sum + sums[c]!, 0) / count);
  return [mean(0), mean(1), mean(2)];
}

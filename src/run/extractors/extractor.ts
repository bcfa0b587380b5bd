import type { Rows } from '../../metrics/linear/rows.ts';
import type { Batch, Extractor } from '../../metrics/metric.ts';
import type { Engine } from '../../runtime/engine.ts';
import type { Intake } from './fitting.ts';
import type { ExtractorSettings } from './settings.ts';

/** Who reads features, and how it is shown pictures: numbers compare where all of it is equal but the file's name. */
export interface ReadBy {
  readonly file: string;
  /** SHA-256 of the file. */
  readonly sha256: string;
  /** Where it is the published network of FID, so that numbers compare with those of papers. */
  readonly network?: 'InceptionV3';
  /** The value that the features are. */
  readonly output: string;
  /** How many there are for each picture. */
  readonly width: number;
  readonly intake: Intake;
}

/** A network out of a file that reads features of a run's pictures. */
export interface FileExtractor extends Extractor {
  readonly readBy: ReadBy;
  /** Of all that its features depend on, but the pictures. */
  readonly hash: string;
  close(): Promise<void>;
}

/** The pictures that it is to read. */
export interface Pictures {
  /** `[h, w, c]`, of 1 or 3 channels. */
  readonly shape: readonly number[];
  /** The numbers of black and white. */
  readonly range: readonly [number, number];
}

export type OpenExtractor = (settings: ExtractorSettings, engine: Engine, pictures: Pictures) => Promise<FileExtractor>;

/** Numbers that are fed at once: some 16 MB. */
const atOnce = 2 ** 22;
/** Features of one picture. */
export const mostFeatures = 16_384;

/** Pictures that are read at once. */
export function batchOf({ height, width, channels }: Intake): number {
  return Math.max(1, Math.min(64, Math.floor(atOnce / (height * width * channels))));
}

/** Reads a batch in parts of that many pictures, `[n, width]` of each, and joins what is read. */
export async function inParts(
  { shape, data }: Batch,
  part: number,
  width: number,
  read: (pictures: Float32Array, n: number) => Promise<Float32Array>,
): Promise<Rows> {
  const n = shape[0]!;
  const each = data.length / n;
  const joined = new Float32Array(n * width);
  for (let at = 0; at < n; at += part) {
    const count = Math.min(part, n - at);
    joined.set(await read(data.subarray(at * each, (at + count) * each), count), at * width);
  }
  return { n, width, data: joined };
}

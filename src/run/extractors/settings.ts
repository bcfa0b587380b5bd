import { existsSync } from 'node:fs';
import { DuelError } from '../../errors.ts';

/** What numbers a network takes pictures as: those of black and white, or ImageNet's mean and deviation of each channel. */
export type Values = readonly [number, number] | 'imagenet';

/** A file whose network reads features of pictures, and what is said of it beside its name. */
export interface ExtractorSettings {
  readonly kind: 'onnx' | 'inception';
  readonly file: string;
  readonly range?: Values;
  readonly layout?: 'nchw' | 'nhwc';
  /** Name of the value that the features are. */
  readonly output?: string;
  /** Height and width that pictures are resized to. */
  readonly size?: readonly [number, number];
}

/** Pixels that a side of a network's pictures may have. */
const largest = 2048;
const prefix = 'inception:';

/**
 * Reads `FILE.onnx`, `FILE.onnx?range=0,1&layout=nchw&output=NAME&size=96`, or `inception:FILE.pth`.
 *
 * @throws DuelError `usage`, `extractor/setting`
 */
export function parseExtractor(text: string): ExtractorSettings {
  if (text.startsWith(prefix)) return { kind: 'inception', file: text.slice(prefix.length) };
  const mark = text.indexOf('?');
  if (mark < 0 || existsSync(text)) return { kind: 'onnx', file: text };
  const settings = text
    .slice(mark + 1)
    .split('&')
    .map((part) => setting(part, text));
  const twice = settings.find(({ name }, i) => settings.findIndex((other) => other.name === name) !== i);
  if (twice) throw problem(`it says '${twice.name}' twice`, text);
  return { kind: 'onnx', file: text.slice(0, mark), ...Object.assign({}, ...settings.map(({ is }) => is)) };
}

const problem = (message: string, where: string): DuelError =>
  new DuelError('usage', 'extractor/setting', message, {
    where: `--extractor ${where}`,
    fix: "write it so: --extractor 'FILE.onnx?range=0,1&layout=nchw&output=NAME&size=96'",
  });

function setting(part: string, where: string): { name: string; is: Partial<ExtractorSettings> } {
  const equals = part.indexOf('=');
  const [name, value] = equals < 0 ? [part, ''] : [part.slice(0, equals), part.slice(equals + 1)];
  const read = settings[name as keyof typeof settings];
  if (!Object.hasOwn(settings, name)) throw problem(`there is no setting '${name}' of an extractor`, where);
  const is = read(value);
  if (is === undefined) throw problem(`'${value}' is no ${name}`, where);
  return { name, is };
}

const settings = {
  range(value: string) {
    if (value === 'imagenet') return { range: 'imagenet' as const };
    const [low, high, more] = value.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
    const isRange = more === undefined && Number.isFinite(low) && Number.isFinite(high) && low! < high!;
    return isRange ? { range: [low!, high!] as const } : undefined;
  },
  layout(value: string) {
    return value === 'nchw' || value === 'nhwc' ? ({ layout: value } as const) : undefined;
  },
  output: (value: string) => (value === '' ? undefined : { output: value }),
  size(value: string) {
    const [, height, width = height] = /^(\d{1,4})(?:x(\d{1,4}))?$/.exec(value) ?? [];
    const size = [Number(height), Number(width)] as const;
    return size.every((side) => side >= 1 && side <= largest) ? { size } : undefined;
  },
};

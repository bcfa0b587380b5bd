import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { int, type Message, message, text } from '../../compile/protobuf.ts';

/** A number under a name: `training/dLoss`. What stands before the first slash is the group that TensorBoard shows it in. */
export interface ScalarValue {
  readonly tag: string;
  /** Stored as float32; NaN and infinite numbers are shown as such. */
  readonly value: number;
  /** Shown beside the curve, as Markdown. */
  readonly about?: string | undefined;
}

/** A picture under a name. */
export interface ImageValue {
  readonly tag: string;
  readonly png: Uint8Array;
  readonly width: number;
  readonly height: number;
  /** 1 grey, 2 grey and alpha, 3 RGB, 4 RGBA. */
  readonly channels: number;
}

export type SummaryValue = ScalarValue | ImageValue;

/** When something happened: the step, and the time in seconds since 1970. */
export interface Moment {
  readonly step: number;
  readonly time: number;
}

/** What an event file begins with. */
export const versionEvent = (time: number): Uint8Array => event({ time, step: 0 }, (w) => text(w, 3, 'brain.Event:2'));

/** A session begins: what earlier ones of the folder wrote of this step and later ones no longer counts. */
export const startEvent = (moment: Moment): Uint8Array =>
  event(moment, (w) => message(w, 7, (log) => int(log, 1, sessionStart)));

/** Numbers and pictures of a step. */
export const summaryEvent = (moment: Moment, values: readonly SummaryValue[]): Uint8Array =>
  event(moment, (w) =>
    message(w, 5, (summary) => {
      for (const value of values) message(summary, 1, valueMessage(value));
    }),
  );

const sessionStart = 1;

/** `Event` of tensorflow/core/util/event.proto. Fields that are 0 are left out, as proto3 does. */
function event({ time, step }: Moment, what: Message): Uint8Array {
  const w = new BinaryWriter();
  if (time !== 0) w.tag(1, WireType.Bit64).double(time);
  if (step !== 0) int(w, 2, step);
  what(w);
  return w.finish();
}

/** `Summary.Value` of tensorflow/core/framework/summary.proto. */
const valueMessage =
  (value: SummaryValue): Message =>
  (w) => {
    text(w, 1, value.tag);
    if ('png' in value) {
      const { height, width, channels, png } = value;
      message(w, 4, (image) => {
        int(image, 1, height);
        int(image, 2, width);
        int(image, 3, channels);
        image.tag(4, WireType.LengthDelimited).bytes(png);
      });
      return;
    }
    w.tag(2, WireType.Bit32).float(Math.fround(value.value));
    if (value.about !== undefined) message(w, 9, (metadata) => text(metadata, 3, value.about!));
  };

import type { ModelBytes } from '../compile/onnxFormat.ts';
import type { DuelError, ErrorKind } from '../errors.ts';
import type { Arrays, Device, DeviceKind, OpenOptions } from './engine.ts';

/** What the thread that wants a result says to the thread that holds the sessions. */
export type Request =
  | { readonly type: 'open'; readonly kind: DeviceKind; readonly options: OpenOptions }
  | { readonly type: 'load'; readonly model: ModelBytes }
  | { readonly type: 'loadStateful'; readonly model: ModelBytes; readonly state: Arrays }
  | { readonly type: 'run' | 'hold' | 'step'; readonly program: number; readonly feeds: Arrays }
  | { readonly type: 'steps'; readonly program: number; readonly feeds: Arrays; readonly count: number }
  | { readonly type: 'readState' | 'lendState' | 'closeProgram'; readonly program: number }
  | { readonly type: 'writeState' | 'returnState'; readonly program: number; readonly state: Arrays };

export type Result =
  | { readonly type: 'device'; readonly device: Device }
  | { readonly type: 'program'; readonly program: number }
  | { readonly type: 'arrays'; readonly arrays: Arrays }
  | { readonly type: 'done' };

export interface Call {
  readonly id: number;
  readonly request: Request;
}

/** A DuelError's fields, since an error loses its class on the way between threads. */
export interface Failure {
  readonly kind: ErrorKind;
  readonly code: string;
  readonly message: string;
  readonly where: string | undefined;
  readonly fix: string | undefined;
  readonly stack: string | undefined;
}

export type Reply =
  | { readonly id: number; readonly result: Result }
  | { readonly id: number; readonly failure: Failure };

export const failureOf = (e: DuelError | Error): Failure => {
  const d = e as Partial<DuelError> & Error;
  return {
    kind: d.kind ?? 'internal',
    code: d.code ?? 'internal/worker',
    message: e.message,
    where: d.where,
    fix: d.fix,
    stack: e.stack,
  };
};

/** The memory of arrays that the sender is done with, so that it moves instead of being copied. */
export const transferable = (arrays: Arrays): ArrayBuffer[] => [
  ...new Set(Object.values(arrays).map((a) => a.data.buffer as ArrayBuffer)),
];

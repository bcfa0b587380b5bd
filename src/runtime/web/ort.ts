import type { Env } from 'onnxruntime-common';
import type { DeviceKind } from '../engine.ts';
import type { Ort } from '../session.ts';

/**
 * Where the page keeps ONNX Runtime's WebAssembly: the folder that holds the files of its package as they are called
 * there, or the bytes of the one file that is needed. By default it is looked for beside the script, where bundlers that
 * know `new URL('…', import.meta.url)` put it.
 */
export type WasmSource = string | URL | ArrayBuffer | Uint8Array<ArrayBuffer>;

let known: WasmSource | undefined;

/** Says for all devices that are opened from now on where ONNX Runtime's WebAssembly lies. */
export function useWasm(source: WasmSource | undefined): void {
  known = source;
}

/** What `useWasm` said last. */
export const defaultWasm = (): WasmSource | undefined => known;

/** The same in a form that another thread understands, whose own script may lie elsewhere. */
export const portable = (source: WasmSource): WasmSource =>
  source instanceof URL || typeof source === 'string' ? folder(source) : source;

/** The builds of ONNX Runtime for pages that Duel uses, by the WebAssembly that belongs to each. */
export const wasmFiles = {
  /** The CPU alone. */
  wasm: 'ort-wasm-simd-threaded.wasm',
  /** WebGPU where a page can wait inside WebAssembly by itself (JavaScript Promise Integration). */
  jspi: 'ort-wasm-simd-threaded.jspi.wasm',
  /** WebGPU elsewhere: the same rewritten to wait, larger, and three times slower on the CPU. */
  asyncify: 'ort-wasm-simd-threaded.asyncify.wasm',
} as const;
export type Build = keyof typeof wasmFiles;

/** The build for a device in this browser. */
export const buildFor = (kind: DeviceKind): Build => {
  if (kind === 'cpu') return 'wasm';
  return 'Suspending' in WebAssembly ? 'jspi' : 'asyncify';
};

export type WebOrt = Ort & { readonly env: Env };

/** Each its own module, so that a page loads the one that it uses. */
const load = (build: Build): Promise<unknown> => {
  switch (build) {
    case 'wasm':
      return import('onnxruntime-web/wasm');
    case 'jspi':
      return import('onnxruntime-web/jspi');
    case 'asyncify':
      return import('onnxruntime-web/webgpu');
    default:
      return build satisfies never;
  }
};

/** How each build was started in this thread: only its first session can say. */
const started = new Map<Build, { readonly threads: number; readonly ort: Promise<WebOrt> }>();

/**
 * ONNX Runtime for a device, with the number of threads that it has in this page or worker: `threads`, unless a session
 * was opened here before with another number.
 */
export async function loadOrt(
  kind: DeviceKind,
  threads: number,
  source: WasmSource | undefined,
): Promise<{ ort: WebOrt; threads: number }> {
  const build = buildFor(kind);
  let found = started.get(build);
  if (!found) {
    found = { threads, ort: start(build, threads, source ?? defaultWasm()) };
    started.set(build, found);
    // what could not be loaded may be there the next time
    found.ort.catch(() => started.delete(build));
  }
  return { ort: await found.ort, threads: found.threads };
}

async function start(build: Build, threads: number, source: WasmSource | undefined): Promise<WebOrt> {
  const ort = (await load(build)) as WebOrt;
  ort.env.logLevel = 'fatal';
  const { wasm } = ort.env;
  wasm.numThreads = threads;
  if (source instanceof ArrayBuffer || source instanceof Uint8Array) wasm.wasmBinary = source;
  else if (source !== undefined) wasm.wasmPaths = { wasm: new URL(wasmFiles[build], folder(source)) };
  return ort;
}

/** As a base for names: with a slash at its end, and absolute. */
const folder = (source: string | URL): string => {
  const { href } = new URL(source, globalThis.location?.href);
  return href.endsWith('/') ? href : `${href}/`;
};

/** What only a page needs of Duel: where its files and ONNX Runtime's WebAssembly lie. Everything else is in `duel-gan`. */
export { useWasm, type WasmSource } from '../runtime/web/ort.ts';
export { listFolder, readBytes, remove, writeBytes } from './files/own.ts';
export { openStorage, type Storage } from './files/storage.ts';
export { packRun, type UnpackOptions, unpackRun } from './files/zip.ts';

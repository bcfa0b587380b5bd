/** Where the site keeps ONNX Runtime's WebAssembly: a folder beside its pages. */
export const wasmFolder = (): string => new URL('./ort/', document.baseURI).href;

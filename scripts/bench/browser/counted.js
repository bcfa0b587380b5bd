// Stands before every script of a page that is measured: keeps what WebAssembly and the GPU have in this thread.
(() => {
  const memories = new Set();
  WebAssembly.Memory = new Proxy(WebAssembly.Memory, {
    construct(Memory, args) {
      const memory = new Memory(...args);
      memories.add(memory);
      return memory;
    },
  });
  const gpu = { bytes: 0, buffers: 0 };
  if (globalThis.GPUDevice) {
    const { createBuffer } = GPUDevice.prototype;
    GPUDevice.prototype.createBuffer = function (descriptor) {
      const buffer = createBuffer.call(this, descriptor);
      const { size } = buffer;
      let lives = 1;
      gpu.bytes += size;
      gpu.buffers++;
      const { destroy } = buffer;
      buffer.destroy = () => {
        gpu.bytes -= lives * size;
        gpu.buffers -= lives;
        lives = 0;
        return destroy.call(buffer);
      };
      return buffer;
    };
  }
  globalThis.memoryInUse = () => ({
    wasm: [...memories].reduce((sum, { buffer }) => sum + buffer.byteLength, 0),
    gpuBytes: gpu.bytes,
    gpuBuffers: gpu.buffers,
  });
})();

let nobody: MessagePort | undefined;

/**
 * Gives memory back at once, where the garbage collector would wait until much more of it has gathered: what is handed
 * over to a port that nobody listens to is gone. The buffers have length 0 afterwards.
 */
export function discard(buffers: readonly ArrayBuffer[]): void {
  if (!nobody) {
    const { port1, port2 } = new MessageChannel();
    port2.close();
    nobody = port1;
  }
  nobody.postMessage(null, [...new Set(buffers)]);
}

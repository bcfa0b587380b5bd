// Stands for node:timers in a page.

/** After what waits already, such as messages. */
export const setImmediate = (work: () => void): void => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    port1.close();
    work();
  };
  port2.postMessage(null);
};

/** A page ends without waiting for anybody. */
export const setInterval = (work: () => void, milliseconds: number) => ({
  id: globalThis.setInterval(work, milliseconds),
  unref: () => {},
});
export const clearInterval = ({ id }: ReturnType<typeof setInterval>): void => globalThis.clearInterval(id);

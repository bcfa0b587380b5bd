/** Serves until Ctrl-C or SIGTERM, then closes. Returns the exit code: nothing else ends a server, so Ctrl-C is its due end. */
export async function serveUntilSignal(close: () => Promise<void>): Promise<number> {
  const signal = await new Promise<'SIGINT' | 'SIGTERM'>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => resolve(name));
  });
  await close();
  return signal === 'SIGINT' ? 0 : 143;
}

/** What is made of something open, which is closed where that fails. */
export async function closedOnError<T>(open: { close(): Promise<void> }, make: () => T | Promise<T>): Promise<T> {
  try {
    return await make();
  } catch (cause) {
    await open.close();
    throw cause;
  }
}

export interface Closable {
  close(): Promise<void> | void;
}
/** Has something closed when the work ends, the last opened first. */
export type Keep = <T extends Closable>(thing: T) => T;

/** Things that are open together, until it is closed. */
export class KeptOpen implements Closable {
  readonly #open: Closable[] = [];

  readonly keep: Keep = (thing) => {
    this.#open.unshift(thing);
    return thing;
  };

  /** Closes all of them, whatever happens; the first thing that went wrong is thrown. */
  async close(): Promise<void> {
    const errors: unknown[] = [];
    for (const thing of this.#open.splice(0))
      try {
        await thing.close();
      } catch (error) {
        errors.push(error);
      }
    if (errors.length > 0) throw errors[0];
  }
}

/** Closes all that work had kept, whatever happens; the first thing that went wrong is thrown. */
export async function withOpen<T>(work: (keep: Keep) => Promise<T>): Promise<T> {
  const open = new KeptOpen();
  let result: T;
  try {
    result = await work(open.keep);
  } catch (error) {
    // what the work threw is what is told
    await open.close().catch(() => {});
    throw error;
  }
  await open.close();
  return result;
}

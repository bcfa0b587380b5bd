export interface Closable {
  close(): Promise<void> | void;
}
/** Has something closed when the work ends, the last opened first. */
export type Keep = <T extends Closable>(thing: T) => T;

/** Closes all that work had kept, whatever happens; the first thing that went wrong is thrown. */
export async function withOpen<T>(work: (keep: Keep) => Promise<T>): Promise<T> {
  const open: Closable[] = [];
  const errors: unknown[] = [];
  const noting = async <R>(act: () => R) => {
    try {
      return await act();
    } catch (error) {
      errors.push(error);
      return undefined;
    }
  };
  const result = await noting(() =>
    work((thing) => {
      open.unshift(thing);
      return thing;
    }),
  );
  for (const thing of open) await noting(() => thing.close());
  if (errors.length > 0) throw errors[0];
  return result as T;
}

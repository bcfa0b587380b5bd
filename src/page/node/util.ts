// Stands for node:util in a page.

type Callback = (error: Error | null, result?: unknown) => void;

export const promisify =
  (work: (...args: never[]) => void) =>
  (...args: unknown[]): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const done: Callback = (error, result) => (error ? reject(error) : resolve(result));
      (work as (...all: unknown[]) => void)(...args, done);
    });

/** Of plain values: objects, lists, numbers, texts and the like. */
export function isDeepStrictEqual(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every(
    (name) =>
      Object.hasOwn(b, name) &&
      isDeepStrictEqual((a as Record<string, unknown>)[name], (b as Record<string, unknown>)[name]),
  );
}

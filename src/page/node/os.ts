// Stands for node:os in a page.

/** Most that WebAssembly can address, which is where the numbers lie. */
const addressable = 4 * 2 ** 30;

export const availableParallelism = (): number => globalThis.navigator?.hardwareConcurrency ?? 1;
export const totalmem = (): number => addressable;
export const freemem = (): number => addressable;
export const homedir = (): string => '/home';
export const tmpdir = (): string => '/tmp';
/** All runs that a page sees are its site's. */
export const hostname = (): string => globalThis.location?.origin ?? 'page';
export const cpus = (): { model: string }[] => Array.from({ length: availableParallelism() }, () => ({ model: '' }));

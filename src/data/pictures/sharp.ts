let loaded: Promise<typeof import('sharp').default> | undefined;

/**
 * Loads sharp on first use: a command that needs no picture starts without it.
 *
 * Several pictures are decoded or drawn at once, each on one thread, and none twice: its cache and its own threads would
 * only hold more memory with every picture.
 */
export function loadSharp(): Promise<typeof import('sharp').default> {
  loaded ??= import('sharp').then(({ default: sharp }) => {
    sharp.concurrency(1);
    sharp.cache(false);
    return sharp;
  });
  return loaded;
}

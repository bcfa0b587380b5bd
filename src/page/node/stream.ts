// Stands for node:stream and node:stream/promises in a page: what the reading of IDX files uses of them.

type Write = (chunk: Uint8Array, encoding: undefined, done: (error?: Error) => void) => void;

export class Writable {
  readonly #write: Write;
  constructor({ write }: { write: Write }) {
    this.#write = write;
  }
  take(chunk: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#write(chunk, undefined, (error) => (error ? reject(error) : resolve()));
    });
  }
}

interface Step {
  chunks(source: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array>;
}

export async function pipeline(
  source: AsyncIterable<Uint8Array>,
  ...rest: (Step | Writable | { signal?: AbortSignal })[]
): Promise<void> {
  const { signal } = (rest.find((r) => !(r instanceof Writable) && !('chunks' in r)) ?? {}) as { signal?: AbortSignal };
  let chunks = source;
  for (const step of rest) if ('chunks' in step) chunks = step.chunks(chunks);
  const sink = rest.find((r) => r instanceof Writable)!;
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    await sink.take(chunk);
  }
}

import type { Problem } from './messages.ts';

/** What went wrong, as a person is told. Its code says which state the page shows. */
export function problemOf(cause: unknown): Problem {
  const { code, message, fix } = (cause ?? {}) as { code?: string; message?: string; fix?: string };
  const said = message ?? String(cause);
  if (code === 'device/out-of-memory' || isMemory(said))
    return {
      code: 'memory',
      message: 'There is not enough memory for this training in this browser.',
      fix: 'Take narrower networks, or close other tabs. What was saved so far can go on',
    };
  if (code === 'ENOSPC')
    return {
      code: 'full',
      message: 'The browser gives this site no more room for files.',
      fix: 'Download runs that you want to keep, then remove some here',
    };
  return { code: code ?? 'unknown', message: said, fix };
}

const isMemory = (text: string): boolean =>
  /out of memory|bad_alloc|allocation failed|Array buffer allocation|failed to allocate/i.test(text);

import { defaultThreads } from '../../src/runtime/web/threads.ts';

/** Threads that a training may have in this page. */
export const mostThreads = (): number => defaultThreads();

/**
 * Threads where a person says nothing: all but one, which is the page's own. What these small networks gain by a second is
 * little, and where another program wants the processor too, threads that wait for one another lose more.
 */
export const usualThreads = (): number => Math.max(1, Math.min(4, mostThreads() - 1));

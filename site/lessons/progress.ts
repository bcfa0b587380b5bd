import type { LessonName } from './lessons.ts';

/** Which questions of each lesson were answered rightly, by their number in it. */
export type Progress = Readonly<Partial<Record<LessonName, readonly number[]>>>;

const key = 'duel/lessons';

/** What the browser has kept; nothing where it keeps nothing, as in a private window. */
export function readProgress(): Progress {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    return typeof kept === 'object' && kept !== null ? kept : {};
  } catch {
    return {};
  }
}

/** Keeps that a question was answered rightly. */
export function noteRight(lesson: LessonName, question: number): void {
  const before = readProgress();
  const answered = new Set(isList(before[lesson]) ? before[lesson] : []).add(question);
  try {
    localStorage.setItem(key, JSON.stringify({ ...before, [lesson]: [...answered].sort((a, b) => a - b) }));
  } catch {
    // a browser that keeps nothing: the course goes on without
  }
}

export function forgetProgress(): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // as above
  }
}

const isList = (value: unknown): value is readonly number[] => Array.isArray(value);

/** How many questions of a lesson were answered rightly. */
export const rightIn = (progress: Progress, lesson: LessonName): number =>
  isList(progress[lesson]) ? progress[lesson].length : 0;

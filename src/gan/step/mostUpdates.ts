import { refuse } from '../checks/refuse.ts';

/**
 * Updates in one step, those of a batch's parts and those that only look ahead each for itself. A step is one graph, and a
 * runtime's time to load it grows with the square of its size: 1,000 updates of the smallest networks take some minutes.
 */
export const mostUpdates = 1000;

/** Throws of a step of more updates than can be compiled. */
export function assertUpdates(count: number): void {
  if (count > mostUpdates)
    refuse(
      'too-many-updates',
      `a step of ${count.toLocaleString('en-US')} updates is too large a graph: ${mostUpdates.toLocaleString('en-US')} at the most`,
      'game',
      'choose fewer discriminatorSteps, look less far ahead, or use a larger --microbatch',
    );
}

/**
 * Latents that a projection begins with, of which the nearest counts: one of each class as far as there is room.
 *
 * @param classCount classes, or values of a first code, that a generator is told; 0 where it is told none
 */
export const projectionStarts = (classCount: number): number => Math.min(16, Math.max(8, classCount));

/** The half of the data that needs no file and no Node: it runs in the browser too. */
export { type Dataset, exampleSize, type ReadOptions } from './dataset.ts';
export { type DigitOptions, digits } from './drawn/digits.ts';
export { Draws } from './drawn/draws.ts';
export type { KnownModes, Mixture } from './drawn/modes.ts';
export { grid, gridMixture, moons, type PointOptions, ring, ringMixture, spiral } from './drawn/points.ts';
export { type InMemoryData, inMemory } from './storage/in-memory.ts';

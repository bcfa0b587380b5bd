/** The half of the data that needs no file and no Node: it runs in the browser too. */
export { type Dataset, exampleSize, type ReadOptions } from './dataset.ts';
export { type DigitOptions, digits } from './digits.ts';
export { Draws } from './draws.ts';
export { type InMemoryData, inMemory } from './in-memory.ts';
export type { KnownModes, Mixture } from './modes.ts';
export { grid, gridMixture, moons, type PointOptions, ring, ringMixture, spiral } from './points.ts';

import { absent } from './absent.ts';

// Stands for yauzl in a page.

export class RandomAccessReader {}
const archives = 'zip archives of pictures or weights';
export const fromBufferPromise = absent('fromBufferPromise', archives);
export const fromRandomAccessReaderPromise = absent('fromRandomAccessReaderPromise', archives);

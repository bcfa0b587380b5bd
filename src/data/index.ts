/** Data sets on Node: the embedded ones and those read from files. */
export * from './embedded.ts';
export { openDataset } from './open.ts';
export { datasets, findDataset } from './registry.ts';
export type { DataContext, DataProgress, DataRequest, NamedDataset } from './request.ts';

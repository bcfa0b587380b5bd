/** Data sets on Node: the embedded ones and those read from files. */
export { checkData, type DataReport } from './check.ts';
export * from './embedded.ts';
export { allNotes } from './notes.ts';
export { findDomains, openDataset, surveyPictures } from './open.ts';
export { folderPairs } from './pairs/folders.ts';
export type { InputMaker } from './pairs/makers/making.ts';
export { inputMaker } from './pairs/makers/registry.ts';
export { type Pairs, pairsSchema } from './pairs/pairs.ts';
export { type MadePairs, saysOf } from './pairs/registry.ts';
export { pairsText, parsePairs } from './pairs/short.ts';
export { type PictureSize, type SizeSurvey, sizesText } from './pictures/sizes.ts';
export { newestReading, type Reading } from './reading.ts';
export { datasets, findDataset, isDrawn } from './registry.ts';
export {
  type DataContext,
  type DataProgress,
  type DataRequest,
  dataContextKinds,
  type NamedDataset,
  type Published,
} from './request.ts';
export { fetchDataset } from './storage/fetch.ts';
export { cacheFolder } from './storage/places.ts';
export type { FetchedFile, FetchOptions } from './storage/published.ts';

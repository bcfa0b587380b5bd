export { acGan } from './acGan.ts';
export { labelInput } from './classes.ts';
export { codeInput, infoGan } from './infoGan.ts';
export { labels } from './labels.ts';
export * from './registry.ts';

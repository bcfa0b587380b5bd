// Stands for node:buffer in a page.
export { Buffer } from 'buffer/';

import { createHash } from 'node:crypto';

/** A script or style as a page's Content-Security-Policy names it, which allows no other. */
export const sourceHash = (content: string): string =>
  `'sha256-${createHash('sha256').update(content).digest('base64')}'`;

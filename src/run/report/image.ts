import { type Html, html } from './html.ts';
import type { Embedded } from './pictures.ts';

/** Below this, pixels are shown as squares. */
const small = 400;

/** A picture inside the page. */
export const image = ({ url, width, height }: Embedded, alt: string): Html =>
  html`<img${Math.max(width, height) < small && html` class="pixels"`} src="${url}" width="${width}" height="${height}" alt="${alt}">`;

/** Formats of pictures that are read. */
export type PictureFormat = 'png' | 'jpeg' | 'webp' | 'gif' | 'tiff' | 'avif' | 'bmp';

/** The formats that are read, for people. */
export const formatsRead = 'PNG, JPEG, WebP, GIF, TIFF, AVIF and BMP';

/** What a file begins like: a picture that is read, or one in a format that is not, by that format's name. */
export type Recognised = { readonly format: PictureFormat } | { readonly unread: string };

/** Bytes of a file's beginning that are enough to recognise it. */
export const headLength = 512;

/** What a file is by its first bytes, and where these say nothing, by its name; undefined where it is no picture. */
export function recognise(head: Uint8Array, path: string): Recognised | undefined {
  const ending = endingOf(path);
  const raw = rawEndings.get(ending);
  // Cameras' own files begin like TIFF, and hold a small preview where a TIFF has its picture.
  if (raw !== undefined) return { unread: raw };
  const text = String.fromCharCode(...head.subarray(0, headLength));
  for (const { format, begins } of read) if (begins(text)) return { format };
  const found = unread.find(({ begins, endings }) => begins?.(text) || endings?.includes(ending));
  return found && { unread: found.name };
}

/** Whether a file is taken for a picture by its name alone. */
export const isNamedPicture = (path: string): boolean => readEndings.test(path);
const readEndings = /\.(png|jpe?g|jpe|jfif|webp|gif|tiff?|avif|bmp|dib)$/i;

export function endingOf(path: string): string {
  return /\.([^./]+)$/.exec(path)?.[1]?.toLowerCase() ?? '';
}

/** How a picture in a format that is not read becomes one that is. */
export const conversion = (path: string): string => {
  const name = path.split('/').at(-1)!;
  return `convert it to PNG, with an editor of pictures or with ImageMagick: magick '${name}' '${name}.png'`;
};

const starts =
  (...beginnings: readonly string[]) =>
  (text: string) =>
    beginnings.some((beginning) => text.startsWith(beginning));

const read: readonly { format: PictureFormat; begins: (text: string) => boolean }[] = [
  { format: 'png', begins: starts('\x89PNG\r\n\x1a\n') },
  { format: 'jpeg', begins: starts('\xff\xd8\xff') },
  { format: 'webp', begins: (text) => text.startsWith('RIFF') && text.slice(8, 12) === 'WEBP' },
  { format: 'gif', begins: starts('GIF87a', 'GIF89a') },
  { format: 'tiff', begins: starts('II*\0', 'II+\0', 'MM\0*', 'MM\0+') },
  { format: 'avif', begins: (text) => brandsOf(text).some((brand) => brand === 'avif' || brand === 'avis') },
  { format: 'bmp', begins: isBmp },
];

/** The brands of an ISO base media file, ISO/IEC 14496-12 §4.3. */
function brandsOf(text: string): string[] {
  if (text.slice(4, 8) !== 'ftyp') return [];
  const length = (text.charCodeAt(2) << 8) | text.charCodeAt(3);
  const compatible = text.slice(16, length).match(/[\s\S]{4}/g) ?? [];
  return [text.slice(8, 12), ...compatible];
}

/** 'BM' alone begins words too: the length of the second header is one that there is. */
function isBmp(text: string): boolean {
  return text.startsWith('BM') && '\x0c\x28\x34\x38\x40\x6c\x7c'.includes(text[14]!) && text.slice(15, 18) === '\0\0\0';
}

const heif = /^....ftyp(hei[cmsx]|hev[cmsx]|mif1|msf1)/s;
const svg = /^(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?((<!--[\s\S]*?-->|<!DOCTYPE svg[^>]*>)\s*)*<svg\b/;
const pnm = /^P[1-6]\s+(#.*\s+)*\d+\s+\d+\s/;

const unread: readonly { name: string; begins?: (text: string) => boolean; endings?: readonly string[] }[] = [
  { name: 'HEIC', begins: (text) => heif.test(text), endings: ['heic', 'heif', 'hif'] },
  { name: 'JPEG XL', begins: starts('\0\0\0\x0cJXL \r\n'), endings: ['jxl'] },
  { name: 'JPEG 2000', begins: starts('\0\0\0\x0cjP  \r\n', '\xff\x4f\xff\x51'), endings: ['jp2', 'j2k', 'jpx'] },
  { name: 'SVG', begins: (text) => svg.test(text), endings: ['svgz'] },
  { name: 'Photoshop', begins: starts('8BPS\0\x01', '8BPS\0\x02'), endings: ['psd', 'psb'] },
  { name: 'GIMP', begins: starts('gimp xcf'), endings: ['xcf'] },
  { name: 'PNM', begins: (text) => pnm.test(text), endings: ['ppm', 'pgm', 'pbm', 'pnm', 'pfm', 'pam'] },
  { name: 'OpenEXR', begins: starts('\x76\x2f\x31\x01'), endings: ['exr'] },
  { name: 'Radiance HDR', begins: starts('#?RADIANCE\n', '#?RGBE\n'), endings: ['hdr'] },
  { name: 'FITS', begins: starts('SIMPLE  = '), endings: ['fits'] },
  { name: 'DICOM', begins: (text) => text.slice(128, 132) === 'DICM', endings: ['dcm', 'dicom'] },
  { name: 'DDS', begins: starts('DDS \x7c\0\0\0'), endings: ['dds'] },
  { name: 'QOI', begins: starts('qoif'), endings: ['qoi'] },
  { name: 'ICO', endings: ['ico', 'cur'] },
  { name: 'TGA', endings: ['tga'] },
  { name: 'PCX', endings: ['pcx'] },
];

const rawEndings = new Map(
  ['cr2', 'cr3', 'crw', 'nef', 'nrw', 'arw', 'srf', 'sr2', 'dng', 'orf', 'rw2', 'raf', 'pef', 'srw', 'x3f', '3fr'].map(
    (ending) => [ending, `camera raw (${ending.toUpperCase()})`],
  ),
);

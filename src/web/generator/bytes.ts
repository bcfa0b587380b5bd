import { Problem } from './problem.ts';

/** Told how much has come of a file, and how much there is where that is known. */
export type OnBytes = (done: number, total: number | undefined) => void;

/**
 * The bytes of a file, by its address, or by `#id` of an element of the document whose text they are, in base64. What is
 * packed with gzip is unpacked, whatever the file is called: some hosts unpack such files on the way, others do not.
 */
export async function readBytes(source: string, onBytes: OnBytes = () => {}): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = source.startsWith('#') ? embedded(source.slice(1)) : await fetched(source, onBytes);
  return isGzip(bytes) ? unpacked(bytes, source) : bytes;
}

function embedded(id: string): Uint8Array<ArrayBuffer> {
  const text = document.getElementById(id)?.textContent;
  if (!text) throw new Problem(`The page has no part called '${id}'.`, broken);
  try {
    const binary = atob(text.trim());
    const bytes = new Uint8Array(binary.length);
    for (let k = 0; k < binary.length; k++) bytes[k] = binary.charCodeAt(k);
    return bytes;
  } catch {
    throw new Problem(`The part '${id}' of this page is damaged.`, broken);
  }
}

const broken = 'The file may have been cut short on its way here. Get it again from where it came from.';

async function fetched(url: string, onBytes: OnBytes): Promise<Uint8Array<ArrayBuffer>> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch {
    throw new Problem(
      `${url} could not be loaded.`,
      location.protocol === 'file:'
        ? 'A page that was opened from disk may not load the files beside it. Put the folder on a web server, or make one file of it with: duel export RUN --to html'
        : 'See whether the file is there and the network works, then load the page again.',
    );
  }
  if (!response.ok)
    throw new Problem(
      `${url} could not be loaded: the server answered ${response.status}.`,
      'See whether the file is there.',
    );
  return received(response, onBytes);
}

/** The body, counted as it comes. The length is that of what travels, which is packed at some hosts. */
async function received(response: Response, onBytes: OnBytes): Promise<Uint8Array<ArrayBuffer>> {
  const isPacked = response.headers.get('content-encoding') !== null;
  const total = isPacked ? undefined : Number(response.headers.get('content-length')) || undefined;
  const parts: Uint8Array[] = [];
  let done = 0;
  const reader = response.body!.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    parts.push(part.value);
    done += part.value.length;
    onBytes(done, total);
  }
  const bytes = new Uint8Array(done);
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;

async function unpacked(bytes: Uint8Array<ArrayBuffer>, source: string): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof DecompressionStream === 'undefined') throw oldBrowser('cannot unpack files (DecompressionStream)');
  try {
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    throw new Problem(`${source.replace(/^#/, 'The part ')} is damaged: it cannot be unpacked.`, broken);
  }
}

/** A browser lacks something without which nothing works. */
export const oldBrowser = (lacks: string): Problem =>
  new Problem(`This browser ${lacks}.`, 'Use a current Chrome, Edge, Firefox or Safari.');

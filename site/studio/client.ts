import {
  type Curves,
  type DialCard,
  type Message,
  type RunCard,
  type RunDetails,
  type StartRefusal,
  tokenHeader,
} from '../../src/studio/api.ts';

/** What the server refused, with what would mend it. */
export class Refused extends Error {
  readonly fix: string | undefined;
  /** Where, and in which field of a form. */
  readonly where: string | undefined;
  readonly field: string | undefined;
  readonly data: StartRefusal['data'];
  constructor({ error, fix, where, field, data }: StartRefusal) {
    super(error);
    this.fix = fix;
    this.where = where;
    this.field = field;
    this.data = data;
  }
}

/** What went wrong, and what would mend it. */
export interface Said {
  readonly message: string;
  readonly fix?: string | undefined;
}

export const saidOf = (cause: unknown): Said =>
  cause instanceof Refused ? { message: cause.message, fix: cause.fix } : { message: String(cause) };

/** The same on one line. */
export function lineOf(cause: unknown): string {
  const { message, fix } = saidOf(cause);
  return fix === undefined ? message : `${message}; ${fix}`;
}

const tokenKey = 'duel-studio-token';

/** The word that commands need, out of the address that `duel studio` prints; it is kept while the tab is open. */
function takeToken(): string | null {
  const found = /^#token=([\w-]+)$/.exec(location.hash)?.[1];
  if (found !== undefined) {
    sessionStorage.setItem(tokenKey, found);
    history.replaceState(null, '', `${location.pathname}#/`);
  }
  return sessionStorage.getItem(tokenKey);
}
const token = takeToken();
/** Whether this page may command; the server has the last word. */
export const hasToken = token !== null;

/** What the studio answers, where it does not refuse. */
async function asked(path: string, options: RequestInit = {}, times = 1): Promise<Response> {
  const response = await fetch(path, options).catch((cause) => {
    if (options.signal?.aborted) throw cause;
    throw new Refused({ error: 'the studio does not answer', fix: 'start it again: duel studio' });
  });
  if (response.ok || response.status === 304) return response;
  // a connection that was idle for long was ended as the browser took it up: nothing has been heard of the question
  if (response.status === 408 && times < 3) return asked(path, options, times + 1);
  const body = await response.json().catch(() => ({ error: `the studio answers ${response.status}` }));
  throw new Refused(body as StartRefusal);
}
export const ask = async <T>(path: string, options: RequestInit = {}): Promise<T> =>
  (await (await asked(path, options)).json()) as T;
/** The answer to a command, as it comes. */
export const commanded = (path: string, body: unknown, signal?: AbortSignal): Promise<Response> =>
  asked(path, {
    method: 'POST',
    ...(signal && { signal }),
    headers: { 'content-type': 'application/json', [tokenHeader]: token ?? '' },
    body: JSON.stringify(body),
  });
export const command = async <T>(path: string, body: unknown, signal?: AbortSignal): Promise<T> =>
  (await (await commanded(path, body, signal)).json()) as T;
const of = (id: string) => `/api/runs/${encodeURIComponent(id)}`;

export const studio = (): Promise<{ folder: string; commands: boolean }> => ask('/api/studio');
export const allRuns = (): Promise<RunCard[]> => ask('/api/runs');
export const details = (id: string): Promise<RunDetails> => ask(of(id));
/** The details of a run with their mark; undefined where they are those of a mark. */
export async function sinceMark(
  id: string,
  mark: string | undefined,
): Promise<{ readonly details: RunDetails; readonly mark: string | undefined } | undefined> {
  const response = await asked(of(id), mark === undefined ? {} : { headers: { 'if-none-match': mark } });
  if (response.status === 304) return undefined;
  return { details: await response.json(), mark: response.headers.get('etag') ?? undefined };
}
export const curves = (id: string, since?: { readonly from: number; readonly every: number }): Promise<Curves> =>
  ask(`${of(id)}/curves${since === undefined ? '' : `?from=${since.from}&every=${since.every}`}`);
export const dials = (id: string): Promise<DialCard[]> => ask(`${of(id)}/dials`);
export const tell = (id: string, what: string): Promise<unknown> => command(`${of(id)}/tell`, { what });
/** Measures the newest checkpoint, `raw` by its weights as trained: resolves when what came of it is kept in the run. */
export const measure = (id: string, raw: boolean, signal: AbortSignal): Promise<unknown> =>
  command(`${of(id)}/measure`, { raw }, signal);
/** Has a run looked over for what goes wrong: resolves when what was found is kept in it. */
export const lookOver = (id: string, signal: AbortSignal): Promise<unknown> => command(`${of(id)}/doctor`, {}, signal);
export const turn = (id: string, path: string, value: number): Promise<{ step: number }> =>
  command(`${of(id)}/dial`, { path, value });
/** The address of a network that makes samples or pictures, as of a step. */
export const networkOf = (id: string, net: string, step: number, raw: boolean): string =>
  `${of(id)}/networks/${encodeURIComponent(net)}?step=${step}${raw ? '&raw=1' : ''}`;
/** The address of the network by which pictures are looked for among the latents of another. */
export const projectorOf = (...where: Parameters<typeof networkOf>): string =>
  networkOf(...where).replace('/networks/', '/projectors/');
/** `version` makes the address that of one content, for as long as the run was not done again from before. */
export const pictureOf = (id: string, which: number | 'reals', version: string | null): string =>
  `${of(id)}/pictures/${which}?v=${encodeURIComponent(version ?? '')}`;
/** The address of the same picture drawn by the weights as trained, where there is a checkpoint. */
export const trainedOf = (id: string, step: number): string => `${of(id)}/trained/${step}`;
/** Asks for something that is shown by its address, so that what is wrong with it can be told. */
export const reach = async (path: string): Promise<void> => {
  await (await asked(path)).blob();
};

/**
 * Hears what the server tells: one tab of the browser has the connection and passes it on, since browsers allow six.
 * Returns how to end it.
 */
export function hear(on: (message: Message) => void, isConnected: (yes: boolean) => void): () => void {
  const channel = new BroadcastChannel('duel-studio');
  channel.onmessage = ({ data }) => {
    if (data.message) on(data.message);
    else isConnected(data.isConnected);
  };
  const end = new AbortController();
  const tellAll = (data: { message: Message } | { isConnected: boolean }) => {
    channel.postMessage(data);
    channel.onmessage?.({ data } as MessageEvent);
  };
  void navigator.locks
    .request('duel-studio', { signal: end.signal }, async () => {
      const source = new EventSource('/api/events');
      source.onopen = () => tellAll({ isConnected: true });
      source.onerror = () => tellAll({ isConnected: false });
      source.onmessage = ({ data }) => tellAll({ message: JSON.parse(data) });
      await new Promise((done) => end.signal.addEventListener('abort', done, { once: true }));
      source.close();
    })
    .catch(() => {});
  return () => {
    end.abort();
    channel.close();
  };
}

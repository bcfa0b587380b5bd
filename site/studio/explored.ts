/** Where a person is on the page that explores a run. */
export interface Place {
  /** The checkpoint; undefined: the newest. */
  readonly step: number | undefined;
  /** The network; undefined: the first that makes samples. */
  readonly net: string | undefined;
  /** The weights as trained, not their average. */
  readonly raw: boolean;
  /** What is chosen of the network, as the element tells it. */
  readonly view: string;
}

/** The place in an address such as `#/001-ring/explore?step=200&seeds=0-8`. */
export function placeIn(hash: string): Place {
  const said = new URLSearchParams(hash.split('?')[1] ?? '');
  const [step, net] = [said.get('step') ?? '', said.get('net') ?? undefined];
  const raw = said.get('weights') === 'trained';
  for (const own of ['step', 'net', 'weights']) said.delete(own);
  return { step: /^\d{1,9}$/.test(step) ? Number(step) : undefined, net, raw, view: said.toString() };
}

export function placeText(id: string, { step, net, raw, view }: Place): string {
  const said = new URLSearchParams();
  if (step !== undefined) said.set('step', String(step));
  if (net !== undefined) said.set('net', net);
  if (raw) said.set('weights', 'trained');
  const text = [said.toString(), view].filter((part) => part !== '').join('&');
  return `#/${id}/explore${text === '' ? '' : `?${text}`}`;
}

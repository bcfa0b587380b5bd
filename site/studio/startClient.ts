import type { Begun, Checked, Choices } from '../../src/studio/api.ts';
import type { StartRequest } from '../../src/studio/request.ts';
import { ask, command } from './client.ts';

export const choices = (): Promise<Choices & { readonly out: readonly string[] }> => ask('/api/start');
/** What a request comes to; with `data` its data are read through. */
export const check = (request: StartRequest, data: boolean, signal: AbortSignal): Promise<Checked> =>
  command('/api/start/check', { request, data }, signal);
export const start = (request: StartRequest): Promise<Begun> => command('/api/start', request);
export const goOn = (id: string, steps: number | undefined): Promise<Begun> =>
  command(`/api/runs/${encodeURIComponent(id)}/train`, steps === undefined ? {} : { steps });

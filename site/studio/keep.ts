import { writable } from 'svelte/store';
import { ask, command } from './client.ts';

const of = (id: string) => `/api/runs/${encodeURIComponent(id)}`;

export const setTags = (id: string, tags: readonly string[]): Promise<unknown> => command(`${of(id)}/tags`, { tags });
export const deletedRuns = (): Promise<string[]> => ask('/api/deleted');
export const restore = (id: string): Promise<unknown> => command(`/api/deleted/${encodeURIComponent(id)}/restore`, {});
export const emptyDeleted = (): Promise<string[]> => command('/api/deleted/empty', {});

/** What was deleted last in this page, for as long as undoing it is at hand. */
export const lastDeleted = writable<string | undefined>();

export async function remove(id: string): Promise<void> {
  await command(`${of(id)}/delete`, {});
  lastDeleted.set(id);
}

import { exportNetwork } from 'duel-gan';
import type { News } from './messages.ts';

/** Tells the generator at a run's last checkpoint, as the file that `duel export` makes. */
export async function tellNetwork(path: string, say: (news: News) => void): Promise<void> {
  const { bytes, step } = await exportNetwork(path);
  say({ type: 'network', run: path.split('/').at(-1)!, step, model: new Uint8Array(bytes) });
}

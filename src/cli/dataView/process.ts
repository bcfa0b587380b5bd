import type { ToLooker } from '../../studio/dataMessages.ts';
import { Looker } from './looker.ts';

/** The process in which data are looked at: it hears whoever started it, and ends with them. */
const looker = new Looker((said) => {
  if (process.connected) process.send!(said);
});
process.on('message', (told) => void looker.hear(told as ToLooker));
process.on('disconnect', () => {
  // what is half-written is taken away first
  void looker.close().finally(() => process.exit(0));
});

import process from 'node:process';
import type { DeviceKind } from '../../runtime/engine.ts';
import { openHere } from '../../runtime/node/open.ts';

// A process that opens the device it is told, and says 'ok' or what went wrong.
try {
  const engine = await openHere(process.argv[2] as DeviceKind, {});
  await engine.close();
  console.log('ok');
} catch (error) {
  const { cause, message } = error as Error;
  console.log(cause instanceof Error ? cause.message : message);
}
process.exit(0);

import { parentPort, workerData } from 'node:worker_threads';
import { watchHalfMade } from '../../files/halfMade.ts';
import type { Watch } from '../command.ts';
import { call } from '../main.ts';
import { exitCodeOf, type Signal } from '../train/signals.ts';
import { Garbage } from './garbage.ts';
import type { Beginning, Stop, Told } from './messages.ts';

// The command's side: works, and writes by way of the main thread, which hears signals meanwhile.
const { argv, script, isTerminal, columns } = workerData as Beginning;
if (script !== undefined) process.argv[1] = script;

const port = parentPort!;
const tell = (told: Told) => port.postMessage(told);
watchHalfMade({ made: (path) => tell({ type: 'made', path }), settled: (path) => tell({ type: 'settled', path }) });

let received: Signal | undefined;
const stopping = new AbortController();
port.on('message', ({ signal }: Stop) => {
  received = signal;
  stopping.abort();
});

const garbage = new Garbage();
const watch: Watch = {
  signal: stopping.signal,
  exitCode: () => received && exitCodeOf(received),
  goesOn: (directory) => tell({ type: 'goesOn', directory }),
  begun: (canBeCut = false) => tell({ type: 'begun', canBeCut }),
  saved: () => garbage.collect(),
  // the main thread knows when the command ends
  release: () => {},
};

const stream = (to: 'stdout' | 'stderr') => ({
  isTTY: isTerminal[to],
  get columns() {
    return columns[0]!;
  },
  write: (text: string) => tell({ type: 'written', to, text }),
});

tell({ type: 'end', code: await call(argv, { stdout: stream('stdout'), stderr: stream('stderr') }, watch) });

import { parentPort } from 'node:worker_threads';
import type { Engine, Program, StatefulProgram } from '../engine.ts';
import { type Call, failureOf, type Reply, type Request, type Result, transferable } from '../messages.ts';
import { openHere } from './open.ts';

// The worker's side: holds the sessions and answers one call after the other.
const programs = new Map<number, Program | StatefulProgram>();
let engine: Engine | undefined;
let count = 0;

function keep(program: Program | StatefulProgram): Result {
  programs.set(count, program);
  return { type: 'program', program: count++ };
}

const stateful = (program: number) => programs.get(program) as StatefulProgram;

async function answer(request: Request): Promise<Result> {
  switch (request.type) {
    case 'open':
      engine = await openHere(request.kind, request.options);
      return { type: 'device', device: engine.device };
    case 'load':
      return keep(await engine!.load(request.model));
    case 'loadStateful':
      return keep(await engine!.loadStateful(request.model, request.state));
    case 'run':
      return { type: 'arrays', arrays: await (programs.get(request.program) as Program).run(request.feeds) };
    case 'step':
      return { type: 'arrays', arrays: await stateful(request.program).step(request.feeds) };
    case 'steps': {
      const { program, feeds, count } = request;
      return { type: 'arrays', arrays: await stateful(program).steps(feeds, count) };
    }
    case 'readState':
      return { type: 'arrays', arrays: await stateful(request.program).readState() };
    case 'closeProgram':
      await programs.get(request.program)?.close();
      programs.delete(request.program);
      return { type: 'done' };
    default:
      return request satisfies never;
  }
}

parentPort!.on('message', async ({ id, request }: Call) => {
  try {
    const result = await answer(request);
    const reply: Reply = { id, result };
    parentPort!.postMessage(reply, result.type === 'arrays' ? transferable(result.arrays) : []);
  } catch (e) {
    parentPort!.postMessage({ id, failure: failureOf(e as Error) } satisfies Reply);
  }
});

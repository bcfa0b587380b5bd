import { discard } from './discard.ts';
import type { Arrays, DeviceKind, Engine, OpenOptions, Program, StatefulProgram } from './engine.ts';
import { type Call, failureOf, type Reply, type Request, type Result, transferable } from './messages.ts';

/**
 * A thread's side of the calls: holds the sessions, and answers one call after the other.
 *
 * @param open opens the device in this thread
 * @param post sends an answer back
 */
export function answering(
  open: (kind: DeviceKind, options: OpenOptions) => Promise<Engine>,
  post: (reply: Reply, transfer: ArrayBuffer[]) => void,
): (call: Call) => Promise<void> {
  const programs = new Map<number, Program | StatefulProgram>();
  const held = new Map<number, Arrays>();
  let engine: Engine | undefined;
  let count = 0;

  function keep(program: Program | StatefulProgram): Result {
    programs.set(count, program);
    return { type: 'program', program: count++ };
  }

  const stateful = (program: number) => programs.get(program) as StatefulProgram;

  /** What ends the loan of a program's state, while it is lent. */
  const lent = new Map<number, () => void>();

  /** A program's state, which goes to the borrower with its memory and stays lent until it is returned. */
  const lend = (program: number): Promise<Arrays> =>
    new Promise((resolve, reject) => {
      const work = (state: Arrays) =>
        new Promise<void>((over) => {
          lent.set(program, over);
          resolve(state);
        });
      stateful(program).lendState(work).catch(reject);
    });

  async function answer(request: Request): Promise<Result> {
    switch (request.type) {
      case 'open':
        engine = await open(request.kind, request.options);
        return { type: 'device', device: engine.device };
      case 'load':
        return keep(await engine!.load(request.model));
      case 'loadStateful':
        return keep(await engine!.loadStateful(request.model, request.state));
      case 'run':
        return { type: 'arrays', arrays: await (programs.get(request.program) as Program).run(request.feeds) };
      case 'hold': {
        const { program, feeds } = request;
        await (programs.get(program) as Program).hold(feeds);
        // what crossed over to be held before is nobody's any more
        discard(transferable(held.get(program) ?? {}));
        held.set(program, feeds);
        return { type: 'done' };
      }
      case 'step':
        return { type: 'arrays', arrays: await stateful(request.program).step(request.feeds) };
      case 'steps': {
        const { program, feeds, count } = request;
        return { type: 'arrays', arrays: await stateful(program).steps(feeds, count) };
      }
      case 'readState':
        return { type: 'arrays', arrays: await stateful(request.program).readState() };
      case 'lendState':
        return { type: 'arrays', arrays: await lend(request.program) };
      case 'returnState':
        lent.get(request.program)!();
        lent.delete(request.program);
        // its memory went to the borrower and has come back
        await stateful(request.program).writeState(request.state);
        return { type: 'done' };
      case 'writeState':
        await stateful(request.program).writeState(request.state);
        return { type: 'done' };
      case 'closeProgram':
        await programs.get(request.program)?.close();
        programs.delete(request.program);
        held.delete(request.program);
        return { type: 'done' };
      default:
        return request satisfies never;
    }
  }

  return async ({ id, request }) => {
    try {
      const result = await answer(request);
      post({ id, result }, result.type === 'arrays' ? transferable(result.arrays) : []);
    } catch (e) {
      post({ id, failure: failureOf(e as Error) }, []);
    }
  };
}

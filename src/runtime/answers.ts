import type { DeviceKind, Engine, OpenOptions, Program, StatefulProgram } from './engine.ts';
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
        engine = await open(request.kind, request.options);
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
      case 'writeState':
        await stateful(request.program).writeState(request.state);
        return { type: 'done' };
      case 'closeProgram':
        await programs.get(request.program)?.close();
        programs.delete(request.program);
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

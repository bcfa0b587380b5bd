import { type OpenModel, openModel } from '../../runtime/web/model.ts';
import type { Answer, Port, Request } from './messages.ts';

/** Holds a page's networks and runs them, one call after the other. */
export function serve(port: Port): void {
  const opened: OpenModel[] = [];
  const answer = async (request: Request): Promise<Answer> => {
    const { id } = request;
    try {
      if (request.kind === 'run') return { id, outputs: await opened[request.model]!.run(request.feeds) };
      for (const model of opened.splice(0)) await model.close();
      for (const model of request.models) opened.push(await openModel(model, request.wasm));
      return { id, outputs: {} };
    } catch (cause) {
      return { id, error: cause instanceof Error ? cause.message : String(cause) };
    }
  };
  let last: Promise<unknown> = Promise.resolve();
  port.addEventListener('message', ({ data }) => {
    last = last.then(async () => {
      const message = await answer(data as Request);
      const arrays = 'outputs' in message ? Object.values(message.outputs) : [];
      port.postMessage(
        message,
        arrays.map((array) => array.data.buffer as ArrayBuffer),
      );
    });
  });
}

// in a worker it serves the page that made it; in a page, where workers are not allowed, that page calls it
if (typeof document === 'undefined') serve(globalThis as unknown as Port);

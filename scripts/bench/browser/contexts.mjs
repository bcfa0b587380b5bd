/**
 * A page and its workers, those of workers too, as DevTools speaks to them: each `{ name, send }`. playwright passes on
 * the page's own messages alone, so a worker's go wrapped in those of whoever began it.
 */
export async function contextsOf(page) {
  const cdp = await page.context().newCDPSession(page);
  const all = new Map();
  const own = {
    name: 'page',
    send: (method, params) => cdp.send(method, params),
    on: (event, hear) => cdp.on(event, hear),
  };
  all.set('page', own);
  await follow(own, all);
  return { list: () => [...all.values()] };
}

async function follow(parent, all) {
  parent.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => {
    const child = within(parent, sessionId, targetInfo.title || targetInfo.url.split('/').at(-1));
    all.set(sessionId, child);
    follow(child, all).catch(() => undefined);
  });
  parent.on('Target.detachedFromTarget', ({ sessionId }) => all.delete(sessionId));
  await parent.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
}

function within(parent, sessionId, name) {
  const waiting = new Map();
  const hearers = [];
  let last = 0;
  parent.on('Target.receivedMessageFromTarget', ({ sessionId: from, message }) => {
    if (from !== sessionId) return;
    const { id, result, error, method, params } = JSON.parse(message);
    if (id === undefined) {
      for (const { event, hear } of hearers) if (event === method) hear(params);
      return;
    }
    const { resolve, reject } = waiting.get(id);
    waiting.delete(id);
    error ? reject(new Error(error.message)) : resolve(result);
  });
  return {
    name,
    on: (event, hear) => hearers.push({ event, hear }),
    send: (method, params = {}) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        const message = JSON.stringify({ id, method, params });
        parent.send('Target.sendMessageToTarget', { sessionId, message }).catch(reject);
      }),
  };
}

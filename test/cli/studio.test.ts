import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { build } from 'vite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Folder, folderWithGan } from './duel.ts';

let folder: Folder;
beforeAll(async () => {
  folder = folderWithGan();
  // where the command looks for it
  if (!existsSync('dist-studio/index.html'))
    await build({ configFile: resolve('site/studio.vite.config.js'), logLevel: 'error' });
}, 120_000);
afterAll(() => folder.remove());

const say = (child: ReturnType<Folder['start']>) => {
  let said = '';
  child.stderr!.on('data', (text) => {
    said += text;
  });
  return () => said;
};

it('trains with the studio beside it, which ends with the training; a second one takes another port', async () => {
  const [first, second] = ['a', 'b'].map((out) =>
    folder.start('train', 'ring', '--steps', '1000000', '--studio', '--out', out, '--threads', '1'),
  ) as [ReturnType<Folder['start']>, ReturnType<Folder['start']>];
  const said = [say(first), say(second)];
  const ended = [first, second].map((child) => new Promise((done) => child.once('exit', done)));
  const addresses: URL[] = [];
  for (const text of said) {
    await expect.poll(text, { timeout: 60_000 }).toMatch(/step \d+\/1000000/);
    const address = /studio +(http:\/\/127\.0\.0\.1:\d+\/#token=\S+)\n/.exec(text())?.[1];
    addresses.push(new URL(address!));
  }
  expect(addresses[0]!.port).not.toBe(addresses[1]!.port);

  for (const [i, { origin, hash }] of addresses.entries()) {
    expect(await (await fetch(`${origin}/`)).text()).toContain('<title>');
    expect(await (await fetch(`${origin}/api/studio`)).json()).toMatchObject({ commands: true });
    const runs = await (await fetch(`${origin}/api/runs`)).json();
    expect(runs).toMatchObject([{ id: '001-ring', status: 'running', steps: 1_000_000 }]);
    const stop = await fetch(`${origin}/api/runs/001-ring/tell`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin, 'x-duel-token': hash.slice('#token='.length) },
      body: JSON.stringify({ what: 'stop' }),
    });
    expect(stop.status).toBe(200);
    expect(await ended[i]).toBe(130);
    await expect(fetch(`${origin}/`)).rejects.toThrow();
  }
}, 180_000);

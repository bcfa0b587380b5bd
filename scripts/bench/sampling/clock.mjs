import { createInterface } from 'node:readline';

/** Runs a call for half a second to be warm, then for so many seconds, twice at least; not at all for 0. */
async function timed(call, { batch, seconds }) {
  const warm = performance.now();
  do await call();
  while (performance.now() - warm < 500);
  const begin = performance.now();
  let calls = 0;
  while (seconds > 0 && (calls < 2 || performance.now() - begin < seconds * 1000)) {
    await call();
    calls++;
  }
  const took = (performance.now() - begin) / 1000;
  return { picturesPerSecond: (calls * batch) / took, calls };
}

/**
 * Answers each line of stdin, '{"batch", "seconds"}', with one of JSON: {picturesPerSecond, calls}.
 *
 * @param callOf the call that makes a batch of so many
 */
export async function answerTurns(callOf) {
  for await (const line of createInterface({ input: process.stdin })) {
    const turn = JSON.parse(line);
    console.log(JSON.stringify(await timed(callOf(turn.batch), turn)));
  }
}

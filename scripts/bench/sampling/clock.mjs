import { createInterface } from 'node:readline';

/** Runs a call again and again: warm for half a second, then for so many seconds; three calls of each at least. */
async function timed(call, { batch, seconds }) {
  const warm = performance.now();
  for (let i = 0; i < 3 || performance.now() - warm < 500; i++) await call();
  const begin = performance.now();
  let calls = 0;
  while (calls < 3 || performance.now() - begin < seconds * 1000) {
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

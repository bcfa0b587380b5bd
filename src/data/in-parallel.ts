/**
 * Runs `work` on 0 … n - 1, at most `width` at a time, and waits for all that were begun. After a failure nothing new
 * begins; the failure of the lowest index is thrown, so that the same data give the same error.
 */
export async function inParallel(n: number, width: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const failures: { index: number; error: unknown }[] = [];
  const worker = async () => {
    while (next < n && failures.length === 0) {
      const index = next++;
      try {
        await work(index);
      } catch (error) {
        failures.push({ index, error });
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, n) }, worker));
  failures.sort((a, b) => a.index - b.index);
  if (failures[0]) throw failures[0].error;
}

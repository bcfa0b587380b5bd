import type { DataAnswers, DataLine, DataProgressLine, DataQuery } from '../../src/studio/api.ts';
import type { StartRequest } from '../../src/studio/request.ts';
import { commanded, Refused } from './client.ts';

/** What is said of data; `onProgress` hears meanwhile how far it is. */
export async function askData<Q extends DataQuery>(
  request: StartRequest | { readonly run: string },
  query: Q,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress?: (line: DataProgressLine) => void },
): Promise<DataAnswers[Q['type']]> {
  const answer = await commanded('/api/data', { request, query }, signal);
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { value, done } = await reader.read();
    const lines = `${rest}${value ?? ''}`.split('\n');
    rest = lines.pop()!;
    for (const text of lines) {
      const line = JSON.parse(text) as DataLine;
      if (line.progress) onProgress?.(line.progress);
      if (line.refusal) throw new Refused(line.refusal);
      if (line.answer !== undefined) return line.answer as DataAnswers[Q['type']];
    }
    if (done)
      throw new Refused({ error: 'the studio has ended before it answered', fix: 'start it again: duel studio' });
  }
}

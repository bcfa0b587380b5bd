/** A word as a shell takes it: names in a run's files come from strangers, and commands are copied. */
export const shellWord = (word: string): string =>
  /^[\w./:=,+@%-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;

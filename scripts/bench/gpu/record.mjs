/** What a result's file is read by. A change of its form is another number. */
export const format = 1;

/** A part's record in a line. */
export function lineOf({ part, system, layout, words, seconds, value, failed, skipped }) {
  const name = [part, system, layout, words].filter(Boolean).join(' ');
  if (skipped) return `${name}: skipped, ${skipped}`;
  if (failed) return `${name}: FAILED after ${seconds} s: ${failed}`;
  const said = value.msPerStep ? `, ${value.msPerStep} ms per step` : value.gflops ? `, ${value.gflops} GFLOP/s` : '';
  return `${name}: done in ${seconds} s${said}${value.passed === false ? ', WRONG NUMBERS' : ''}`;
}

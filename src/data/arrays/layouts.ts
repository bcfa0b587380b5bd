/**
 * Which axis of an array is which, after that of the examples: pictures with their channels last (`nhwc`) or first
 * (`nchw`), or series whose channels lie behind time (`ntc`) or before it (`nct`). Pictures of one channel may lack its axis.
 */
export const layouts = ['nhwc', 'nchw', 'ntc', 'nct'] as const;
export type Layout = (typeof layouts)[number];

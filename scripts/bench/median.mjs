/** The middle one of some numbers; of an even count the upper. */
export const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

/** Something in a configuration that works against itself, and why. */
export interface Warning {
  readonly message: string;
  readonly why: string;
}

/** Whether a warning applies, and its words. */
export type WarningRow = readonly [applies: boolean, message: string, why: string];

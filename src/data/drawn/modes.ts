/** A mixture of equal, round Gaussians in the plane. */
export interface Mixture {
  readonly centres: readonly (readonly [number, number])[];
  /** Standard deviation of each Gaussian along each axis. */
  readonly sigma: number;
}

/** Modes that data are known to have, each as likely as the others or nearly so: plain JSON. */
export type KnownModes =
  | ({ readonly type: 'mixture' } & Mixture)
  | {
      readonly type: 'stacked';
      /** The data set whose images each channel holds, perhaps with a border. */
      readonly source: string;
      /** Of those images: `[h, w, 1]`. */
      readonly shape: readonly number[];
      /** Names of their classes; the modes are the combinations. */
      readonly classes: readonly string[];
      readonly channels: number;
    };

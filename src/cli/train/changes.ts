/** What a person writes of a training that does not stand in its configuration under the same name. */
export interface Written {
  readonly freeze: readonly string[];
  readonly flip: boolean;
  readonly gradientNorms?: boolean;
  readonly noHeader: boolean;
}

/** Options of `train` as changes of a configuration: what is absent there is absent here. */
export const changesOf = <T extends Written>({ freeze, flip, gradientNorms, noHeader, ...rest }: T) => ({
  ...rest,
  ...(freeze.length > 0 && { freeze }),
  ...(flip && { flip }),
  ...(gradientNorms && { gradientNorms }),
  ...(noHeader && { header: false }),
});

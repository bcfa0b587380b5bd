import { z } from 'zod';

/** Input and target side by side in one picture, as pix2pix' own data sets have them: which half is the input. */
export const sideBySideSchema = z.strictObject({
  type: z.literal('sideBySide'),
  input: z.enum(['left', 'right']).default('left'),
});
export type SideBySide = z.output<typeof sideBySideSchema>;

/**
 * Inputs in one folder or zip and targets in another, a pair where both have a picture of the same name: each a folder
 * inside the source, `A`, or a path of its own.
 */
export const foldersSchema = z.strictObject({
  type: z.literal('folders'),
  input: z.string().min(1),
  target: z.string().min(1),
});
export type Folders = z.output<typeof foldersSchema>;

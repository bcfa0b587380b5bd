/** How light a colour is, by ITU-R Rec. 601: 0.299 R + 0.587 G + 0.114 B. */
export const luma = (red: number, green: number, blue: number): number => 0.299 * red + 0.587 * green + 0.114 * blue;

/** Paths of icons, on 20 × 20, drawn as lines. */
export const back = 'M12.5 4.5 7 10l5.5 5.5';
export const forward = 'M7.5 4.5 13 10l-5.5 5.5';
export const shuffle =
  'M2.5 6h3.2c4 0 4.600 8 8.600 8h3.200M2.500 14h3.200c1.300 0 2.200-.900 2.900-2M11 8c.800-1.100 1.700-2 3.300-2h3.200M15 3.500 17.500 6 15 8.500M15 11.500l2.500 2.500-2.500 2.500';
export const download = 'M10 3v9.500M6 8.800l4 4 4-4M4 16.500h12';
export const link =
  'M8.300 11.700a3.200 3.200 0 0 0 4.500 0l2.700-2.700a3.200 3.200 0 0 0-4.500-4.500L9.700 5.800M11.700 8.300a3.200 3.200 0 0 0-4.500 0L4.500 11a3.200 3.200 0 0 0 4.500 4.500l1.300-1.300';
export const play = 'M6.500 4.200v11.600l9-5.800z';
export const pause = 'M6.800 4.500v11M13.200 4.500v11';
export const cross = 'M5.5 5.500l9 9M14.500 5.500l-9 9';
export const reset = 'M4.200 8.500a6 6 0 1 1 .300 4M4 4.500v4h4';
export const picture = 'M3.500 4h13v12h-13zM3.500 13l3.500-3.500 3 3 2.500-2.500 4 4M12.800 7.300h.010';

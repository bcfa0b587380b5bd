/** The playground's pages, as its head names them. */
export const pages = [
  { file: './#', name: 'Points' },
  { file: './lessons.html', name: 'Lessons' },
  { file: './digits.html', name: 'Digits' },
  { file: './pictures.html', name: 'Pictures' },
] as const;

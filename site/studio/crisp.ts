/** Shows the pixels of a picture that is smaller than its place, and smooths one that is larger. */
export function crisp(picture: HTMLImageElement): () => void {
  const look = () => {
    picture.style.imageRendering = picture.naturalWidth < picture.clientWidth ? 'pixelated' : 'auto';
  };
  picture.addEventListener('load', look);
  look();
  return () => picture.removeEventListener('load', look);
}

/** Lets the keyboard reach what scrolls, for as long as there is more than is seen. */
export function scrolls(element: HTMLElement): { destroy(): void } {
  const look = () => {
    const isMore = element.scrollHeight > element.clientHeight || element.scrollWidth > element.clientWidth;
    if (isMore) element.tabIndex = 0;
    else element.removeAttribute('tabindex');
  };
  const observer = new ResizeObserver(look);
  observer.observe(element);
  if (element.firstElementChild) observer.observe(element.firstElementChild);
  return { destroy: () => observer.disconnect() };
}

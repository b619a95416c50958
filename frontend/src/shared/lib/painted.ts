/** A tab that isn't shown paints nothing. */
const LONGEST_MS = 100;

/** Resolves once the page has been painted as it stands, so that long work doesn't delay what is known already. */
export function painted(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, LONGEST_MS);
    requestAnimationFrame(() => {
      // This frame is painted after its callbacks, partly by other threads; the next one begins when that is done.
      requestAnimationFrame(() => {
        clearTimeout(timer);
        setTimeout(resolve);
      });
    });
  });
}

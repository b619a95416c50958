/** Local storage that may be full, forbidden, or written by another version of this page. */

export function load<Value>(key: string, parse: (value: unknown) => Value | null): Value | null {
  try {
    const text = window.localStorage.getItem(key);
    return text === null ? null : parse(JSON.parse(text));
  } catch {
    return null;
  }
}

/** Without storage the page still works, until it is reloaded. */
export function save(key: string, value: unknown): void {
  try {
    window.localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or forbidden: see above.
  }
}

/** Calls back when another tab changed the key. */
export function onForeignChange(key: string, changed: () => void): () => void {
  const listener = (event: StorageEvent) => {
    // A null key says that everything was cleared.
    if (event.key === key || event.key === null) changed();
  };
  window.addEventListener('storage', listener);
  return () => {
    window.removeEventListener('storage', listener);
  };
}

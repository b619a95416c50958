/** Local and session storage, which may be full, forbidden, or written by another version of this page. */
import * as v from 'valibot';

/** A schema for input of any type. */
export type Schema<Value> = v.GenericSchema<unknown, Value>;

/** The JSON value of a key in local storage; `fallback` when it is absent or doesn't match `schema`. */
export function load<Value>(key: string, schema: Schema<Value>, fallback: Value): Value {
  const stored = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), read('localStorage', key));
  return stored.success ? stored.output : fallback;
}

/** Saves a value as JSON. A failure is ignored: the page works without storage until it is reloaded. */
export function save(key: string, value: unknown): void {
  write('localStorage', key, JSON.stringify(value));
}

/** As `load`, for plain text in session storage, which lasts as long as this tab. */
export function loadForTab<Value>(key: string, schema: Schema<Value>, fallback: Value): Value {
  const stored = v.safeParse(schema, read('sessionStorage', key));
  return stored.success ? stored.output : fallback;
}

/** As `save`, for plain text in session storage. Null removes the key. */
export function saveForTab(key: string, text: string | null): void {
  write('sessionStorage', key, text);
}

/** Calls back when another tab changed the key. */
export function onOtherTabChange(key: string, changed: () => void): () => void {
  const listener = (event: StorageEvent) => {
    // A null key means that all keys were cleared.
    if (event.key === key || event.key === null) changed();
  };
  window.addEventListener('storage', listener);
  return () => {
    window.removeEventListener('storage', listener);
  };
}

/** An array. Items that don't match are dropped, so that one broken item doesn't lose the others. */
export function validItems<Item>(item: Schema<Item>): Schema<Item[]> {
  return v.pipe(
    v.array(v.unknown()),
    v.transform((items) => items.flatMap((value) => matching(item, value))),
  );
}

/** As `validItems`, for the entries of a record. */
export function validEntries<Entry>(entry: Schema<Entry>): Schema<Record<string, Entry>> {
  return v.pipe(
    v.record(v.string(), v.unknown()),
    v.transform((entries) =>
      Object.fromEntries(
        Object.entries(entries).flatMap(([key, value]) =>
          matching(entry, value).map((parsed) => [key, parsed] as const),
        ),
      ),
    ),
  );
}

function matching<Value>(schema: Schema<Value>, value: unknown): [Value] | [] {
  const parsed = v.safeParse(schema, value);
  return parsed.success ? [parsed.output] : [];
}

type Area = 'localStorage' | 'sessionStorage';

function read(area: Area, key: string): string | null {
  try {
    return window[area].getItem(key);
  } catch {
    // Forbidden.
    return null;
  }
}

function write(area: Area, key: string, text: string | null): void {
  try {
    if (text === null) window[area].removeItem(key);
    else window[area].setItem(key, text);
  } catch {
    // Full or forbidden.
  }
}

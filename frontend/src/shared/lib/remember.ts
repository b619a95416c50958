/** Keeps each result of a function by its arguments, of which there must be few. */
export function remember<Keys extends string[], Value>(
  make: (...keys: Keys) => Value,
): (...keys: Keys) => Value {
  const made = new Map<string, Value>();
  return (...keys) => {
    const key = keys.join(' ');
    const known = made.get(key) ?? make(...keys);
    made.set(key, known);
    return known;
  };
}

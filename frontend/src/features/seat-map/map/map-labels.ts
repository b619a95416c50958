export interface SectionLabel {
  readonly name: string;
  readonly price: string;
}

/** The texts on the map, already in the buyer's language: one for each section, in the plan's order, and the stage's. */
export interface MapLabels {
  readonly sections: readonly SectionLabel[];
  readonly stage: string;
}

/**
 * A section's name and price within a width, in the unit of `measure`. A long name is cut. Null when not even the price
 * fits.
 */
export function fitLabel(
  { name, price }: SectionLabel,
  width: number,
  measure: (text: string) => number,
): string | null {
  const whole = `${name} · ${price}`;
  if (measure(whole) <= width) return whole;
  const letters = Array.from(name);
  const cut = (count: number) => `${letters.slice(0, count).join('').trimEnd()}… · ${price}`;
  let [low, high] = [0, letters.length];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (measure(cut(middle)) <= width) low = middle;
    else high = middle - 1;
  }
  if (low > 0) return cut(low);
  return measure(price) <= width ? price : null;
}

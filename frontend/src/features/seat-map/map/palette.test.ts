import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { TIERS } from './palette';

const css = readFileSync('src/app/styles.css', 'utf8');

/** A colour of the page in a theme, as OKLab. */
function colour(name: string, theme: 'light' | 'dark'): [number, number, number] {
  const value = /oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g;
  const line = new RegExp(`--color-${name}: light-dark\\((.*)\\);`).exec(css)?.[1] ?? '';
  const found = [...line.matchAll(value)][theme === 'light' ? 0 : 1];
  if (found === undefined) throw new Error(`no colour ${name} in ${theme}`);
  const [lightness = NaN, chroma = NaN, hue = NaN] = found.slice(1).map(Number);
  const angle = (hue * Math.PI) / 180;
  return [lightness, chroma * Math.cos(angle), chroma * Math.sin(angle)];
}

const distance = (one: readonly number[], other: readonly number[]) =>
  Math.hypot(...one.map((part, at) => part - (other[at] ?? NaN)));

test('eight prices have colours of their own', () => {
  expect(TIERS).toBeGreaterThanOrEqual(8);
});

test.each(['light', 'dark'] as const)('the price colours can be told apart in the %s theme', (theme) => {
  const tiers = Array.from({ length: TIERS }, (_, at) => colour(`tier-${at + 1}`, theme));
  const others = [colour('seat-off', theme), colour('accent', theme)];
  tiers.forEach((tier, at) => {
    // A difference of 0.02 can just be seen in OKLab; seats are small.
    for (const other of [...tiers.slice(at + 1), ...others])
      expect(distance(tier, other)).toBeGreaterThan(0.08);
    // The number of a seat is written on it in the colour of the surface.
    expect(Math.abs(tier[0] - colour('surface', theme)[0])).toBeGreaterThan(0.33);
  });
});

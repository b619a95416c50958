/** The page's colours for the canvas, which doesn't support CSS variables. */
export interface Palette {
  readonly paper: string;
  readonly surface: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly off: string;
  readonly accent: string;
  readonly accentInk: string;
  readonly tiers: readonly string[];
  readonly font: string;
}

/** The number of price colours; further prices reuse them. Prices are also written on the map. */
export const TIERS = 8;

export function readPalette(host: HTMLElement): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  host.append(probe);
  // A variable's value is `light-dark(…)`; it resolves to one colour only in a property.
  const colour = (name: string) => {
    probe.style.color = `var(--color-${name})`;
    return getComputedStyle(probe).color;
  };
  const palette = {
    paper: colour('paper'),
    surface: colour('surface'),
    ink: colour('ink'),
    muted: colour('muted'),
    line: colour('line'),
    off: colour('seat-off'),
    accent: colour('accent'),
    accentInk: colour('accent-ink'),
    tiers: Array.from({ length: TIERS }, (_, tier) => colour(`tier-${tier + 1}`)),
    font: getComputedStyle(host).fontFamily,
  };
  probe.remove();
  return palette;
}

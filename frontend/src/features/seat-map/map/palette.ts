/** The page's colours for the canvas, which knows no CSS variables. */
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

/** How many prices have a colour of their own; the next ones begin again. Prices also stand on the map. */
export const TIERS = 4;

export function readPalette(host: HTMLElement): Palette {
  const probe = document.createElement('span');
  probe.hidden = true;
  host.append(probe);
  // The value of a variable is `light-dark(…)`; only as a property's value does it become one colour.
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

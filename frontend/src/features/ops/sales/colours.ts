/** The page's colours for a canvas, which doesn't support CSS variables. */
import { useEffect, useState } from 'react';

type Ink = 'muted' | 'line' | 'good';

/** A variable's value is `light-dark(…)`; it resolves to one colour only in a property. */
export function readColour(host: HTMLElement, ink: Ink, share = 100): string {
  const probe = document.createElement('span');
  probe.hidden = true;
  probe.style.color = `color-mix(in oklab, var(--color-${ink}) ${share}%, transparent)`;
  host.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

/** A number that changes with each switch between light and dark. */
export function useThemeVersion(): number {
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    const changed = () => {
      setChanges((old) => old + 1);
    };
    const scheme = window.matchMedia('(prefers-color-scheme: dark)');
    scheme.addEventListener('change', changed);
    const theme = new MutationObserver(changed);
    theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    return () => {
      scheme.removeEventListener('change', changed);
      theme.disconnect();
    };
  }, []);
  return changes;
}

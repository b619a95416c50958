import type { SeatMark } from './model/mark';

/** The marks of the map as icons, for the legend and the list. */
export function SeatGlyph({ mark, className }: { mark: SeatMark | 'taken'; className?: string }) {
  return (
    <svg
      viewBox="0 0 20 20"
      aria-hidden
      className={className}
      fill="none"
      stroke="currentColor"
      strokeLinecap="round"
    >
      {GLYPHS[mark]}
    </svg>
  );
}

const GLYPHS: Record<SeatMark | 'taken', React.ReactNode> = {
  free: <rect x="1" y="1" width="18" height="18" rx="5" fill="currentColor" stroke="none" />,
  held: (
    <>
      <rect x="2" y="2" width="16" height="16" rx="4.5" strokeWidth="2" />
      <path d="M6.5 13.5l7-7" strokeWidth="2" />
    </>
  ),
  sold: <path d="M6.5 6.5l7 7M13.5 6.5l-7 7" strokeWidth="2.2" />,
  chosen: (
    <>
      <circle cx="10" cy="10" r="7.5" strokeWidth="3" />
      <circle cx="10" cy="10" r="3" fill="currentColor" stroke="none" />
    </>
  ),
  mine: (
    <>
      <circle cx="10" cy="10" r="9" fill="currentColor" stroke="none" />
      <path
        d="M6 10.5l2.8 2.8L14 7.5"
        strokeWidth="2.4"
        className="stroke-accent-ink"
        strokeLinejoin="round"
      />
    </>
  ),
  taken: (
    <>
      <circle cx="10" cy="10" r="4" strokeWidth="2" />
      <circle cx="10" cy="10" r="8.5" strokeWidth="1.2" />
    </>
  ),
};

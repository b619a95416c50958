/** Rows of seats as dotted arcs, for the logo, posters and empty states. */
interface Props {
  className?: string;
  rows?: number;
  /** Selects which dots are lit. */
  seed?: number;
  /** Leaves one seat out. */
  missing?: boolean;
}

const STEP = 9;
const FIRST_RADIUS = 34;

export function SeatArcs({ className, rows = 4, seed = 1, missing = false }: Props) {
  const outer = FIRST_RADIUS + (rows - 1) * STEP;
  const size = outer + STEP;
  return (
    <svg viewBox={`${-size} ${-size} ${size * 2} ${size}`} className={className} aria-hidden fill="none">
      {Array.from({ length: rows }, (_, row) => {
        const radius = FIRST_RADIUS + row * STEP;
        const seats = Math.floor((Math.PI * radius) / 8.4);
        const gap = (Math.PI * radius) / seats;
        const lit = (seed * 7919 + row * 104_729 + seed * row * 31) % seats;
        const angle = Math.PI + ((lit + 0.5) * gap) / radius;
        const [x, y] = [radius * Math.cos(angle), radius * Math.sin(angle)];
        return (
          <g key={row} strokeLinecap="round" strokeWidth={5.4}>
            <path
              d={`M ${-radius} 0 A ${radius} ${radius} 0 0 1 ${radius} 0`}
              stroke="currentColor"
              strokeDasharray={`0 ${gap}`}
              strokeDashoffset={-gap / 2}
            />
            {(row % 2 === 1 || missing) && row < 3 && (
              <circle
                cx={x}
                cy={y}
                r={missing ? 3.4 : 2.9}
                strokeWidth={1.4}
                className={missing ? 'fill-paper stroke-paper' : 'fill-accent stroke-accent'}
              />
            )}
          </g>
        );
      })}
    </svg>
  );
}

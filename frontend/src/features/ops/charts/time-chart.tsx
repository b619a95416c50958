import { useEffect, useEffectEvent, useRef, useState } from 'react';
import type uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Figure } from '@/features/ops/metrics/figures';
import type { Point } from '@/features/ops/metrics/history';
import { formatClock } from '@/features/ops/format';
import { cx } from '@/shared/lib/cx';
import { useLanguage } from '@/shared/ui/use-language';
import { useThemeVersion } from './colours';
import { plot, type Line } from './plot';

export interface Series {
  readonly figure: Figure;
  readonly name: string;
}

interface Props {
  title: string;
  points: readonly Point[];
  series: readonly Series[];
  format: (value: number) => string;
  minScale: number;
  alarm: string | null;
}

const HEIGHT = 92;

/** The first line is the main one; the others differ by dash as well as by colour. */
const LINES: readonly (Line & { swatch: string })[] = [
  { ink: 'ink', swatch: 'border-ink border-solid' },
  { ink: 'accent', dash: [5, 3], swatch: 'border-accent border-dashed' },
  { ink: 'tier-2', dash: [1.5, 3], swatch: 'border-tier-2 border-dotted' },
];

/** A chart of figures over the last minutes. Its legend shows the newest values, or those under the pointer. */
export function TimeChart({ title, points, series, format, minScale, alarm }: Props) {
  const language = useLanguage();
  const appearance = useThemeVersion();
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<uPlot | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const lines = series.length;

  const data = useEffectEvent((): uPlot.AlignedData => [
    points.map(({ at }) => at / 1000),
    ...series.map(({ figure }) => points.map(({ figures }) => figures[figure])),
  ]);
  const write = useEffectEvent(format);

  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = plot(element, data(), {
      lines: LINES.slice(0, lines),
      format: (value) => write(value),
      clock: (ms) => formatClock(ms, language).slice(0, 5),
      minScale,
      height: HEIGHT,
      onPoint: setPointed,
    });
    chart.current = made;
    const size = new ResizeObserver(() => {
      if (element.clientWidth > 0) made.setSize({ width: element.clientWidth, height: HEIGHT });
    });
    size.observe(element);
    return () => {
      size.disconnect();
      made.destroy();
      chart.current = null;
    };
  }, [appearance, language, minScale, lines]);

  useEffect(() => {
    chart.current?.setData(data());
  }, [points]);

  const shown = pointed === null ? points.at(-1) : points[pointed];
  const words = (figure: Figure) => {
    const value = shown?.figures[figure] ?? null;
    return value === null ? '–' : format(value);
  };
  return (
    <figure className="rounded-2xl border border-line bg-surface px-3 pt-2.5 pb-1">
      <figcaption className="flex flex-wrap items-baseline gap-x-3 text-xs">
        <span className="mr-auto font-semibold text-muted">{title}</span>
        {alarm !== null && <span className="font-semibold text-accent">{alarm}</span>}
        {pointed !== null && shown !== undefined && (
          <span className="text-muted tabular-nums">{formatClock(shown.at, language)}</span>
        )}
      </figcaption>
      <dl className="mt-0.5 mb-1 flex flex-wrap items-baseline gap-x-4">
        {series.map(({ figure, name }, index) => (
          <div key={figure} className="flex items-baseline gap-1.5" data-figure={figure}>
            <dt className="flex items-center gap-1.5 text-xs text-muted">
              <span aria-hidden className={cx('w-3.5 border-t-2', LINES[index]?.swatch)} />
              {name}
            </dt>
            <dd className={cx('font-semibold tabular-nums', index === 0 ? 'text-lg' : 'text-sm')}>
              {words(figure)}
            </dd>
          </div>
        ))}
      </dl>
      {/* The legend above has the same numbers for screen readers. */}
      <div ref={host} aria-hidden className="h-23 overflow-hidden" />
    </figure>
  );
}

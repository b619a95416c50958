/** A uPlot line chart of the last minutes, in this page's style. */
import uPlot from 'uplot';
import { KEEP_MS } from '@/features/ops/metrics/history';
import { readColour, type Ink } from './colours';

export interface Line {
  readonly ink: Ink;
  /** Dashes distinguish lines for readers who can't tell the colours apart. */
  readonly dash?: readonly number[];
}

export interface PlotOptions {
  readonly lines: readonly Line[];
  readonly format: (value: number) => string;
  readonly clock: (ms: number) => string;
  /** The least top of the scale, so that small values look small. */
  readonly minScale: number;
  readonly height: number;
  /** Called with the index of the point under the pointer on any of the charts; null without one. */
  readonly onPoint: (index: number | null) => void;
}

const KEEP_S = KEEP_MS / 1000;

export function plot(host: HTMLElement, data: uPlot.AlignedData, options: PlotOptions): uPlot {
  const axis: uPlot.Axis = {
    stroke: readColour(host, 'muted'),
    font: `10px ${getComputedStyle(host).fontFamily}`,
    grid: { stroke: readColour(host, 'line'), width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
  return new uPlot(
    {
      width: Math.max(1, host.clientWidth),
      height: options.height,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 }, sync: { key: 'ops' } },
      scales: {
        x: { time: true, range: (_plot, _min, max) => [max - KEEP_S, max] },
        y: { range: (_plot, _min, max) => [0, Math.max(max * 1.1, options.minScale)] },
      },
      axes: [
        {
          ...axis,
          size: 18,
          gap: 2,
          space: 70,
          incrs: [60, 120],
          values: (_plot, splits) => splits.map((at) => options.clock(at * 1000)),
        },
        {
          ...axis,
          size: 48,
          gap: 4,
          space: 26,
          values: (_plot, splits) => splits.map((value) => options.format(value)),
        },
      ],
      series: [
        {},
        ...options.lines.map(({ ink, dash }, index): uPlot.Series => ({
          stroke: readColour(host, ink),
          width: 1.75,
          ...(dash !== undefined && { dash: [...dash] }),
          ...(index === 0 && { fill: readColour(host, ink, 10) }),
          points: { show: false },
        })),
      ],
      hooks: {
        setCursor: [
          (chart) => {
            options.onPoint(chart.cursor.idx ?? null);
          },
        ],
      },
    },
    data,
    host,
  );
}

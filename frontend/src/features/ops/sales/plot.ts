/** A uPlot bar chart of a sale's periods, in this page's style. */
import uPlot from 'uplot';
import { readColour } from './colours';

export interface PlotOptions {
  readonly periodSeconds: number;
  readonly number: (value: number) => string;
  /** A label of the time axis, from seconds since the epoch. */
  readonly time: (seconds: number) => string;
  readonly height: number;
  /** Called with the index of the period under the pointer; null without one. */
  readonly onPoint: (index: number | null) => void;
}

/** The least top of the scale, so that a few seats look few. */
const MIN_SCALE = 4;

export function plot(host: HTMLElement, data: uPlot.AlignedData, options: PlotOptions): uPlot {
  const axis: uPlot.Axis = {
    stroke: readColour(host, 'muted'),
    font: `10px ${getComputedStyle(host).fontFamily}`,
    grid: { stroke: readColour(host, 'line'), width: 1 },
    ticks: { show: false },
    border: { show: false },
  };
  const half = options.periodSeconds / 2;
  return new uPlot(
    {
      width: Math.max(1, host.clientWidth),
      height: options.height,
      legend: { show: false },
      cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
      scales: {
        x: { time: true, range: (_plot, min, max) => [min - half, max + half] },
        y: { range: (_plot, _min, max) => [0, Math.max(max * 1.1, MIN_SCALE)] },
      },
      axes: [
        {
          ...axis,
          size: 18,
          gap: 2,
          space: 90,
          incrs: [1, 2, 5, 10, 20, 50].map((periods) => periods * options.periodSeconds),
          values: (_plot, splits) => splits.map((at) => options.time(at)),
        },
        {
          ...axis,
          size: 48,
          gap: 4,
          space: 26,
          // Seats are whole.
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000],
          values: (_plot, splits) => splits.map((value) => options.number(value)),
        },
      ],
      series: [
        {},
        {
          stroke: readColour(host, 'good'),
          fill: readColour(host, 'good', 60),
          width: 1,
          points: { show: false },
          ...(uPlot.paths.bars !== undefined && { paths: uPlot.paths.bars({ size: [0.8, 40] }) }),
        },
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

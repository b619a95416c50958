/** The last minutes of metrics: recent scrapes, and the points computed from them. Pure. */
import { FIGURES, figures, routes, type Figures, type RouteFigures } from './figures';
import type { Scrape } from './parse';

/** How long a point stays on the charts. */
export const KEEP_MS = 5 * 60_000;
/** The period that a point averages: a shorter one is noisy, a longer one lags. */
const AVERAGE_MS = 10_000;
/** The route table covers a longer period, so that rarely used routes don't flicker. */
const ROUTES_MS = 60_000;
/** A longer gap between scrapes (hidden tab, server down) breaks the line instead of being drawn across. */
const GAP_MS = 12_000;

interface Frame {
  readonly at: number;
  readonly scrape: Scrape;
}

export interface Point {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly figures: Figures;
}

export interface History {
  readonly frames: readonly Frame[];
  readonly points: readonly Point[];
  readonly routes: readonly RouteFigures[];
}

export const NO_HISTORY: History = { frames: [], points: [], routes: [] };

const NOTHING = Object.fromEntries(FIGURES.map((figure) => [figure, null])) as Figures;

export function record(history: History, at: number, scrape: Scrape): History {
  const points = history.points.filter((point) => at - point.at <= KEEP_MS);
  const last = history.frames.at(-1);
  if (last === undefined || at - last.at > GAP_MS || at <= last.at) {
    const broken = points.length === 0 ? points : [...points, { at, figures: NOTHING }];
    return { frames: [{ at, scrape }], points: broken, routes: history.routes };
  }
  const frames = [...history.frames.filter((frame) => at - frame.at <= ROUTES_MS), { at, scrape }];
  const recent = from(frames, at - AVERAGE_MS) ?? last;
  const old = frames[0] ?? last;
  const seconds = (frame: Frame) => (at - frame.at) / 1000;
  return {
    frames,
    points: [...points, { at, figures: figures(recent.scrape, scrape, seconds(recent)) }],
    routes: routes(old.scrape, scrape, seconds(old)),
  };
}

/** The oldest frame at or after `at`. */
function from(frames: readonly Frame[], at: number): Frame | undefined {
  return frames.find((frame) => frame.at >= at);
}

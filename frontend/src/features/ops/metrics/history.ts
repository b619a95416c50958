/** The last minutes of the metrics, in memory: what was scraped lately, and the points that were made of it. Pure. */
import { FIGURES, figures, routes, type Figures, type RouteFigures } from './figures';
import type { Scrape } from './parse';

/** How long a point stays on the charts. */
export const KEEP_MS = 5 * 60_000;
/** A point is the mean of so long: shorter trembles, longer comes too late. */
const AVERAGE_MS = 10_000;
/** The table of routes looks back further, so that quiet routes don't come and go. */
const ROUTES_MS = 60_000;
/** After so long without a scrape (a hidden tab, a server away) the line is broken, not drawn across. */
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

/** The oldest frame that isn't older than this. */
function from(frames: readonly Frame[], at: number): Frame | undefined {
  return frames.find((frame) => frame.at >= at);
}

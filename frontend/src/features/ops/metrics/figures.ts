/** Computes the dashboard's figures from two scrapes: the points of the charts, and the rows of the route table. */
import { increases, sum, sumBy } from './increase';
import type { Scrape } from './parse';
import { buckets, quantile, quantiles } from './quantile';

const REQUESTS = 'holdfast_http_request_seconds';
const ORDERS = 'holdfast_order_seconds';
const HOLDS = 'holdfast_holds_total';
const PAYMENTS = 'holdfast_payment_call_seconds';
const FEED = 'holdfast_feed_delay_seconds';
const CLIENTS = 'holdfast_stream_clients';

/** Buyers' requests: those of operators and probes don't count as traffic. */
const BUYER_ROUTES = { route: /^\/api\/(?!admin|metrics|healthz|readyz)/ };

const HOLD = { method: 'POST', route: '/api/reservations', status: /^[24]xx$/ };
const ORDER = { method: 'POST', route: '/api/orders' };
const SEATS = { method: 'GET', route: '/api/events/{eventId}/seats' };

export type Figures = Readonly<Record<Figure, number | null>>;

/** Rates are per second, durations in seconds; null where nothing was measured. */
export const FIGURES = [
  'confirmed',
  'cancelled',
  'refunded',
  'orderP50',
  'orderP95',
  'held',
  'conflicts',
  'otherRefusals',
  'requests',
  'refused',
  'failed',
  'holdP95',
  'placeP95',
  'seatsP95',
  'authoriseP95',
  'captureP95',
  'paymentFailures',
  'clients',
  'feedP50',
  'feedP95',
] as const;
export type Figure = (typeof FIGURES)[number];

export function figures(before: Scrape, after: Scrape, seconds: number): Figures {
  const gained = increases(before, after);
  const rate = (...of: Parameters<typeof sum> extends [unknown, ...infer Rest] ? Rest : never) =>
    sum(gained, ...of) / seconds;
  const p95 = (name: string, where = {}) => quantile(0.95, buckets(gained, name, where));
  const orders = quantiles(gained, ORDERS, { p50: 0.5, p95: 0.95 });
  const feed = quantiles(gained, FEED, { p50: 0.5, p95: 0.95 });
  return {
    confirmed: rate(`${ORDERS}_count`, { status: 'CONFIRMED' }),
    cancelled: rate(`${ORDERS}_count`, { status: 'CANCELLED' }),
    refunded: rate(`${ORDERS}_count`, { status: 'REFUNDED' }),
    orderP50: orders.p50,
    orderP95: orders.p95,
    held: rate(HOLDS, { outcome: 'held' }),
    conflicts: rate(HOLDS, { outcome: 'conflict' }),
    otherRefusals: rate(HOLDS, { outcome: /^(?!held$|conflict$)/ }),
    requests: rate(`${REQUESTS}_count`, BUYER_ROUTES),
    refused: rate(`${REQUESTS}_count`, { ...BUYER_ROUTES, status: '4xx' }),
    failed: rate(`${REQUESTS}_count`, { ...BUYER_ROUTES, status: '5xx' }),
    holdP95: p95(REQUESTS, HOLD),
    placeP95: p95(REQUESTS, ORDER),
    seatsP95: p95(REQUESTS, SEATS),
    authoriseP95: p95(PAYMENTS, { call: 'authorise' }),
    captureP95: p95(PAYMENTS, { call: 'capture' }),
    paymentFailures: rate(`${PAYMENTS}_count`, { outcome: /^(unknown|rejected|shut_out)$/ }),
    clients: sum(after.values(), CLIENTS),
    feedP50: feed.p50,
    feedP95: feed.p95,
  };
}

export interface RouteFigures {
  readonly method: string;
  readonly route: string;
  readonly perSecond: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  /** Shares of the route's responses, from 0 to 1. */
  readonly refused: number;
  readonly failed: number;
}

/** Every route that was requested, busiest first. */
export function routes(before: Scrape, after: Scrape, seconds: number): RouteFigures[] {
  const gained = increases(before, after).filter(({ name }) => name.startsWith(REQUESTS));
  const table: RouteFigures[] = [];
  for (const [route, all] of sumBy(gained, `${REQUESTS}_count`, 'route')) {
    if (all === 0) continue;
    const own = gained.filter(({ labels }) => labels['route'] === route);
    for (const [method, count] of sumBy(own, `${REQUESTS}_count`, 'method')) {
      if (count === 0) continue;
      table.push({
        method,
        route,
        perSecond: count / seconds,
        ...quantiles(own, REQUESTS, { p50: 0.5, p95: 0.95, p99: 0.99 }, { method }),
        refused: sum(own, `${REQUESTS}_count`, { method, status: '4xx' }) / count,
        failed: sum(own, `${REQUESTS}_count`, { method, status: '5xx' }) / count,
      });
    }
  }
  return table.sort((a, b) => b.perSecond - a.perSecond || a.route.localeCompare(b.route));
}

/**
 * A page whose contents never change, for pictures: fixed answers in place of the API, a fixed time, and fonts from
 * npm in place of the system's.
 */
import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import type { EventView, Order, Reservation, SeatMap, SessionView, Ticket } from '@/shared/api/types';
import { operatorsAnswer } from './frozen-ops';

const NOW = Date.parse('2030-05-02T09:00:00Z');
const at = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

const EVENT: EventView = {
  id: 12,
  title: '한강 불꽃 콘서트 · Fireworks over the Han',
  venue: '잠실 올림픽주경기장 · Seoul Olympic Stadium',
  startsAt: '2030-06-10T10:00:00Z',
  timeZone: 'Asia/Seoul',
  salesOpenAt: '2030-05-01T09:00:00Z',
  salesCloseAt: '2030-06-10T10:00:00Z',
  status: 'ON_SALE',
  currency: 'KRW',
  priceFrom: 99_000,
  seatsTotal: 640,
  seatsAvailable: 612,
};

const EVENTS: EventView[] = [
  EVENT,
  { ...EVENT, id: 13, title: 'Last seats', seatsTotal: 200, seatsAvailable: 7, priceFrom: 45_000 },
  { ...EVENT, id: 14, title: 'Sold out long ago', seatsAvailable: 0 },
];

const SECTIONS = [
  { name: 'Floor', rows: 8, cols: 20, price: 165_000 },
  { name: 'Lower stand', rows: 8, cols: 28, price: 132_000 },
  { name: 'Upper stand', rows: 8, cols: 32, price: 99_000 },
];

function seatMap(): SeatMap {
  const seats: SeatMap['seats'] = [];
  let r = 0;
  for (const { name, rows, cols, price } of SECTIONS)
    for (let row = 0; row < rows; row += 1) {
      r += 1;
      for (let c = 1; c <= cols; c += 1) {
        const id = seats.length + 1;
        const status = id % 41 === 0 ? 'HELD' : id % 53 === 0 ? 'SOLD' : 'AVAILABLE';
        seats.push({ id, label: `${String.fromCharCode(64 + r)}-${c}`, r, c, section: name, price, status });
      }
    }
  return { eventId: EVENT.id, version: 1, rows: r, cols: 32, seats };
}

const SEATS = [9, 10, 11].map((id) => ({ id, label: `A-${id}`, section: 'Floor', price: 165_000 }));

const HOLD: Reservation = {
  eventId: EVENT.id,
  holdToken: 'hold',
  seatIds: SEATS.map(({ id }) => id),
  expiresAt: at(100),
  expiresInSeconds: 100,
  holdSeconds: 120,
};

const TICKETS: Ticket[] = SEATS.map(({ id, label }) => ({
  seatId: id,
  label,
  code: `0123456789ABCDEF00${id.toString(16).toUpperCase().padStart(2, '0')}`,
}));

const WITHOUT_TICKETS: Order = {
  orderId: '11111111-1111-4111-8111-111111111111',
  status: 'CONFIRMED',
  paymentStatus: 'CAPTURED',
  eventId: EVENT.id,
  seatIds: SEATS.map(({ id }) => id),
  amount: 495_000,
  currency: 'KRW',
  createdAt: at(-60),
  updatedAt: at(-30),
};

const ORDER: Order = { ...WITHOUT_TICKETS, tickets: TICKETS };

/** The orders, by id. */
const ORDERS: Record<string, Order> = {
  [ORDER.orderId]: ORDER,
  ...Object.fromEntries(
    (
      [
        ['2', { status: 'PENDING', paymentStatus: 'PENDING' }],
        ['3', { status: 'REFUNDED', paymentStatus: 'REFUNDED', reason: 'CUSTOMER_CANCELLED' }],
      ] as const
    ).map(([digit, part]) => {
      const orderId = ORDER.orderId.slice(0, -1) + digit;
      return [orderId, { ...WITHOUT_TICKETS, orderId, ...part }];
    }),
  ),
};

/** Events before and after their sale, and an order whose payment was declined: not in the list, nor among the orders. */
export const SCHEDULED = 15;
export const CLOSED = 16;
const OTHERS: EventView[] = [
  { ...EVENT, id: SCHEDULED, status: 'SCHEDULED', salesOpenAt: at(86_400) },
  { ...EVENT, id: CLOSED, status: 'CLOSED', salesCloseAt: at(-60) },
];
const CANCELLED: Order = {
  ...WITHOUT_TICKETS,
  orderId: ORDER.orderId.slice(0, -1) + '4',
  status: 'CANCELLED',
  paymentStatus: 'DECLINED',
  reason: 'PAYMENT_DECLINED',
};

export const DECLINED = CANCELLED.orderId;
export const CONFIRMED = ORDER.orderId;
export const PENDING = ORDER.orderId.slice(0, -1) + '2';
export const REFUNDED = ORDER.orderId.slice(0, -1) + '3';

const NOBODY: SessionView = { login: true, account: null, guest: false, scopes: [], csrfToken: null };
const ACCOUNT: SessionView = {
  ...NOBODY,
  account: { name: '김민아 Mina Kim', kind: 'login' },
  csrfToken: 'csrf',
};

/** Refusals of a hold. */
const REFUSALS = {
  TOO_MANY_REQUESTS: { status: 429, headers: { 'retry-after': '12' }, more: {} },
  BUYER_LIMIT: { status: 409, headers: {}, more: { limit: 4, held: 3, wanted: 2 } },
  /** No key begins with so many zeros. */
  PROOF_REQUIRED: {
    status: 428,
    headers: {},
    more: {
      challenge: {
        parameters: {
          algorithm: 'PBKDF2/SHA-256',
          nonce: '00'.repeat(16),
          salt: '00'.repeat(16),
          cost: 5000,
          keyLength: 32,
          keyPrefix: '00'.repeat(16),
          keySignature: '00'.repeat(32),
          expiresAt: NOW / 1000 + 120,
          data: {},
        },
        signature: '00'.repeat(32),
      },
    },
  },
} as const;
export type Refusal = keyof typeof REFUSALS;

/** What the API returns for a path; undefined for what it doesn't know. */
function answer(path: string, account: boolean): unknown {
  if (path === '/api/session') return account ? ACCOUNT : NOBODY;
  if (path === '/api/account/orders') return { items: Object.values(ORDERS), nextCursor: null };
  if (path === '/api/events') return { items: EVENTS, nextCursor: null };
  const [, id, seats] = /^\/api\/events\/(\d+)(\/seats)?$/.exec(path) ?? [];
  const event = [EVENT, ...OTHERS].find((known) => String(known.id) === id);
  if (event !== undefined) return seats === undefined ? event : { ...seatMap(), eventId: event.id };
  if (path === `/api/orders/${DECLINED}`) return CANCELLED;
  if (path === `/api/reservations/${EVENT.id}`) return HOLD;
  return ORDERS[path.replace('/api/orders/', '')] ?? operatorsAnswer(path, Object.values(ORDERS));
}

const FONTS = '/pictures-fonts/';
const FACES = `
  @import '${FONTS}noto-sans-kr/index.css';
  :root {
    --font-sans: 'Noto Sans KR Variable', sans-serif;
    --font-display: 'Bricolage Grotesque Variable', 'Noto Sans KR Variable', sans-serif;
    --font-mono: 'Noto Sans KR Variable', monospace;
  }
`;

interface Frozen {
  held?: boolean | undefined;
  operator?: boolean | undefined;
  account?: boolean | undefined;
  refusal?: Refusal | undefined;
}

/**
 * Must be called before the page is opened. `held`: this browser holds seats of the event. `operator`: an operator is
 * signed in. `account`: an account has logged in. `refusal`: how the API refuses a hold.
 */
export async function freeze(page: Page, options: Frozen = {}): Promise<void> {
  const { held = false, operator = false, account = false, refusal } = options;
  await page.clock.setFixedTime(NOW);
  await page.addInitScript(
    ([hold, orders, token]) => {
      if (token !== null) sessionStorage.setItem('holdfast.ops.token', token);
      if (hold !== null) localStorage.setItem('holdfast.basket.1', hold);
      localStorage.setItem('holdfast.orders.1', orders);
      // Streams stay open and deliver nothing but that they are alive.
      const real = window.fetch.bind(window);
      window.fetch = (input, init) => {
        const url = input instanceof Request ? input.url : String(input);
        if (!url.endsWith('/stream')) return real(input, init);
        const body = new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode('event: LIVE\ndata: {}\n\n'));
          },
        });
        return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }));
      };
    },
    [
      held
        ? JSON.stringify({
            holds: {
              [EVENT.id]: {
                eventId: EVENT.id,
                token: HOLD.holdToken,
                seats: SEATS,
                currency: 'KRW',
                expiresAt: NOW + 100_000,
              },
            },
            ended: {},
          })
        : null,
      JSON.stringify(
        Object.keys(ORDERS).map((orderId) => ({
          orderId,
          eventId: EVENT.id,
          seats: SEATS,
          currency: 'KRW',
          heldAgain: true,
        })),
      ),
      operator ? 'token' : null,
    ] as const,
  );
  await page.route('**/api/**', async (route) => {
    const path = new URL(route.request().url()).pathname;
    const problem = { code: 'EVENT_NOT_FOUND', title: 'Not found', status: 404, traceId: '0'.repeat(32) };
    const contentType = 'application/problem+json';
    if (path === '/api/reservations' && refusal !== undefined) {
      const { status, headers, more } = REFUSALS[refusal];
      return route.fulfill({
        status,
        headers,
        contentType,
        json: { ...problem, code: refusal, status, ...more },
      });
    }
    const body = answer(path, account);
    if (body !== undefined) return route.fulfill({ json: body });
    return route.fulfill({ status: 404, contentType, json: problem });
  });
  await page.route(`**${FONTS}**`, async (route) => {
    const name = new URL(route.request().url()).pathname.slice(FONTS.length);
    if (name === 'faces.css') return route.fulfill({ contentType: 'text/css', body: FACES });
    return route.fulfill({
      contentType: name.endsWith('.css') ? 'text/css' : 'font/woff2',
      body: await readFile(`node_modules/@fontsource-variable/${name}`),
    });
  });
  await page.route('**/*', async (route) => {
    if (route.request().resourceType() !== 'document') return route.fallback();
    const response = await route.fetch();
    const html = await response.text();
    const link = `<link rel="stylesheet" href="${FONTS}faces.css" /></head>`;
    return route.fulfill({ response, body: html.replace('</head>', link) });
  });
}

/** Waits for the fonts. The canvas isn't drawn again when one arrives, so a change of theme draws it. */
export async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    // A picture before the fonts are used would wait for none.
    await frame();
    for (let round = 0; round < 2; round += 1) {
      await document.fonts.ready;
      document.documentElement.dataset['theme'] = 'light';
      await frame();
      await frame();
    }
  });
}

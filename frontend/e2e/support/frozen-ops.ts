/** Fixed answers of the operators' routes, for pictures. */
import type { components } from '@/shared/api/schema';
import type { Order, Sales, SalesPeriods } from '@/shared/api/types';

type Schemas = components['schemas'];

const OVERVIEW: Schemas['Overview'] = {
  orders: [
    { state: 'PENDING', orders: 3 },
    { state: 'CONFIRMED', orders: 1204 },
    { state: 'REFUNDED', orders: 31 },
    { state: 'CANCELLED', orders: 87 },
  ],
  stuck: [
    {
      orderId: '99999999-1111-4111-8111-111111111111',
      eventId: 12,
      state: 'PENDING',
      paymentStatus: 'PENDING',
      createdAt: '2030-05-02T08:55:00Z',
      updatedAt: '2030-05-02T08:55:00.110Z',
      workflow: 'http://temporal.example/workflows/order-99999999',
    },
  ],
  temporalUi: 'http://temporal.example',
};

const FIGURES: Schemas['FiguresView'] = {
  processes: 4,
  figures: {
    confirmed: 41.5,
    cancelled: 0.2,
    refunded: 0,
    orderP50: 0.018,
    orderP95: 0.024,
    held: 44,
    conflicts: 3.1,
    otherRefusals: 0,
    requests: 210.4,
    refused: 3.3,
    failed: 0,
    holdP95: 0.004,
    placeP95: 0.0061,
    seatsP95: 0.003,
    authoriseP95: 0.0042,
    captureP95: 0.0039,
    paymentFailures: 0.3,
    clients: 812,
    feedP50: 0.004,
    feedP95: null,
  },
  routes: [
    {
      method: 'GET',
      route: '/api/orders/{orderId}',
      perSecond: 121.7,
      p50: 0.001,
      p95: 0.002,
      p99: 0.004,
      refused: 0,
      failed: 0,
    },
    {
      method: 'POST',
      route: '/api/reservations',
      perSecond: 47.1,
      p50: 0.002,
      p95: 1.2,
      p99: 2.4,
      refused: 0.066,
      failed: 0.001,
    },
  ],
};

function sales(eventId: number): Sales {
  return {
    eventId,
    currency: 'KRW',
    seatsTotal: 640,
    seatsHeld: 15,
    seatsSold: 13,
    sections: [
      { name: 'Floor', price: 165_000, seatsTotal: 160, seatsHeld: 3, seatsSold: 10 },
      { name: 'Lower stand', price: 132_000, seatsTotal: 224, seatsHeld: 12, seatsSold: 3 },
      { name: 'Upper stand', price: 99_000, seatsTotal: 256, seatsHeld: 0, seatsSold: 0 },
    ],
    orders: [
      { state: 'PENDING', orders: 1, amount: 165_000 },
      { state: 'CONFIRMED', orders: 5, amount: 2_046_000 },
    ],
  };
}

function periods(eventId: number): SalesPeriods {
  const sold = [3, 0, 5, 2, 0, 1, 0, 2];
  return {
    eventId,
    currency: 'KRW',
    periodSeconds: 60,
    periods: sold.flatMap((seats, minute) =>
      seats === 0 ? [] : [{ start: `2030-05-02T08:5${minute}:00Z`, seats, amount: seats * 165_000 }],
    ),
  };
}

/** What the API returns to an operator for a path; undefined for what isn't his alone. */
export function operatorsAnswer(path: string, orders: readonly Order[]): unknown {
  if (path === '/api/admin/overview') return OVERVIEW;
  if (path === '/api/admin/figures') return FIGURES;
  if (path === '/api/orders') return { items: orders, nextCursor: null };
  const [, id, over] = /^\/api\/admin\/events\/(\d+)\/sales(\/periods)?$/.exec(path) ?? [];
  if (id === undefined) return undefined;
  return over === undefined ? sales(Number(id)) : periods(Number(id));
}

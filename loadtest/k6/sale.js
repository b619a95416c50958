// What the scripts share: an event of their own, the requests of a buyer, the thresholds, and the count of seats that
// were sold twice. Settings come from the environment, as `infra/dev env` prints them.
import http from 'k6/http';
import exec from 'k6/execution';
import { check, fail, sleep } from 'k6';
import { Counter, Rate, Trend } from 'k6/metrics';

const API = `${__ENV.API_URL || 'http://127.0.0.1:18080'}/api`;
const ADMIN = { Authorization: `Bearer ${__ENV.ADMIN_TOKEN}` };
const HOLD_SECONDS = 30;
const SEATS_IN_A_ROW = 100;
// A buyer whose seats are taken tries others, so often at most.
const TRIES = 3;
// An order without an end after this counts as one that never ends.
const MOST_SECONDS_TO_END = 60;
// Of ten payments, seven are approved at once, one is slow, one waits for a callback, one is declined.
const PAYMENT_METHODS = [...Array(7).fill('sim_approve'), 'sim_delay_200', 'sim_pending_300', 'sim_decline'];

// Every request of a buyer but those that are told TOO_BUSY: these wait for their turn on purpose, up to 2 s.
const requestDuration = new Trend('request_duration', true);
// All responses but 2xx, 409, 410 and TOO_BUSY: 409 and 410 only say that another buyer was faster.
const errors = new Rate('errors');
const tooBusy = new Counter('too_busy');
const conflicts = new Counter('conflicts');
const confirmed = new Counter('orders_confirmed');
// From the first POST /orders until its buyer sees CONFIRMED.
const purchaseDuration = new Trend('purchase_duration', true);
const oversold = new Counter('oversold');
const unfinished = new Counter('orders_unfinished');

export const thresholds = {
  request_duration: ['p(95)<300'],
  // The summary shows an operation only if it has a threshold. An order may wait for its turn, up to 2 s.
  'request_duration{operation:hold}': ['p(95)<300'],
  'request_duration{operation:order}': ['p(95)<2300'],
  errors: ['rate<0.005'],
  oversold: ['count==0'],
  orders_unfinished: ['count==0'],
};

// Beside an arrival rate: iterations that couldn't start, since every VU was busy, would hide a stall.
export const openLoopThresholds = { ...thresholds, dropped_iterations: ['count==0'] };

export function createEvent(title, seats) {
  const response = http.post(
    `${API}/admin/events`,
    JSON.stringify({
      title,
      venue: 'k6',
      startsAt: new Date(Date.now() + 30 * 86_400_000).toISOString(),
      currency: 'KRW',
      sections: [{ name: 'All', rows: Math.ceil(seats / SEATS_IN_A_ROW), cols: SEATS_IN_A_ROW, price: 50000 }],
    }),
    { headers: { ...ADMIN, 'Content-Type': 'application/json' } },
  );
  if (response.status !== 201) fail(`the event was refused: ${response.status} ${response.body}`);
  return { eventId: response.json('id'), seats: Math.ceil(seats / SEATS_IN_A_ROW) * SEATS_IN_A_ROW };
}

// Compares all orders of the event, and closes it. k6 counts `oversold` and `orders_unfinished` in the thresholds.
export function auditAndClose({ eventId }) {
  let orders = listOrders(eventId);
  const patience = Date.now() + 30_000;
  while (orders.some((order) => order.status === 'PENDING') && Date.now() < patience) {
    sleep(0.5);
    orders = listOrders(eventId);
  }
  const owners = new Map();
  let twice = 0;
  for (const order of orders.filter((order) => order.status === 'CONFIRMED')) {
    for (const seat of order.seatIds) {
      if (owners.has(seat)) {
        twice += 1;
        console.error(`seat ${seat} is in the orders ${owners.get(seat)} and ${order.orderId}`);
      }
      owners.set(seat, order.orderId);
    }
  }
  const map = http.get(`${API}/events/${eventId}/seats`).json('seats');
  const sold = map.filter((seat) => seat.status === 'SOLD').length;
  if (sold !== owners.size) {
    twice += Math.abs(sold - owners.size);
    console.error(`${sold} seats are SOLD on the map, and ${owners.size} are in CONFIRMED orders`);
  }
  oversold.add(twice);
  unfinished.add(orders.filter((order) => order.status === 'PENDING').length);
  http.del(`${API}/admin/events/${eventId}`, null, { headers: ADMIN });
}

function listOrders(eventId) {
  const orders = [];
  for (let cursor = ''; cursor !== null;) {
    const response = http.get(`${API}/orders?eventId=${eventId}&limit=100${cursor}`, { headers: ADMIN });
    if (response.status !== 200) fail(`the orders can't be listed: ${response.status} ${response.body}`);
    const page = response.json();
    orders.push(...page.items);
    cursor = page.nextCursor ? `&cursor=${page.nextCursor}` : null;
  }
  return orders;
}

export function browse({ eventId }) {
  sent('event', http.get(`${API}/events/${eventId}`, named('event')));
  think();
  sent('seats', http.get(`${API}/events/${eventId}/seats`, named('seats')));
}

// Holds one to four seats side by side, or others if these are taken. Returns the hold, or null.
export function hold({ eventId, seats }) {
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const count = 1 + Math.floor(Math.random() * 4);
    const first = 1 + Math.floor(Math.random() * (seats - count + 1));
    const seatIds = Array.from({ length: count }, (_, index) => first + index);
    const response = sent(
      'hold',
      http.post(`${API}/reservations`, JSON.stringify({ eventId, seatIds, holdSeconds: HOLD_SECONDS }), named('hold')),
    );
    if (response.status === 201) return response.json();
    if (response.status !== 409) return null;
    think();
  }
  return null;
}

export function release(held) {
  const parameters = named('release', { 'Hold-Token': held.holdToken });
  sent('release', http.del(`${API}/reservations/${held.eventId}`, null, parameters));
}

// Orders a hold and follows the order to its end. Returns the order, or null if it was refused.
export function order(held) {
  const begun = Date.now();
  const parameters = named('order', { 'Hold-Token': held.holdToken, 'Idempotency-Key': crypto.randomUUID() });
  const paymentMethod = PAYMENT_METHODS[Math.floor(Math.random() * PAYMENT_METHODS.length)];
  const body = JSON.stringify({ eventId: held.eventId, seatIds: held.seatIds, paymentMethod });
  const left = () => begun + MOST_SECONDS_TO_END * 1000 - Date.now();
  let response = sent('order', http.post(`${API}/orders`, body, parameters));
  // A repeat with the same key is the same order.
  while ((response.status === 0 || response.status >= 500) && left() > 0) {
    sleep(Number(response.headers['Retry-After'] || 0.5));
    response = sent('order', http.post(`${API}/orders`, body, parameters));
  }
  if (response.status < 200 || response.status >= 300) return null;
  let now = response.json();
  for (let pause = 0.3; now.status === 'PENDING' && left() > 0; pause = Math.min(2, pause * 2)) {
    sleep(pause * (0.75 + Math.random() / 2));
    response = sent('poll', http.get(`${API}/orders/${now.orderId}`, named('poll')));
    if (response.status === 200) now = response.json();
  }
  if (now.status === 'CONFIRMED') {
    confirmed.add(1);
    purchaseDuration.add(Date.now() - begun);
  }
  return now;
}

export function buy(event) {
  const held = hold(event);
  if (held === null) return null;
  think();
  return order(held);
}

export function think() {
  sleep(0.2 + Math.random() * 0.4);
}

export function requireSuccess(name, value) {
  if (!check(value, { [name]: (value) => value !== null })) exec.test.fail(`${name}: failed`);
}

// A tag instead of the URL: URLs with ids would make one metric for each order.
function named(name, headers = {}) {
  return { headers: { 'Content-Type': 'application/json', ...headers }, tags: { name } };
}

let hasWarned = false;

function sent(operation, response) {
  const isProblem = (response.headers['Content-Type'] || '').startsWith('application/problem+json');
  const isBusy = response.status === 503 && isProblem && response.json('code') === 'TOO_BUSY';
  const isConflict = response.status === 409 || response.status === 410;
  const isError = !isBusy && !isConflict && (response.status < 200 || response.status >= 300);
  errors.add(isError, { operation });
  if (isBusy) tooBusy.add(1);
  if (isConflict) conflicts.add(1);
  if (!isBusy && response.status !== 0) requestDuration.add(response.timings.duration, { operation });
  // Once for each VU: thousands fail in the same way.
  if (isError && !hasWarned) console.warn(`${operation}: ${response.status} ${response.error || response.body}`);
  hasWarned ||= isError;
  return response;
}

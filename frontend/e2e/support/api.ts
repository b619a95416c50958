/** Direct API calls of other users: operators who create events, buyers who hold and release seats. */
import createClient from 'openapi-fetch';
import type { components, paths } from '@/shared/api/schema';
import { ADMIN_TOKEN, API_URL } from './environment';

export type Event = components['schemas']['EventView'];
type Section = components['schemas']['SectionRequest'];

const api = createClient<paths>({ baseUrl: API_URL });
const admin = { Authorization: `Bearer ${ADMIN_TOKEN}` };

interface More {
  startsAt?: string;
  timeZone?: string;
  salesOpenAt?: string;
  seatsPerBuyer?: number;
}

/** By default on sale, in 40 days, in Seoul. */
export async function createEvent(title: string, sections: Section[], more: More = {}): Promise<Event> {
  const body = {
    title,
    venue: 'Test hall',
    startsAt: new Date(Date.now() + 40 * 86_400_000).toISOString(),
    timeZone: 'Asia/Seoul',
    currency: 'KRW',
    sections,
    ...more,
  };
  const { data, error } = await api.POST('/api/admin/events', { body, headers: admin });
  if (data === undefined) throw new Error(`creating the event failed: ${JSON.stringify(error)}`);
  return data;
}

export async function closeEvent(eventId: number): Promise<void> {
  await api.DELETE('/api/admin/events/{eventId}', { params: { path: { eventId } }, headers: admin });
}

/** Holds seats as another buyer; null when they are taken. */
export async function holdAs(eventId: number, seatIds: number[]): Promise<string | null> {
  const { data } = await api.POST('/api/reservations', { params: {}, body: { eventId, seatIds } });
  return data?.holdToken ?? null;
}

export async function release(eventId: number, token: string): Promise<void> {
  await api.DELETE('/api/reservations/{eventId}', {
    params: { path: { eventId }, header: { 'Hold-Token': token } },
  });
}

/** The statuses of an event's seats, by id. */
export async function statuses(eventId: number): Promise<Map<number, string>> {
  const { data } = await api.GET('/api/events/{eventId}/seats', {
    params: { path: { eventId }, header: {} },
  });
  return new Map(data?.seats.map((seat) => [seat.id, seat.status]));
}

/** Every order of an event. */
export async function ordersOf(eventId: number) {
  const { data } = await api.GET('/api/orders', { params: { query: { eventId } }, headers: admin });
  return data?.items ?? [];
}

/** Cancels or refunds an order, as whoever knows its id can. */
export async function cancelOrder(orderId: string): Promise<void> {
  await api.POST('/api/orders/{orderId}/cancel', { params: { path: { orderId } } });
}

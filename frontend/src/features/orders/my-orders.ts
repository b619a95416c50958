/**
 * The orders made in this browser. The id of an order without an account is its capability, so the list is stored here
 * only. Those of an account are in its own list too; they are removed with its logout.
 */
import * as v from 'valibot';
import { create } from 'zustand';
import type { EventView } from '@/shared/api/types';
import { SEATS, type SeatInfo } from '@/shared/lib/seat';
import { IDENTITIES, type Identity } from '@/shared/session/session';
import { load, onOtherTabChange, save, validItems, type Schema } from '@/shared/lib/storage';

/** What is shown of an order's event. None of it ever changes. */
export type EventNote = Pick<EventView, 'title' | 'venue' | 'startsAt' | 'timeZone'>;

export interface MyOrder {
  readonly orderId: string;
  readonly eventId: number;
  /** Null until the API has been asked. */
  readonly event: EventNote | null;
  readonly seats: readonly SeatInfo[];
  readonly currency: string;
  /** Who has it: who made it, or the account that it was added to. */
  readonly by: Identity;
  /** Holding the seats again was tried once already, whatever the outcome. */
  readonly heldAgain: boolean;
}

const EVENT: Schema<EventNote> = v.object({
  title: v.string(),
  venue: v.string(),
  startsAt: v.pipe(v.string(), v.isoTimestamp()),
  timeZone: v.string(),
});

const MY_ORDER: Schema<MyOrder> = v.object({
  orderId: v.string(),
  eventId: v.number(),
  event: v.fallback(v.nullable(EVENT), null),
  seats: SEATS,
  currency: v.string(),
  by: v.fallback(v.picklist(IDENTITIES), 'anonymous'),
  heldAgain: v.fallback(v.boolean(), false),
});

const STORAGE_KEY = 'holdfast.orders.1';
/** Limits what is stored; the oldest orders are dropped. */
const MAX_ORDERS = 100;

const useStore = create<{ orders: readonly MyOrder[] }>(() => ({ orders: stored() }));

onOtherTabChange(STORAGE_KEY, () => {
  useStore.setState({ orders: stored() });
});

/** Newest first. */
export function useMyOrders(): readonly MyOrder[] {
  return useStore((state) => state.orders);
}

export function useMyOrder(orderId: string): MyOrder | undefined {
  return useStore((state) => state.orders.find((order) => order.orderId === orderId));
}

export function rememberOrder(order: Omit<MyOrder, 'event' | 'heldAgain'>): void {
  const orders = stored();
  if (orders.some((known) => known.orderId === order.orderId)) return;
  write([{ ...order, event: null, heldAgain: false }, ...orders].slice(0, MAX_ORDERS));
}

/** Stores the event with its orders, so that it is asked for once only. */
export function rememberEvent({ id, title, venue, startsAt, timeZone }: EventView): void {
  const orders = stored();
  const lacksIt = (order: MyOrder) => order.eventId === id && order.event === null;
  if (!orders.some(lacksIt)) return;
  const event = { title, venue, startsAt, timeZone };
  write(orders.map((order) => (lacksIt(order) ? { ...order, event } : order)));
}

export function forgetOrder(orderId: string): void {
  write(stored().filter((order) => order.orderId !== orderId));
}

/** The orders have been added to the account. */
export function markInAccount(orderIds: readonly string[]): void {
  write(stored().map((order) => (orderIds.includes(order.orderId) ? { ...order, by: 'account' } : order)));
}

export function forgetAccountOrders(): void {
  write(stored().filter(({ by }) => by !== 'account'));
}

/** True for one caller only, across all tabs: that caller holds the seats again. */
export function claimHoldAgain(orderId: string): boolean {
  const orders = stored();
  if (!orders.some((order) => order.orderId === orderId && !order.heldAgain)) return false;
  write(orders.map((order) => (order.orderId === orderId ? { ...order, heldAgain: true } : order)));
  return true;
}

function write(orders: readonly MyOrder[]): void {
  useStore.setState({ orders });
  save(STORAGE_KEY, orders);
}

function stored(): readonly MyOrder[] {
  return load(STORAGE_KEY, validItems(MY_ORDER), []);
}

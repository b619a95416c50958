/** Orders as "My tickets" keeps them in the browser, without the event, as an earlier release stored them. */
import type { Page } from '@playwright/test';
import { buyAs } from './buy';

interface KeptOrder {
  readonly orderId: string;
  readonly eventId: number;
  readonly seats: readonly { id: number; label: string; section: string; price: number }[];
  readonly currency: string;
  readonly heldAgain: boolean;
}

export function keptOrder(orderId: string, eventId: number, seats: KeptOrder['seats'] = []): KeptOrder {
  return { orderId, eventId, seats, currency: 'KRW', heldAgain: false };
}

/** Buys each of these seats of row A by itself. */
export async function buyEach(
  eventId: number,
  ids: readonly number[],
  { section, price }: { section: string; price: number },
): Promise<KeptOrder[]> {
  const orders = [];
  for (const id of ids) {
    const { orderId } = await buyAs(eventId, [id]);
    orders.push(keptOrder(orderId, eventId, [{ id, label: `A-${id}`, section, price }]));
  }
  return orders;
}

/** Replaces what the browser keeps. The page must be one of the application's. */
export async function keepOrders(page: Page, orders: readonly KeptOrder[]): Promise<void> {
  await page.evaluate((stored) => {
    localStorage.setItem('holdfast.orders.1', JSON.stringify(stored));
  }, orders);
}

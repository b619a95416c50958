/** A network, or a proxy, that lets requests through but no streams. */
import { holdAs } from './support/api';
import { expectConfirmed, holdBest, openEvent, pay, toCheckout } from './support/steps';
import { expect, test } from './support/test';

test('an order is followed to its end when its stream is blocked, and the page says so', async ({
  page,
  event,
}) => {
  await page.route('**/api/orders/*/stream', (route) => route.abort());
  await openEvent(page, event.id);
  await holdBest(page, 1);
  await toCheckout(page);
  await pay(page, 'Confirmed later');
  await expect(page.getByText('We check the order every few seconds.')).toBeVisible();
  await expectConfirmed(page);
  await expect(page.getByText('We check the order every few seconds.')).toHaveCount(0);
});

test('the map loads the seats every few seconds when its stream is blocked, and says so', async ({
  page,
  event,
}) => {
  await page.route('**/api/events/*/seats/stream', (route) => route.abort());
  await page.goto(`/events/${event.id}`);
  await expect(page.locator('[data-freshness="polling"]')).toBeVisible();
  await holdAs(event.id, [1, 2, 3]);
  await expect(page.getByText('93 free · 3 held · 0 sold')).toBeVisible();
});

/** A network, or a proxy, that lets requests through but no streams. */
import { holdAs } from './support/api';
import { expectConfirmed, holdBest, openEvent, pay, toCheckout } from './support/steps';
import { expect, test } from './support/test';

test.describe('an order', () => {
  test.beforeEach(async ({ page, event }) => {
    await page.route('**/api/orders/*/stream', (route) => route.abort());
    await openEvent(page, event.id);
    await holdBest(page, 1);
    await toCheckout(page);
  });

  test('is followed to its end when its stream is blocked, also in another browser', async ({
    page,
    browser,
  }) => {
    await pay(page, 'Confirmed later');
    await expect(page.getByTestId('steps')).toBeVisible();
    const other = await (await browser.newContext()).newPage();
    await other.route('**/api/orders/*/stream', (route) => route.abort());
    await other.goto(page.url());
    await expectConfirmed(page);
    await expectConfirmed(other);
    await other.context().close();
  });

  test('whose stream is blocked says that it is checked every few seconds', async ({ page }) => {
    await pay(page, 'No response');
    await expect(page.getByText('We check the order every few seconds.')).toBeVisible();
    await page.unroute('**/api/orders/*/stream');
    await expect(page.getByText('We check the order every few seconds.')).toHaveCount(0, { timeout: 20_000 });
  });
});

test('the map loads the seats every few seconds when its stream is blocked, and says so', async ({
  page,
  event,
}) => {
  await page.route('**/api/events/*/seats/stream', (route) => route.abort());
  await page.goto(`/events/${event.id}`);
  await expect(page.locator('[data-freshness="polling"]')).toBeVisible();
  await holdAs(event.id, [1, 2, 3]);
  // Not shown on a phone, for want of room.
  await expect(page.getByLabel('Current seat counts')).toHaveText('93 free · 3 held · 0 sold');
});

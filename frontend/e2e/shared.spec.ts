/** An order whose link, or calendar file, has left the browser that bought it. */
import { readFile } from 'node:fs/promises';
import { cancelOrder, ordersOf } from './support/api';
import { expectConfirmed, holdBest, openEvent, pay, toCheckout } from './support/steps';
import { expect, test } from './support/test';

test.beforeEach(async ({ page, event }) => {
  await openEvent(page, event.id);
  await holdBest(page, 1);
  await toCheckout(page);
  await pay(page);
  await expectConfirmed(page);
});

test('the calendar file has an end and a reminder, and not the order’s capability', async ({
  page,
  event,
}) => {
  const [order] = await ordersOf(event.id);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Add to calendar' }).click();
  const file = (await readFile(await (await download).path(), 'utf8')).replaceAll('\r\n ', '');
  expect(order?.orderId).toMatch(/^[0-9a-f-]{36}$/);
  expect(file).not.toContain(order?.orderId);
  expect(file).toContain(`/events/${event.id}`);
  expect(file).toContain('DTEND:');
  expect(file).toContain('BEGIN:VALARM');
});

test('an order that is opened in another browser is read-only until it is claimed', async ({
  page,
  browser,
}) => {
  const other = await (await browser.newContext()).newPage();
  await other.goto(page.url());
  await expectConfirmed(other);
  await expect(other.getByText('This order was made in another browser')).toBeVisible();
  await expect(other.getByRole('button', { name: 'Return the tickets' })).toHaveCount(0);
  await other.getByRole('button', { name: 'It is mine: add it' }).click();
  await expect(other.getByRole('button', { name: 'Return the tickets' })).toBeVisible();
  await other.context().close();
});

test('the owner’s page shows a refund that was made elsewhere', async ({ page, event }) => {
  const [order] = await ordersOf(event.id);
  await cancelOrder(order?.orderId ?? '');
  await expect(page.getByTestId('headline')).toHaveAttribute('data-status', 'REFUNDED', { timeout: 25_000 });
  await expect(page.getByTestId('ticket-code')).toHaveCount(0);
});

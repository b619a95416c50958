import { readFile } from 'node:fs/promises';
import { ordersOf, statuses } from './support/api';
import { expectConfirmed, heldLabels, holdBest, openEvent, pay, seatCell, toCheckout } from './support/steps';
import { expect, test } from './support/test';

test('three seats are found, held and paid for, and become tickets with codes', async ({ page, event }) => {
  await page.goto(`/?q=${encodeURIComponent(event.title)}`);
  await page.getByRole('link', { name: event.title }).click();
  await expect(page.getByRole('heading', { name: event.title })).toBeVisible();
  const labels = await holdBest(page, 3);
  await expect(page.getByRole('timer')).toHaveText(/^(2:00|1:5\d)$/);

  await toCheckout(page);
  await expect(page.getByRole('button', { name: /^Pay/ })).toHaveText('Pay ₩270,000');
  await pay(page);
  await expectConfirmed(page);
  for (const label of labels) await expect(page.getByText(label, { exact: true })).toBeVisible();
  const codes = await page.getByTestId('ticket-code').allTextContents();
  expect(new Set(codes).size).toBe(3);
  await expect(page.getByRole('img', { name: /^QR code/ })).toHaveCount(3);

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Add to calendar' }).click();
  const file = await readFile(await (await download).path(), 'utf8');
  expect(file).toContain('BEGIN:VEVENT');
  expect(file.replaceAll('\r\n ', '')).toContain(labels.join('\\, '));

  const [order] = await ordersOf(event.id);
  expect(order).toMatchObject({ status: 'CONFIRMED', amount: 270_000, paymentStatus: 'CAPTURED' });
  expect([...(await statuses(event.id)).values()].filter((status) => status === 'SOLD')).toHaveLength(3);

  // The order is listed under "My tickets", also after a reload.
  await page.getByRole('link', { name: 'My tickets' }).click();
  await expect(page.getByRole('link', { name: event.title })).toBeVisible();
  await page.reload();
  await expect(page.getByText('Confirmed', { exact: true })).toBeVisible();
});

test('seats are chosen one by one, added to a hold, and released', async ({ page, event }) => {
  await openEvent(page, event.id, 'list');
  await seatCell(page, 'A-3').click();
  await seatCell(page, 'A-9').click();
  await expect(page.getByTestId('chosen').getByRole('listitem')).toHaveCount(2);
  await page.getByRole('button', { name: /^Hold 2 seats/ }).click();
  await expect.poll(() => heldLabels(page)).toEqual(['A-3', 'A-9']);

  await seatCell(page, 'B-9').click();
  await page.getByRole('button', { name: /^Add 1 seat/ }).click();
  await expect.poll(() => heldLabels(page)).toEqual(['A-3', 'A-9', 'B-9']);

  await page.getByRole('button', { name: 'Release seat A-9' }).click();
  await expect.poll(() => heldLabels(page)).toEqual(['A-3', 'B-9']);
  await page.getByRole('button', { name: 'Release all' }).click();
  await expect(page.getByTestId('hold')).toHaveCount(0);
  await expect.poll(async () => new Set((await statuses(event.id)).values())).toEqual(new Set(['AVAILABLE']));
});

test('tickets are returned and refunded', async ({ page, event }) => {
  await openEvent(page, event.id);
  await holdBest(page, 2);
  await toCheckout(page);
  await pay(page);
  await expectConfirmed(page);
  await page.getByRole('button', { name: 'Return the tickets' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Return and refund' }).click();
  await expect(page.getByTestId('headline')).toHaveAttribute('data-status', 'REFUNDED', { timeout: 20_000 });
  await expect.poll(async () => new Set((await statuses(event.id)).values())).toEqual(new Set(['AVAILABLE']));
});

test('an order that is waiting for its payment can be cancelled', async ({ page, event }) => {
  await openEvent(page, event.id);
  await holdBest(page, 1);
  await toCheckout(page);
  await pay(page, 'No response');
  await expect(page.locator('[data-step="payment"]')).toHaveAttribute('data-state', 'now');
  await page.getByRole('button', { name: 'Cancel the order' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel the order' }).click();
  await expect(page.getByTestId('headline')).toHaveAttribute('data-status', 'CANCELLED', { timeout: 20_000 });
  await expect(page.getByText('You cancelled it.')).toBeVisible();
});

test('seats of the same event are bought again while the first order is under way, and after it', async ({
  page,
  event,
}) => {
  await openEvent(page, event.id);
  const first = await holdBest(page, 2);
  await toCheckout(page);
  await pay(page, 'Confirmed later');
  await expect(page.getByTestId('steps')).toBeVisible();
  await page.goBack();
  await expect(page.getByText('Your order is in progress')).toBeVisible();

  // While it is under way, another hold has its own checkout.
  const second = await holdBest(page, 2);
  await toCheckout(page);
  await pay(page, 'Confirmed later');
  await expect(page.getByTestId('steps')).toBeVisible();
  await page.goBack();
  // Neither order's page is open when the orders end.
  await expect(page.getByText('Your order is confirmed').first()).toBeVisible({ timeout: 20_000 });
  await expect(page.getByText('Your order is in progress')).toHaveCount(0, { timeout: 20_000 });

  const third = await holdBest(page, 1);
  await toCheckout(page);
  await pay(page);
  await expectConfirmed(page);
  const orders = await ordersOf(event.id);
  expect(orders.map((order) => order.status)).toEqual(['CONFIRMED', 'CONFIRMED', 'CONFIRMED']);
  expect(new Set([...first, ...second, ...third]).size).toBe(5);
});

import { holdAs, ordersOf } from './support/api';
import { expectConfirmed, holdBest, openEvent, pay, toCheckout } from './support/steps';
import { expect, test } from './support/test';

test.beforeEach(async ({ page, event }) => {
  await openEvent(page, event.id);
});

test('after a declined card the same seats are held again at once, and another payment buys them', async ({
  page,
  event,
}) => {
  const labels = await holdBest(page, 2);
  await toCheckout(page);
  await pay(page, 'Card declined');
  await expect(page.getByText('Your bank declined the payment. Nothing was charged.')).toBeVisible();
  await expect(page.getByText('The same seats are held for you again')).toBeVisible();
  await expect(page.getByText(labels.join(', '), { exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Try another payment' }).click();
  await pay(page);
  await expectConfirmed(page);
  const orders = await ordersOf(event.id);
  expect(orders.map((order) => order.status)).toEqual(['CONFIRMED', 'CANCELLED']);
  expect(orders[0]?.seatIds).toEqual(orders[1]?.seatIds);
});

test('after a declined card the remaining seats are offered if one was taken', async ({ page, event }) => {
  await holdBest(page, 2);
  await toCheckout(page);
  await page.route('**/api/reservations', async (route) => {
    const { seatIds } = route.request().postDataJSON() as { seatIds: number[] };
    await holdAs(event.id, seatIds.slice(0, 1));
    await route.continue();
  });
  await pay(page, 'Card declined');
  await expect(page.getByText(/^Someone else took A-\d+\.$/)).toBeVisible();
  await page.unroute('**/api/reservations');
  await page.getByRole('button', { name: /^Hold A-\d+ again$/ }).click();
  await expect(page.getByText('The same seats are held for you again')).toBeVisible();
});

test('a reload during the payment resumes the same order', async ({ page, event }) => {
  await holdBest(page, 1);
  await toCheckout(page);
  await pay(page, 'Confirmed later');
  await expect(page.getByTestId('steps')).toBeVisible();
  await page.reload();
  await expectConfirmed(page);
  expect(await ordersOf(event.id)).toHaveLength(1);
});

test('a reload before the response has arrived finds the same order', async ({ page, event }) => {
  await holdBest(page, 1);
  await toCheckout(page);
  // The request arrives, but its response is lost.
  await page.route('**/api/orders', async (route) => {
    await route.fetch();
    await route.abort('connectionreset');
  });
  await pay(page);
  await expect(page.getByText('We don’t know yet whether your order arrived')).toBeVisible();
  await page.unroute('**/api/orders');
  await page.reload();
  await expectConfirmed(page);
  expect(await ordersOf(event.id)).toHaveLength(1);
});

test('a network failure and a double click make one order', async ({ page, event, context }) => {
  await holdBest(page, 1);
  await toCheckout(page);
  await context.setOffline(true);
  const button = page.getByRole('button', { name: /^Pay/ });
  await button.dblclick();
  await expect(page.getByText('We don’t know yet whether your order arrived')).toBeVisible();
  await context.setOffline(false);
  await expectConfirmed(page);
  expect(await ordersOf(event.id)).toHaveLength(1);
});

test('the back button doesn’t lead to a second order', async ({ page, event }) => {
  await holdBest(page, 1);
  await toCheckout(page);
  await pay(page, 'Confirmed later');
  await expect(page.getByTestId('steps')).toBeVisible();
  await page.goBack();
  await page.getByRole('link', { name: 'View order status' }).click();
  await expectConfirmed(page);
  expect(await ordersOf(event.id)).toHaveLength(1);
});

test('an order is repeated with the same key when the server is unavailable for a moment', async ({
  page,
  event,
}) => {
  await holdBest(page, 1);
  await toCheckout(page);
  const keys: string[] = [];
  await page.route('**/api/orders', async (route) => {
    keys.push((await route.request().headerValue('idempotency-key')) ?? '');
    if (keys.length > 2) {
      await route.continue();
      return;
    }
    const body = {
      code: 'UNAVAILABLE',
      traceId: 'feedc0de',
      title: '',
      status: 503,
      detail: '',
      instance: '',
      message: '',
      type: '',
    };
    await route.fulfill({ status: 503, json: body, headers: { 'Retry-After': '1' } });
  });
  await pay(page);
  await expect(page.getByText('feedc0de')).toBeVisible();
  await expectConfirmed(page);
  expect(new Set(keys).size).toBe(1);
  expect(await ordersOf(event.id)).toHaveLength(1);
});

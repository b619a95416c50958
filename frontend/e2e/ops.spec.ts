/** The operators' page on a real stack: signing in, creating an event, following its sales, closing them. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { buyAs } from './support/buy';

const TOKEN = process.env['ADMIN_TOKEN'] ?? '';

test.use({ locale: 'en-US', timezoneId: 'Asia/Seoul' });
test.skip(TOKEN === '', 'ADMIN_TOKEN is not set');

async function signIn(page: Page): Promise<void> {
  await page.goto('/ops');
  await page.getByLabel('Admin token').fill(TOKEN);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByRole('heading', { name: 'Events', exact: true })).toBeVisible();
}

/** Creates an event with a small house by the form; returns its id. */
async function createEvent(page: Page, title: string): Promise<number> {
  await page.getByRole('link', { name: 'New event' }).click();
  await page.getByLabel('Title').fill(title);
  await page.getByLabel('Venue').fill('Test hall');
  await page.getByLabel('Start', { exact: true }).fill('2099-05-01T19:30');
  await page.getByLabel('Name').fill('Floor');
  await page.getByLabel('Rows').fill('2');
  await page.getByLabel('Seats per row').fill('5');
  await page.getByLabel('Price').fill('50000');
  await expect(page.getByText('10 seats, worth ₩500,000')).toBeVisible();
  await page.getByRole('button', { name: 'Put on sale now' }).click();
  await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible();
  return Number(new URL(page.url()).searchParams.get('event'));
}

async function expectNoSeriousViolation(page: Page): Promise<void> {
  // Elements are partly transparent while they animate in.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((move) => move.finished)));
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
}

test('a wrong token is refused with an explanation and not stored', async ({ page }) => {
  await page.goto('/ops');
  await expectNoSeriousViolation(page);
  await page.getByLabel('Admin token').fill('not-the-token');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.getByText('Wrong token.')).toBeVisible();
  expect(
    await page.evaluate(() => sessionStorage.length + Number('holdfast.ops.token' in localStorage)),
  ).toBe(0);
});

test('an event is created, its sales are shown live, and it is closed', async ({ page, request }) => {
  await signIn(page);
  const eventId = await createEvent(page, `Ops ${Date.now()}`);
  const seats = (kind: string) => page.locator(`[data-seats=${kind}] dd`).filter({ visible: true });
  const row = page.locator(`li[data-event="${eventId}"]`);
  await expect(seats('free').last()).toHaveText('10');
  // From here on the stream is open and updates the seats.
  await expect(page.locator('[data-freshness=live]')).toBeVisible();

  const { orderId } = await buyAs(eventId, [1, 2]);
  await expect(seats('sold').last()).toHaveText('2');
  await expect(row.locator('[data-seats=sold] dd')).toHaveText('2');
  await expect(page.getByTestId('revenue')).toHaveText('₩100,000');
  await expect(page.locator(`tr[data-order="${orderId}"]`)).toContainText('A-1, A-2');
  await expect(page.locator(`tr[data-order="${orderId}"]`)).toContainText('Confirmed');

  await page.getByLabel('Orders to show').selectOption('CANCELLED');
  await expect(page.getByText('No orders in this state.')).toBeVisible();
  await page.getByLabel('Orders to show').selectOption('CONFIRMED');
  await expect(page.locator(`tr[data-order="${orderId}"]`)).toBeVisible();

  await expect(page.locator('tr[data-section=Floor]').getByRole('cell')).toHaveText([
    'Floor',
    '₩50,000',
    '2',
    '0',
    '8',
  ]);
  await expect(page.getByTestId('over-time')).toHaveText(/^Most at \d\d:\d\d:\d0: 2 seats, ₩100,000$/);
  // All processes report every two seconds.
  await expect(page.locator('[data-figure=requests] dd')).not.toHaveText('–');
  await expect(page.getByText(/\d process(es together)?, over the last 10 seconds/)).toBeVisible();
  // By now the purchase may be more than ten seconds ago.
  expect((await request.post('/api/orders', { data: {} })).status()).toBe(400);
  await expect(page.getByRole('row', { name: /POST \/orders/ })).toBeVisible();
  await expectNoSeriousViolation(page);

  await page.getByRole('button', { name: 'Close sales' }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await expectNoSeriousViolation(page);
  await page.getByRole('alertdialog').getByRole('button', { name: 'Close sales' }).click();
  await expect(page.getByRole('button', { name: 'Close sales' })).toBeHidden();
  const late = await request.post('/api/reservations', { data: { eventId, seatIds: [5] } });
  expect(late.status()).toBe(403);
});

test('an order’s timeline is opened from the list and grows while it is open', async ({ page, request }) => {
  await signIn(page);
  const title = `Timeline ${Date.now()}`;
  const eventId = await createEvent(page, title);
  const { orderId, traceId } = await buyAs(eventId, [1]);
  const entry = (what: string) => page.locator(`li[data-what=${what}]`);

  await page.locator(`tr[data-order="${orderId}"]`).getByRole('link', { name: 'timeline of order' }).click();
  await expect(page.getByRole('heading', { name: 'Timeline', exact: true })).toBeVisible();
  await expect(page.getByText(orderId)).toBeVisible();
  await expect(entry('place_order')).toContainText('Order placed');
  await expect(entry('place_order')).toContainText('Buyer');
  await expect(entry('place_order').getByTitle(traceId)).toBeAttached();
  await expect(entry('sell')).toContainText('confirmed');
  await expect(entry('sell')).toContainText('1 attempt');
  await expectNoSeriousViolation(page);

  expect((await request.post(`/api/orders/${orderId}/cancel`)).status()).toBe(200);
  await expect(entry('cancel_order')).toContainText('Cancellation or refund requested');
  await expect(entry('refund')).toContainText('refunded');

  await page.getByRole('link', { name: 'Back to the dashboard' }).click();
  await expect(page.getByRole('heading', { name: title, exact: true })).toBeVisible();
});

test('an order’s timeline is found by the order’s id', async ({ page }) => {
  await signIn(page);
  const eventId = await createEvent(page, `Find ${Date.now()}`);
  const { orderId } = await buyAs(eventId, [1]);
  const find = async (id: string) => {
    await page.getByLabel('Order ID').fill(id);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
  };

  await find(orderId.slice(0, 8));
  await expect(page.getByRole('alert')).toContainText('An order ID has 36 characters');
  await expect(page.getByLabel('Order ID')).toHaveAccessibleDescription(/An order ID has 36 characters/);
  await expectNoSeriousViolation(page);

  await find(` ${orderId.toUpperCase()} `);
  await expect(page.locator('li[data-what=place_order]')).toBeVisible();
  await page.reload();
  await expect(page.locator('li[data-what=place_order]')).toBeVisible();

  await find('00000000-0000-8000-8000-000000000000');
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.locator('li[data-what=place_order]')).toBeHidden();
});

test('the API’s validation errors are shown at their fields', async ({ page }) => {
  await signIn(page);
  await page.getByRole('link', { name: 'New event' }).click();
  await page.getByRole('button', { name: 'Put on sale now' }).click();
  await expect(page.getByText('Please give a date and a time.')).toBeVisible();
  await expect(page.getByLabel('Title')).toBeFocused();

  await page.getByLabel('Title').fill('Too late');
  await page.getByLabel('Venue').fill('Test hall');
  await page.getByLabel('Start', { exact: true }).fill('2099-05-01T19:30');
  await page.getByLabel('Sales open').fill('2098-05-01T19:30');
  await page.getByLabel('Sales close').fill('2098-05-01T19:00');
  await page.getByLabel('Name').fill('Floor');
  await page.getByLabel('Rows').fill('100001');
  await page.getByLabel('Price').fill('1');
  await page.getByRole('button', { name: 'Announce the sale' }).click();
  await expect(page.getByLabel('Sales close')).toHaveAccessibleDescription(
    /^Sales have to open before they close/,
  );
  await expect(page.getByLabel('Rows')).toHaveAccessibleDescription('From 1 to 100,000.');
  await expectNoSeriousViolation(page);
});

test('a token that is no longer accepted leads back to the sign-in', async ({ page }) => {
  await signIn(page);
  await page.evaluate(() => {
    sessionStorage.setItem('holdfast.ops.token', 'changed-meanwhile');
  });
  await page.reload();
  await expect(page.getByText('Please sign in again')).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.getItem('holdfast.ops.token'))).toBeNull();
});

test('signing out removes the token', async ({ page }) => {
  await signIn(page);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByLabel('Admin token')).toBeVisible();
  expect(await page.evaluate(() => sessionStorage.getItem('holdfast.ops.token'))).toBeNull();
});

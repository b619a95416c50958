import { closeEvent, createEvent, holdAs } from './support/api';
import { expect, test } from './support/test';

test('an event is found by its title, and its number of free seats is updated', async ({ page, event }) => {
  await page.goto('/');
  await page.getByRole('searchbox', { name: 'Search events' }).fill(event.title);
  await expect(page.getByRole('article')).toHaveCount(1);
  await expect(page.getByText('96 of 96 free')).toBeVisible();
  await expect(page).toHaveURL(/[?&]q=/);
  await holdAs(event.id, [1, 2, 3, 4]);
  await expect(page.getByText('92 of 96 free')).toBeVisible();
});

test('a search without results says so and offers all events', async ({ page }) => {
  await page.goto('/?q=no-such-event-anywhere');
  await expect(page.getByRole('heading', { name: /^Nothing matches/ })).toBeVisible();
  await page.getByRole('button', { name: 'Show all events' }).click();
  await expect(page.getByRole('article').first()).toBeVisible();
});

test('the page counts down to the opening of sales, and then opens them without a reload', async ({
  page,
}) => {
  const event = await createEvent(
    `e2e soon ${Date.now()}`,
    [{ name: 'All', rows: 2, cols: 5, price: 1000 }],
    new Date(Date.now() + 6000).toISOString(),
  );
  await page.goto(`/events/${event.id}`);
  await expect(page.getByText(/^Sales open in 0:0\d$/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Best together' })).toBeVisible({ timeout: 15_000 });
  await closeEvent(event.id);
});

test('unknown addresses, events and orders show an error with a next step', async ({ page }) => {
  await page.goto('/no/such/page');
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
  await page.goto('/events/abc');
  await expect(page.getByRole('heading', { name: 'Page not found' })).toBeVisible();
  await page.goto('/events/999999999');
  await expect(page.getByRole('heading', { name: 'Event not found' })).toBeVisible();
  await expect(page.getByText('it identifies exactly this request')).toBeVisible();
  await page.goto('/orders/00000000-0000-8000-8000-000000000000');
  await expect(page.getByRole('heading', { name: 'Order not found' })).toBeVisible();
  await page.getByRole('link', { name: 'Go to my tickets' }).click();
  await expect(page.getByRole('heading', { name: 'No tickets yet' })).toBeVisible();
});

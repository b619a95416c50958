import type { Page } from '@playwright/test';
import { statuses } from './support/api';
import { heldLabels, holdBest, openEvent, toCheckout } from './support/steps';
import { expect, test } from './support/test';

/** Shortens every hold of the page; 5 s is the least that the server allows. */
async function shortHolds(page: Page, holdSeconds = 5): Promise<void> {
  await page.route('**/api/reservations', async (route) => {
    const body = route.request().postDataJSON() as object;
    await route.continue({ postData: JSON.stringify({ ...body, holdSeconds }) });
  });
}

/** The seconds that the countdown shows. */
async function shown(page: Page): Promise<number> {
  const [minutes = NaN, seconds = NaN] = ((await page.getByRole('timer').textContent()) ?? '')
    .split(':')
    .map(Number);
  return minutes * 60 + seconds;
}

test('an expired hold is reported, and the same seats can be held again', async ({ page, event }) => {
  await shortHolds(page);
  await openEvent(page, event.id);
  const labels = await holdBest(page, 2);
  expect(await shown(page)).toBeLessThanOrEqual(5);
  await expect(page.getByRole('timer')).toHaveText('0:02');
  await expect(page.getByText('Your hold has expired')).toBeVisible();
  await expect(page.getByText(`Seats ${labels.join(', ')} are available to everyone again.`)).toBeVisible();
  await expect.poll(async () => new Set((await statuses(event.id)).values())).toEqual(new Set(['AVAILABLE']));
  await page.unroute('**/api/reservations');
  await page.getByRole('button', { name: 'Hold them again' }).click();
  await expect.poll(() => heldLabels(page)).toEqual(labels);
});

test('a hold is extended before it expires', async ({ page, event }) => {
  await shortHolds(page, 10);
  await openEvent(page, event.id);
  await holdBest(page, 1);
  await page.getByRole('button', { name: 'More time' }).click();
  await expect.poll(() => shown(page)).toBeGreaterThan(100);
});

test('the countdown follows the server’s clock even if the local clock is wrong', async ({ page, event }) => {
  await page.addInitScript(() => {
    // One hour fast.
    const now = Date.now.bind(Date);
    Date.now = () => now() + 3_600_000;
  });
  await openEvent(page, event.id);
  await holdBest(page, 1);
  const left = await shown(page);
  expect(left).toBeGreaterThan(110);
  expect(left).toBeLessThanOrEqual(120);
  await page.reload();
  await expect.poll(() => shown(page)).toBeGreaterThan(100);
  expect(await shown(page)).toBeLessThanOrEqual(left);
});

test('a hold that expires in the checkout leads back to the map', async ({ page, event }) => {
  await shortHolds(page, 10);
  await openEvent(page, event.id);
  await holdBest(page, 1);
  await toCheckout(page);
  // The hold alone lasts as long as an assertion waits by default.
  const ended = page.getByRole('heading', { name: 'No seats are held for you here' });
  await expect(ended).toBeVisible({ timeout: 20_000 });
  await page.getByRole('link', { name: 'Back to the seat map' }).click();
  await expect(page.getByText('Your hold has expired')).toBeVisible();
});

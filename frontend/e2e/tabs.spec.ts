import { holdAs } from './support/api';
import { expectLive, heldLabels, holdBest, openEvent } from './support/steps';
import { expect, test } from './support/test';

test('the basket is the same after a reload and in a second tab', async ({ page, event, context }) => {
  await openEvent(page, event.id);
  const labels = await holdBest(page, 2);
  await page.reload();
  await expect.poll(() => heldLabels(page)).toEqual(labels);
  const second = await context.newPage();
  await openEvent(second, event.id);
  await expect.poll(() => heldLabels(second)).toEqual(labels);
  await second.getByRole('button', { name: 'Release all' }).click();
  await expect(page.getByTestId('hold')).toHaveCount(0);
});

test('a hidden tab has no stream, and catches up when it is shown', async ({ page, event }) => {
  await openEvent(page, event.id);
  const closed = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/seats/stream'));
  const setHidden = (hidden: boolean) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await setHidden(true);
  await closed;
  await holdAs(event.id, [1, 2, 3]);
  await expect(page.getByText('96 free · 0 held · 0 sold')).toBeVisible();
  const resumed = page.waitForRequest((request) => request.url().endsWith('/seats/stream'));
  await setHidden(false);
  expect(await (await resumed).headerValue('last-event-id')).toMatch(/^\d+$/);
  await expectLive(page);
  await expect(page.getByText('93 free · 3 held · 0 sold')).toBeVisible();
});

test('a lost connection is shown, and the map catches up afterwards', async ({ page, event, context }) => {
  await openEvent(page, event.id);
  await context.setOffline(true);
  await expect(page.locator('[data-freshness="offline"]')).toBeVisible({ timeout: 40_000 });
  await holdAs(event.id, [1]);
  await context.setOffline(false);
  await expectLive(page);
  await expect(page.getByText('95 free · 1 held · 0 sold')).toBeVisible();
});

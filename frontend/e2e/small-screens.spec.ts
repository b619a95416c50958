import type { Page } from '@playwright/test';
import { boxOf } from './support/pixels';
import { holdBest, openEvent } from './support/steps';
import { expect, test } from './support/test';

async function expectUsableMap(page: Page): Promise<void> {
  const { y, width, height } = await boxOf(page.getByTestId('seat-map'));
  expect(height).toBeGreaterThan(200);
  expect(width).toBeGreaterThan(280);
  expect(y + height).toBeLessThanOrEqual(page.viewportSize()?.height ?? 0);
}

for (const [name, width, height] of [
  ['a landscape phone', 844, 390],
  ['1280 × 800 at 200 %', 640, 400],
  ['1920 × 1080 at 200 %', 960, 540],
] as const) {
  test(`the map has room on ${name}`, async ({ page, event }) => {
    await page.setViewportSize({ width, height });
    await openEvent(page, event.id);
    await expectUsableMap(page);
    await holdBest(page, 2);
    await expectUsableMap(page);
    await page.getByRole('link', { name: 'Check out' }).scrollIntoViewIfNeeded();
    await expect(page.getByRole('link', { name: 'Check out' })).toBeInViewport();
  });
}

test('the map has room on a phone while seats are held', async ({ page, event }) => {
  await page.setViewportSize({ width: 412, height: 839 });
  await openEvent(page, event.id);
  await expectUsableMap(page);
  await holdBest(page, 4);
  await expectUsableMap(page);
});

test('a lost connection doesn’t move the map', async ({ page, event, context }) => {
  await openEvent(page, event.id);
  const before = await boxOf(page.getByTestId('seat-map'));
  await context.setOffline(true);
  await expect(page.locator('[data-freshness="offline"]')).toBeVisible({ timeout: 40_000 });
  expect(await boxOf(page.getByTestId('seat-map'))).toEqual(before);
});

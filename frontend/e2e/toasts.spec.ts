import type { Page } from '@playwright/test';
import { openEvent, seatCell } from './support/steps';
import { expect, test } from './support/test';

/** The names of the controls in view whose middle is under a toast. */
function coveredControls(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const controls = document.querySelectorAll('a, button, input, select, [role=gridcell]');
    return [...controls]
      .filter((control) => {
        if (control.closest('[data-testid=toast]') !== null) return false;
        const { left, top, width, height } = control.getBoundingClientRect();
        const hit = document.elementFromPoint(left + width / 2, top + height / 2);
        return width > 1 && hit?.closest('[data-testid=toast]') != null;
      })
      .map((control) => control.getAttribute('aria-label') ?? control.textContent);
  });
}

test('a toast on the map covers no control, and leaves', async ({ page, event }) => {
  await page.clock.install();
  await openEvent(page, event.id);
  await page.route('**/api/reservations', (route) => route.fulfill({ status: 500, body: '' }));
  await page.getByRole('button', { name: 'Best together' }).click();
  await expect(page.getByTestId('toast')).toBeVisible();
  expect(await coveredControls(page)).toEqual([]);
  await page.clock.runFor(16_000);
  await expect(page.getByTestId('toast')).toHaveCount(0);
});

test('a toast over the list can be scrolled off every seat', async ({ page, event }) => {
  await openEvent(page, event.id, 'list');
  await page.route('**/api/reservations', (route) => route.fulfill({ status: 500, body: '' }));
  await seatCell(page, 'A-1').click();
  await page.getByRole('button', { name: /^Hold 1 seat/ }).click();
  await expect(page.getByTestId('toast')).toBeVisible();
  await page
    .getByTestId('seat-list')
    .locator('[role=grid]')
    .evaluate((grid) => {
      grid.parentElement?.scrollTo(0, grid.scrollHeight);
    });
  expect(await coveredControls(page)).toEqual([]);
});

test('a toast leaves although a finger has touched it', async ({ page, event, isMobile }) => {
  test.skip(!isMobile, 'a finger');
  await page.clock.install();
  await openEvent(page, event.id, 'list');
  await page.route('**/api/reservations', (route) => route.fulfill({ status: 500, body: '' }));
  await page.getByRole('button', { name: 'Best together' }).tap();
  await page.getByTestId('toast').tap();
  await page.clock.runFor(16_000);
  await expect(page.getByTestId('toast')).toHaveCount(0);
});

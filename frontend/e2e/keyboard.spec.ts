import type { Page } from '@playwright/test';
import { expectConfirmed, expectLive } from './support/steps';
import { expect, test } from './support/test';

/** Presses Tab until the focused element's name matches. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  for (let presses = 0; presses < 120; presses += 1) {
    await page.keyboard.press('Tab');
    const focused = page.locator(':focus');
    if ((await focused.count()) === 0) continue;
    const text = await focused.evaluate(
      (element) => element.getAttribute('aria-label') ?? element.textContent,
    );
    if (name.test(text)) return;
  }
  throw new Error(`no element named ${String(name)} got the focus`);
}

test('a purchase works without a mouse', async ({ page, event }) => {
  await page.goto(`/?q=${encodeURIComponent(event.title)}`);
  await expect(page.getByRole('article')).toHaveCount(1);
  await page.keyboard.press('Tab');
  await expect(page.locator(':focus')).toHaveText('Skip to content');
  await page.keyboard.press('Enter');
  await tabTo(page, /^e2e a purchase/);
  await page.keyboard.press('Enter');
  await expectLive(page);

  // A button group is one tab stop; arrow keys move within it.
  await tabTo(page, /^Map$/);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('seat-list')).toBeVisible();
  await tabTo(page, /^Row B/);
  await page.keyboard.press('Enter');
  await tabTo(page, /^Seat B-4,/);
  await page.keyboard.press('Space');
  await expect(page.getByTestId('chosen').getByRole('listitem')).toHaveCount(2);
  await tabTo(page, /^Hold 2 seats/);
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('hold')).toBeVisible();
  await tabTo(page, /^Check out$/);
  await page.keyboard.press('Enter');

  await expect(page.getByRole('heading', { name: 'Checkout' })).toBeVisible();
  await page.getByRole('radio', { name: 'Approved at once' }).focus();
  await page.keyboard.press('ArrowDown');
  await expect(page.getByRole('radio', { name: 'Card declined' })).toBeChecked();
  await page.keyboard.press('ArrowUp');
  await tabTo(page, /^Pay/);
  await page.keyboard.press('Enter');
  await expectConfirmed(page);
});

test('the map can be zoomed by keys', async ({ page, event }) => {
  await page.goto(`/events/${event.id}`);
  await expectLive(page);
  await page.getByRole('button', { name: 'Zoom in' }).focus();
  const before = await page.getByTestId('seat-map').screenshot();
  await page.keyboard.press('+');
  await expect.poll(async () => before.equals(await page.getByTestId('seat-map').screenshot())).toBe(false);
});

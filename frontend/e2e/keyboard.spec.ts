import type { Page } from '@playwright/test';
import { Ear } from './support/ear';
import {
  expectConfirmed,
  expectLive,
  heldLabels,
  openEvent,
  pay,
  seatCell,
  toCheckout,
} from './support/steps';
import { expect, test } from './support/test';

/** A buyer who has a keyboard only. Counts the keys. */
class Keyboard {
  presses = 0;

  constructor(readonly page: Page) {}

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.presses += 1;
      await this.page.keyboard.press(key);
    }
  }

  /** Presses Tab until the focused element's name matches. */
  async tabTo(name: RegExp): Promise<void> {
    for (let tries = 0; tries < 30; tries += 1) {
      await this.press('Tab');
      const focused = this.page.locator(':focus');
      if ((await focused.count()) === 0) continue;
      const found = await focused.evaluate(
        (element) => element.getAttribute('aria-label') ?? element.textContent,
      );
      if (name.test(found)) return;
    }
    throw new Error(`no element named ${String(name)} got the focus`);
  }
}

test('a purchase takes fewer than 40 keys, keeps the focus, and is told in full', async ({ page, event }) => {
  const ear = await Ear.of(page);
  const keyboard = new Keyboard(page);
  await page.goto(`/?q=${encodeURIComponent(event.title)}`);
  await expect(page.getByRole('article')).toHaveCount(1);
  await keyboard.press('Tab');
  await expect(page.locator(':focus')).toHaveText('Skip to content');
  await keyboard.press('Enter');
  await keyboard.tabTo(/^e2e a purchase/);
  await keyboard.press('Enter');
  await ear.expectFocus('heading', event.title);
  await expectLive(page);

  // A button group is one tab stop; arrow keys move within it.
  await keyboard.tabTo(/^Map$/);
  await keyboard.press('ArrowRight', 'Enter');
  await expect(page.getByTestId('seat-list')).toBeVisible();
  // The grid of seats is one tab stop too.
  await keyboard.tabTo(/^Seat A-1,/);
  await keyboard.press('ArrowDown', 'ArrowRight', 'ArrowRight', 'ArrowRight');
  await ear.expectFocus('gridcell', 'Seat B-4, ₩90,000, free');
  await keyboard.press('Space');
  await ear.expectAnnounced('Row B, 4 selected, 90,000 South Korean won.');
  await keyboard.press('ArrowRight', 'Space');
  await ear.expectAnnounced('Row B, 4 and 5 selected, 180,000 South Korean won.');
  await ear.expectFocus('gridcell', 'Seat B-5, ₩90,000, selected');

  await keyboard.tabTo(/^Hold 2 seats/);
  await keyboard.press('Enter');
  await ear.expectAnnounced(/^Row B, 4 and 5 held for you, 180,000 South Korean won\. 1[12]\d seconds left/);
  await ear.expectFocus('heading', 'Your seats');
  await keyboard.tabTo(/^Check out$/);
  await keyboard.press('Enter');

  await ear.expectFocus('heading', 'Checkout');
  await keyboard.tabTo(/^Pay/);
  await keyboard.press('Enter');
  await expectConfirmed(page);
  await ear.expectFocus('heading', 'See you there');
  await ear.expectAnnounced('See you there');
  console.log(`${keyboard.presses} keys`);
  expect(keyboard.presses).toBeLessThan(40);
});

test('the focus stays with the seats while they are released', async ({ page, event }) => {
  const ear = await Ear.of(page);
  await openEvent(page, event.id, 'list');
  for (const label of ['A-3', 'A-4', 'A-5']) await seatCell(page, label).click();
  await page.getByRole('button', { name: /^Hold 3 seats/ }).click();
  await expect.poll(() => heldLabels(page)).toEqual(['A-3', 'A-4', 'A-5']);
  await page.getByRole('button', { name: 'Release seat A-4' }).press('Enter');
  await ear.expectAnnounced('Seat A-4 has been released.');
  await ear.expectFocus('button', 'Release seat A-5');
  await page.getByRole('button', { name: 'Release all' }).press('Enter');
  await ear.expectAnnounced('Your seats have been released.');
  await ear.expectFocus('heading', 'Your seats');
});

test('the focus stays with the seats while they are cleared, and that is announced', async ({
  page,
  event,
}) => {
  const ear = await Ear.of(page);
  await openEvent(page, event.id, 'list');
  for (const label of ['A-3', 'B-4']) await seatCell(page, label).click();
  await ear.expectAnnounced('Row A, 3; Row B, 4 selected, 180,000 South Korean won.');
  await page.getByRole('button', { name: 'Deselect seat A-3' }).press('Enter');
  await ear.expectAnnounced('Seat A-3 cleared. Row B, 4 selected, 90,000 South Korean won.');
  await ear.expectFocus('button', 'Deselect seat B-4');
  await page.getByRole('button', { name: 'Clear selection' }).press('Enter');
  await ear.expectAnnounced('No seat is selected.');
  await ear.expectFocus('heading', 'Your seats');
});

test('a countdown is announced at 10 seconds, and not each second', async ({ page, event }) => {
  const ear = await Ear.of(page);
  await page.route('**/api/reservations', async (route) => {
    const body = route.request().postDataJSON() as object;
    await route.continue({ postData: JSON.stringify({ ...body, holdSeconds: 12 }) });
  });
  await openEvent(page, event.id, 'list');
  await seatCell(page, 'A-3').click();
  await page.getByRole('button', { name: /^Hold 1 seat/ }).click();
  expect(await ear.isAnnouncedAsItChanges('timer')).toBe(false);
  await ear.expectAnnounced('10 seconds left to order your seats.');
  // After a failed payment the countdown stands in a notice that is announced.
  await page.unroute('**/api/reservations');
  await toCheckout(page);
  await pay(page, 'Card declined');
  await ear.expectAnnounced(/^The same seats are held for you again/);
  await expect(page.getByRole('timer')).toBeVisible();
  expect(await ear.isAnnouncedAsItChanges('timer')).toBe(false);
});

test('arrow keys reach every seat of a large section', async ({ page, event }) => {
  const ear = await Ear.of(page);
  await openEvent(page, event.id, 'list');
  await page.getByLabel('Section', { exact: true }).selectOption({ index: 1 });
  await seatCell(page, 'E-1').focus();
  await page.keyboard.press('Control+End');
  await ear.expectFocus('gridcell', /^Seat G-16,/);
  await page.keyboard.press('Home');
  await ear.expectFocus('gridcell', /^Seat G-1,/);
  await expect(page.locator(':focus')).toBeInViewport();
});

test('the map can be zoomed by keys', async ({ page, event }) => {
  await page.goto(`/events/${event.id}`);
  await expectLive(page);
  await page.getByRole('button', { name: 'Zoom in' }).focus();
  const before = await page.getByTestId('seat-map').screenshot();
  await page.keyboard.press('+');
  await expect.poll(async () => before.equals(await page.getByTestId('seat-map').screenshot())).toBe(false);
});

/** A buyer's steps on the pages, by visible texts and accessible names. */
import { expect, type Locator, type Page } from '@playwright/test';

export async function openEvent(page: Page, eventId: number, view: 'map' | 'list' = 'map'): Promise<void> {
  await page.goto(`/events/${eventId}${view === 'list' ? '?view=list' : ''}`);
  await expectLive(page);
}

export async function expectLive(page: Page): Promise<void> {
  await expect(page.locator('[data-freshness="live"]')).toBeVisible();
}

/** A seat in the list view. */
export function seatCell(page: Page, label: string): Locator {
  return page.getByRole('gridcell', { name: new RegExp(`^Seat ${label},`) });
}

export async function setPartySize(page: Page, count: number): Promise<void> {
  await page.getByRole('textbox', { name: 'Seats together' }).fill(String(count));
}

/** Holds the best seats by "Best together"; returns their labels. */
export async function holdBest(page: Page, count: number): Promise<string[]> {
  await setPartySize(page, count);
  await page.getByRole('button', { name: 'Best together' }).click();
  await expandHold(page);
  await expect(page.getByTestId('hold').getByRole('listitem')).toHaveCount(count);
  return heldLabels(page);
}

/** Expands the list of held seats, which is collapsed on a small screen. */
async function expandHold(page: Page): Promise<void> {
  const hold = page.getByTestId('hold');
  await expect(hold).toBeVisible();
  const folded = hold.locator('button[aria-expanded="false"]');
  if (await folded.isVisible()) await folded.click();
}

export async function heldLabels(page: Page): Promise<string[]> {
  await expandHold(page);
  const removes = page.getByTestId('hold').getByRole('button', { name: /^Release seat/ });
  const names = await removes.evaluateAll((buttons) =>
    buttons.map((button) => button.getAttribute('aria-label') ?? ''),
  );
  return names.map((name) => name.replace('Release seat ', ''));
}

export async function toCheckout(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Check out' }).click();
  await expect(page.getByRole('heading', { name: 'Checkout' })).toBeVisible();
}

export async function pay(page: Page, method = 'Approved at once'): Promise<void> {
  await page.getByRole('radio', { name: method }).click();
  await page.getByRole('button', { name: /^Pay/ }).click();
}

export async function expectConfirmed(page: Page): Promise<void> {
  await expect(page.getByTestId('headline')).toHaveAttribute('data-status', 'CONFIRMED', { timeout: 20_000 });
}

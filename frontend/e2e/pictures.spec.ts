/**
 * Compares each page with a kept picture, in both languages. After an intended change:
 * `npx playwright test pictures --update-snapshots`, and look at the difference before it is committed.
 */
import type { Page } from '@playwright/test';
import { CONFIRMED, freeze, PENDING, REFUNDED, settle } from './support/frozen';
import { expect, test } from './support/test';

interface Picture {
  readonly path: string;
  readonly held?: boolean;
  /** Waits until the page is complete. */
  readonly ready: (page: Page) => Promise<void>;
}

const live = (page: Page) => expect(page.locator('[data-freshness="live"]')).toBeVisible();
const heading = (page: Page) => expect(page.getByRole('heading', { level: 1 })).toBeVisible();

const PICTURES: Readonly<Record<string, Picture>> = {
  events: { path: '/', ready: (page) => expect(page.getByRole('article')).toHaveCount(3) },
  map: { path: '/events/12', ready: live },
  held: { path: '/events/12', held: true, ready: live },
  list: { path: '/events/12?view=list', ready: live },
  checkout: {
    path: '/events/12/checkout',
    held: true,
    ready: (page) => expect(page.getByTestId('hold')).toBeVisible(),
  },
  pending: { path: `/orders/${PENDING}`, ready: (page) => expect(page.getByTestId('steps')).toBeVisible() },
  tickets: {
    path: `/orders/${CONFIRMED}`,
    ready: (page) => expect(page.getByTestId('ticket-code')).toHaveCount(3),
  },
  refunded: { path: `/orders/${REFUNDED}`, ready: (page) => expect(page.getByTestId('steps')).toBeVisible() },
  orders: { path: '/orders', ready: (page) => expect(page.getByRole('article')).toHaveCount(3) },
  'not-found': { path: '/no/such/page', ready: heading },
  trouble: { path: '/events/999', ready: (page) => expect(page.getByRole('alert')).toBeVisible() },
};

for (const locale of ['en-US', 'ko-KR'] as const) {
  test.describe(locale, () => {
    test.use({ locale, contextOptions: { reducedMotion: 'reduce' } });

    for (const [name, { path, held = false, ready }] of Object.entries(PICTURES)) {
      test(`${name} looks as in its picture`, async ({ page }) => {
        await freeze(page, { held });
        await page.goto(path);
        await ready(page);
        await settle(page);
        await expect(page).toHaveScreenshot(`${locale.slice(0, 2)}-${name}.png`);
      });
    }
  });
}

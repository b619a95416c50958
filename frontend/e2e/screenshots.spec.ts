/** Takes screenshots of each page, small and large, light and dark, into `screenshots/`, for people to look at. */
import type { Page } from '@playwright/test';
import { holdAs } from './support/api';
import { expectConfirmed, holdBest, openEvent, pay, toCheckout } from './support/steps';
import { expect, test } from './support/test';

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('screenshots are taken of each page', async ({ page, event }, info) => {
      const picture = (on: Page, name: string, fullPage = false) =>
        on.screenshot({ path: `screenshots/${info.project.name}-${colorScheme}/${name}.png`, fullPage });
      await holdAs(event.id, [17, 18, 30, 31, 32]);

      await page.goto('/');
      await expect(page.getByRole('article').first()).toBeVisible();
      await picture(page, '1-events');
      await openEvent(page, event.id);
      await picture(page, '2-map');
      await holdBest(page, 3);
      await picture(page, '3-held');
      await openEvent(page, event.id, 'list');
      await picture(page, '4-list');
      await toCheckout(page);
      await picture(page, '5-checkout', true);
      await pay(page, 'Card declined');
      await expect(page.getByText('The same seats are held for you again')).toBeVisible();
      await picture(page, '6-declined', true);
      await page.getByRole('link', { name: 'Try another payment' }).click();
      await pay(page, 'Confirmed later');
      await expect(page.locator('[data-step="payment"]')).toHaveAttribute('data-state', 'now');
      await picture(page, '7-progress', true);
      await expectConfirmed(page);
      await picture(page, '8-tickets', true);
      await page.goto('/orders');
      await expect(page.getByRole('article').first()).toBeVisible();
      await picture(page, '9-orders');
      await page.goto('/no/such/page');
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await picture(page, '10-not-found');
      await page.goto('/events/999999999');
      await expect(page.getByRole('alert')).toBeVisible();
      await picture(page, '11-trouble');
    });
  });
}

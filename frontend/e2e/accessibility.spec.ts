import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expectConfirmed, holdBest, openEvent, pay, seatCell, toCheckout } from './support/steps';
import { expect, test } from './support/test';

/** Everything but `minor`. */
async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found
    .filter(({ impact }) => impact !== 'minor')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    // Contrast is checked without animations, which blend colours.
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('axe finds no violation on any page', async ({ page, event }) => {
      await page.goto('/');
      await expect(page.getByRole('article').first()).toBeVisible();
      expect(await violations(page)).toEqual([]);

      await openEvent(page, event.id, 'list');
      await seatCell(page, 'A-3').click();
      expect(await violations(page)).toEqual([]);
      await openEvent(page, event.id);
      await holdBest(page, 2);
      expect(await violations(page)).toEqual([]);

      await toCheckout(page);
      expect(await violations(page)).toEqual([]);
      await pay(page, 'Card declined');
      await expect(page.getByText('The same seats are held for you again')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('link', { name: 'Try another payment' }).click();
      await pay(page);
      await expectConfirmed(page);
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Return the tickets' }).click();
      await expect(page.getByRole('alertdialog')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Keep' }).click();

      await page.goto('/orders');
      await expect(page.getByRole('article').first()).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto('/events/999999999');
      await expect(page.getByRole('alert')).toBeVisible();
      expect(await violations(page)).toEqual([]);
      await page.goto('/no/such/page');
      await expect(page.getByRole('heading', { name: 'Page not found', level: 1 })).toBeVisible();
      expect(await violations(page)).toEqual([]);
    });
  });
}

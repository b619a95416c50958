import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expectConfirmed, holdBest, openEvent, pay, toCheckout } from './support/steps';
import { expect, test } from './support/test';

async function seriousViolations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map((node) => `${id}: ${node.html}`));
}

for (const colorScheme of ['light', 'dark'] as const) {
  test.describe(colorScheme, () => {
    // Contrast is checked without animations, which blend colours.
    test.use({ colorScheme, contextOptions: { reducedMotion: 'reduce' } });

    test('axe finds no serious violation on any page', async ({ page, event }) => {
      await page.goto('/');
      await expect(page.getByRole('article').first()).toBeVisible();
      expect(await seriousViolations(page)).toEqual([]);

      await openEvent(page, event.id, 'list');
      await page.getByRole('button', { name: /^Row A/ }).click();
      await page.getByRole('button', { name: /^Seat A-3,/ }).click();
      expect(await seriousViolations(page)).toEqual([]);
      await openEvent(page, event.id);
      await holdBest(page, 2);
      expect(await seriousViolations(page)).toEqual([]);

      await toCheckout(page);
      expect(await seriousViolations(page)).toEqual([]);
      await pay(page, 'Card declined');
      await expect(page.getByText('The same seats are held for you again')).toBeVisible();
      expect(await seriousViolations(page)).toEqual([]);
      await page.getByRole('link', { name: 'Try another payment' }).click();
      await pay(page);
      await expectConfirmed(page);
      expect(await seriousViolations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Return the tickets' }).click();
      await expect(page.getByRole('alertdialog')).toBeVisible();
      expect(await seriousViolations(page)).toEqual([]);
      await page.getByRole('button', { name: 'Keep' }).click();

      await page.goto('/orders');
      await expect(page.getByRole('article').first()).toBeVisible();
      expect(await seriousViolations(page)).toEqual([]);
      await page.goto('/events/999999999');
      await expect(page.getByRole('alert')).toBeVisible();
      expect(await seriousViolations(page)).toEqual([]);
      await page.goto('/no/such/page');
      await expect(page.getByRole('heading', { level: 2 })).toBeVisible();
      expect(await seriousViolations(page)).toEqual([]);
    });
  });
}

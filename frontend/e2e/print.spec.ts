import { expectConfirmed, holdBest, openEvent, pay, toCheckout } from './support/steps';
import { expect, test } from './support/test';

test('tickets are printed dark on white, also in the dark theme', async ({ page, event }) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await openEvent(page, event.id);
  await holdBest(page, 1);
  await toCheckout(page);
  await pay(page);
  await expectConfirmed(page);
  const lightness = (property: 'color' | 'background-color') =>
    page.getByTestId('ticket-code').evaluate((code, name) => {
      const ticket = code.closest('li')?.querySelector('.bg-surface p, p') ?? code;
      const owner = name === 'color' ? ticket : document.body;
      // The colours are in OKLCH, whose first number is the lightness.
      return Number(/oklch\(([\d.]+)/.exec(getComputedStyle(owner).getPropertyValue(name))?.[1]);
    }, property);
  expect(await lightness('background-color')).toBeLessThan(0.3);
  await page.emulateMedia({ colorScheme: 'dark', media: 'print' });
  expect(await lightness('background-color')).toBeGreaterThan(0.9);
  expect(await lightness('color')).toBeLessThan(0.5);
  // A theme that was chosen on the page doesn't count on paper either.
  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'dark';
  });
  expect(await lightness('background-color')).toBeGreaterThan(0.9);
});

/**
 * Compares each page with a kept picture, in both languages. After an intended change:
 * `E2E_ALL=1 npx playwright test pictures --update-snapshots`, and look at the difference before it is committed.
 */
import { FROZEN_PAGES } from './support/frozen-pages';
import { freeze, settle } from './support/frozen';
import { expect, test } from './support/test';

for (const locale of ['en-US', 'ko-KR'] as const) {
  test.describe(locale, { tag: `@picture-${locale}` }, () => {
    test.use({ locale, contextOptions: { reducedMotion: 'reduce' } });

    for (const [name, { path, ready, ...frozen }] of Object.entries(FROZEN_PAGES)) {
      test(`${name} looks as in its picture`, async ({ page }) => {
        await freeze(page, frozen);
        await page.goto(path);
        await ready(page);
        // The login, or the account, comes after the first paint.
        await expect(page.getByRole('banner').getByRole('button')).toHaveCount(2);
        await settle(page);
        await expect(page).toHaveScreenshot(`${locale.slice(0, 2)}-${name}.png`);
      });
    }
  });
}

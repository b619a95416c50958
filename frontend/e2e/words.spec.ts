/** No word is broken inside, on the narrowest phone, in both languages. */
import type { Page } from '@playwright/test';
import { closeEvent, createEvent } from './support/api';
import { openEvent } from './support/steps';
import { expect, test } from './support/test';

/** The words of the page that go on in the next line, though a line has room for them. */
function brokenWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const broken: string[] = [];
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const parent = node.parentElement;
      // Codes and traces have no words.
      if (parent?.closest('.sr-only, .font-mono') !== null) continue;
      for (const { 0: word, index } of (node.textContent ?? '').matchAll(/[\p{Letter}\p{Number}]+/gu)) {
        range.setStart(node, index);
        range.setEnd(node, index + word.length);
        const lines = new Set([...range.getClientRects()].map((rect) => Math.round(rect.top)));
        if (lines.size > 1) broken.push(word);
      }
    }
    return broken;
  });
}

for (const locale of ['en-US', 'ko-KR'] as const) {
  test.describe(locale, () => {
    test.use({ locale, viewport: { width: 320, height: 640 } });

    test('no word is broken inside', async ({ page, event }) => {
      await page.goto(`/?q=${encodeURIComponent(event.title)}`);
      await expect(page.getByRole('article')).toBeVisible();
      expect(await brokenWords(page)).toEqual([]);
      await openEvent(page, event.id);
      expect(await brokenWords(page)).toEqual([]);
      await page.getByRole('button', { name: /Best together|좋은 자리 나란히/ }).click();
      await page.getByRole('link', { name: /Check out|결제하기/ }).click();
      await expect(page.getByTestId('hold')).toBeVisible();
      expect(await brokenWords(page)).toEqual([]);
      await page.goto('/orders');
      expect(await brokenWords(page)).toEqual([]);
    });

    test('a word that is longer than a line is broken, so that the page doesn’t become wider', async ({
      page,
    }) => {
      const event = await createEvent(`${'Donaudampfschiff'.repeat(6)}${Date.now()}`, [
        { name: 'Balkon'.repeat(8), rows: 2, cols: 5, price: 1000 },
      ]);
      const overflow = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      await page.goto(`/?q=${encodeURIComponent(event.title)}`);
      await expect(page.getByRole('article')).toBeVisible();
      expect(await overflow()).toBe(0);
      await openEvent(page, event.id);
      await page.getByRole('button', { name: /Best together|좋은 자리 나란히/ }).click();
      await expect(page.getByTestId('hold')).toBeVisible();
      expect(await overflow()).toBe(0);
      await page.getByRole('link', { name: /Check out|결제하기/ }).click();
      await expect(page.getByTestId('hold')).toBeVisible();
      expect(await overflow()).toBe(0);
      await closeEvent(event.id);
    });
  });
}

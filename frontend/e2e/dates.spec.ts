/** No date and no time is cut, with AM or PM at its end, on phones and in the narrow form of the operators. */
import type { Page } from '@playwright/test';
import { closeEvent, createEvent } from './support/api';
import { buyAs } from './support/buy';
import { ADMIN_TOKEN } from './support/environment';
import { freeze, SCHEDULED } from './support/frozen';
import { FROZEN_PAGES, live } from './support/frozen-pages';
import { expect, test } from './support/test';

/** How many shown times there are, and those that a box cuts or that are outside the page. */
function timesOf(page: Page): Promise<{ shown: number; cut: string[] }> {
  return page.evaluate(() => {
    const cut: string[] = [];
    let shown = 0;
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const range = document.createRange();
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const text = node.textContent ?? '';
      if (!/\d:\d\d/.test(text) || node.parentElement?.closest('.sr-only') !== null) continue;
      range.selectNodeContents(node);
      const { left, right, top, bottom, width } = range.getBoundingClientRect();
      if (width === 0) continue;
      shown += 1;
      let inside = left >= 0 && right <= document.documentElement.clientWidth + 0.5;
      for (
        let box: HTMLElement | null = node.parentElement;
        box !== null && box !== document.body;
        box = box.parentElement
      ) {
        if (getComputedStyle(box).overflow === 'visible') continue;
        const edge = box.getBoundingClientRect();
        inside &&= right <= edge.right + 0.5 && left >= edge.left - 0.5;
        // A box that scrolls shows the rest.
        if (getComputedStyle(box).overflowY !== 'auto')
          inside &&= top >= edge.top - 0.5 && bottom <= edge.bottom + 0.5;
      }
      if (!inside) cut.push(text);
    }
    return { shown, cut };
  });
}

/** The inputs of dates that are narrower than their content. */
function narrowInputs(page: Page): Promise<string[]> {
  return page.locator('input[type=datetime-local]').evaluateAll((inputs) =>
    inputs.flatMap((input) => {
      const { style, offsetWidth: has, name } = input as HTMLInputElement;
      style.width = 'auto';
      const needs = (input as HTMLInputElement).offsetWidth;
      style.width = '';
      return needs > has ? [`${name}: ${needs} px in ${has} px`] : [];
    }),
  );
}

for (const locale of ['en-US', 'ko-KR'] as const) {
  test.describe(locale, () => {
    // Far from the venue, so that both times are shown.
    test.use({ locale, timezoneId: 'America/New_York', viewport: { width: 360, height: 740 } });

    for (const [name, path, ready] of [
      ['the list', '/', FROZEN_PAGES['events']?.ready],
      ['the map', '/events/12', live],
      ['an event that isn’t on sale yet', `/events/${SCHEDULED}`, live],
      ['"My tickets"', '/orders', FROZEN_PAGES['orders']?.ready],
      ['tickets', FROZEN_PAGES['tickets']?.path ?? '', FROZEN_PAGES['tickets']?.ready],
    ] as const) {
      test(`no time is cut on ${name}`, async ({ page }) => {
        await freeze(page);
        await page.goto(path);
        await ready?.(page);
        for (const [width, height] of [
          [360, 740],
          [390, 844],
          [844, 390],
        ] as const) {
          await page.setViewportSize({ width, height });
          const { shown, cut } = await timesOf(page);
          expect(shown).toBeGreaterThan(0);
          expect(cut, `at ${width} px`).toEqual([]);
        }
      });
    }

    test('no date is cut for operators, neither shown nor typed', async ({ page }) => {
      const event = await createEvent(`e2e dates ${Date.now()}`, [
        { name: 'Floor', rows: 2, cols: 5, price: 1000 },
      ]);
      const { orderId } = await buyAs(event.id, [1]);
      await page.addInitScript((token) => {
        sessionStorage.setItem('holdfast.ops.token', token);
      }, ADMIN_TOKEN);
      await page.goto('/ops?view=new');
      for (const input of await page.locator('input[type=datetime-local]').all())
        await input.fill('2098-12-30T22:30');
      for (const width of [360, 390, 640, 768, 1024, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await narrowInputs(page), `at ${width} px`).toEqual([]);
      }
      await page.setViewportSize({ width: 360, height: 740 });
      await page.goto(`/ops?event=${event.id}`);
      await expect(page.locator(`tr[data-order="${orderId}"]`)).toBeVisible();
      expect((await timesOf(page)).cut).toEqual([]);
      await page.goto(`/ops?order=${orderId}`);
      await expect(page.locator('li[data-what=place_order]')).toBeVisible();
      expect((await timesOf(page)).cut).toEqual([]);
      await closeEvent(event.id);
    });
  });
}

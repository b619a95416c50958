import type { Locator, Page } from '@playwright/test';
import { holdAs } from './support/api';
import { live, openEvent, together } from './support/steps';
import { expect, test } from './support/test';

async function box(map: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const found = await map.boundingBox();
  if (found === null) throw new Error('there is no map');
  return found;
}

/** Every seat drawn anew, as after a change of appearance, must look as what was drawn bit by bit. */
async function expectSameWhenDrawnAnew(page: Page): Promise<void> {
  const canvas = page.getByTestId('seat-map').locator('canvas').first();
  const pixels = () => canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  // The last frame of a motion is drawn when nothing has moved for a moment.
  let before = '';
  await expect
    .poll(async () => {
      const last = before;
      before = await pixels();
      return before === last;
    })
    .toBe(true);
  await page.evaluate(() => {
    document.documentElement.dataset['theme'] = 'light';
  });
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  const after = await pixels();
  expect(await different(page, before, after)).toBe(0);
}

/** How many pixels of two pictures differ by more than the soft edge of an arc, which its clipping changes a little. */
function different(page: Page, one: string, other: string): Promise<number> {
  return page.evaluate(
    async (urls) => {
      const datas = await Promise.all(
        urls.map(async (url) => {
          const picture = new Image();
          picture.src = url;
          await picture.decode();
          const canvas = document.createElement('canvas');
          [canvas.width, canvas.height] = [picture.width, picture.height];
          const context = canvas.getContext('2d');
          context?.drawImage(picture, 0, 0);
          return context?.getImageData(0, 0, canvas.width, canvas.height).data ?? new Uint8ClampedArray();
        }),
      );
      const [a = new Uint8ClampedArray(), b = new Uint8ClampedArray()] = datas;
      let count = a.length === b.length ? 0 : Infinity;
      for (let at = 3; at < a.length; at += 4) {
        // Where both are transparent, colours mean nothing.
        const off = [0, 1, 2, 3].some((part) => Math.abs((a[at - part] ?? 0) - (b[at - part] ?? 0)) > 96);
        if (off && ((a[at] ?? 0) > 96 || (b[at] ?? 0) > 96)) count += 1;
      }
      return count;
    },
    [one, other],
  );
}

test('a tap on the map chooses the seat that is shown under it', async ({ page, event, isMobile }) => {
  await openEvent(page, event.id);
  await together(page, 1);
  const map = page.getByTestId('seat-map');
  const { width, height } = await box(map);
  const canvas = map.locator('canvas').nth(1);
  const chosen = page.getByTestId('chosen').getByRole('listitem');
  // Between two seats nothing is hit, so a few points are tried.
  await expect(async () => {
    for (const dx of [0, 4, 8]) {
      const position = { x: width / 2 + dx, y: height / 2 + dx };
      if (isMobile) await canvas.tap({ position });
      else await canvas.click({ position });
      if ((await chosen.count()) > 0) return;
    }
    throw new Error('no seat was hit');
  }).toPass();
  await expect(chosen).toHaveCount(1);
});

test('what was shifted and patched looks as if it were drawn anew', async ({ page, event, isMobile }) => {
  test.skip(isMobile, 'there is no wheel');
  await openEvent(page, event.id);
  const { x, y, width, height } = await box(page.getByTestId('seat-map'));
  await page.mouse.move(x + width / 2, y + height / 2);
  await holdAs(event.id, [5, 6, 7, 50, 51]);
  await expect(page.getByText('91 free · 5 held · 0 sold')).toBeVisible();
  await page.mouse.wheel(0, -500);
  await page.mouse.down();
  for (let step = 0; step < 20; step += 1)
    await page.mouse.move(x + width / 2 - 9 * step, y + height / 2 + 7 * step);
  await page.mouse.up();
  await holdAs(event.id, [17, 18, 19, 60]);
  await expect(page.getByText('87 free · 9 held · 0 sold')).toBeVisible();
  await page.mouse.move(x + 5, y + 5);
  await expectSameWhenDrawnAnew(page);
});

test('the map survives a turn of the screen', async ({ page, event }) => {
  await openEvent(page, event.id);
  const size = page.viewportSize() ?? { width: 1280, height: 800 };
  await page.setViewportSize({ width: size.height, height: size.width });
  await live(page);
  await expectSameWhenDrawnAnew(page);
});

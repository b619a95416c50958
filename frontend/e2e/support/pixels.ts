/** Compares the map with a full redraw of it. */
import { expect, type Locator, type Page } from '@playwright/test';

export async function boxOf(map: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const found = await map.boundingBox();
  if (found === null) throw new Error('the map is not visible');
  return found;
}

/** A full redraw, as caused by a change of theme, must look the same as the incremental drawing before it. */
export async function expectSameWhenRedrawn(page: Page): Promise<void> {
  const canvas = page.getByTestId('seat-map').locator('canvas').first();
  const pixels = () => canvas.evaluate((element) => (element as HTMLCanvasElement).toDataURL());
  // A zoom is drawn sharp only after it has rested for a moment, so wait until the pixels are stable.
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
  expect(await countDifferentPixels(page, before, after)).toBe(0);
}

/** Counts pixels that differ by more than the antialiased edge of an arc, which clipping changes a little. */
function countDifferentPixels(page: Page, one: string, other: string): Promise<number> {
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
        // The colours of transparent pixels are irrelevant.
        const off = [0, 1, 2, 3].some((part) => Math.abs((a[at - part] ?? 0) - (b[at - part] ?? 0)) > 96);
        if (off && ((a[at] ?? 0) > 96 || (b[at] ?? 0) > 96)) count += 1;
      }
      return count;
    },
    [one, other],
  );
}

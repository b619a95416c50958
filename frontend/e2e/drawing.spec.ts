import { holdAs, release } from './support/api';
import { boxOf, expectSameWhenRedrawn } from './support/pixels';
import { openEvent } from './support/steps';
import { expect, test } from './support/test';

test('a map that was panned and patched looks the same as after a full redraw', async ({ page, event }) => {
  await openEvent(page, event.id);
  const { x, y, width, height } = await boxOf(page.getByTestId('seat-map'));
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
  await expectSameWhenRedrawn(page);
});

test('the mini-map shows the last of several changes, though nothing else is drawn', async ({
  page,
  event,
}) => {
  await openEvent(page, event.id);
  const map = page.getByTestId('seat-map');
  const { x, y, width, height } = await boxOf(map);
  await page.mouse.move(x + width / 2, y + height / 2);
  await page.mouse.wheel(0, -500);
  const pixels = () =>
    map
      .locator('canvas')
      .last()
      .evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  let empty = '';
  await expect
    .poll(async () => {
      const last = empty;
      empty = await pixels();
      return empty === last;
    })
    .toBe(true);
  const tokens = [];
  for (const seat of [1, 20, 40, 60, 80]) tokens.push((await holdAs(event.id, [seat, seat + 1])) ?? '');
  await expect(page.getByText('86 free · 10 held · 0 sold')).toBeVisible();
  await expect.poll(async () => (await pixels()) === empty).toBe(false);
  // The rings around taken seats are animated for a moment; only without them is nothing else drawn.
  const overlay = map.locator('canvas').nth(1);
  const rings = () => overlay.evaluate((canvas) => (canvas as HTMLCanvasElement).toDataURL());
  let moving = '';
  await expect
    .poll(async () => {
      const last = moving;
      moving = await rings();
      return moving === last;
    })
    .toBe(true);
  for (const token of tokens) await release(event.id, token);
  await expect(page.getByText('96 free · 0 held · 0 sold')).toBeVisible();
  await expect.poll(async () => (await pixels()) === empty).toBe(true);
});

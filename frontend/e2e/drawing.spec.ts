import { holdAs } from './support/api';
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

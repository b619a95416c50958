import { boxOf, expectSameWhenRedrawn } from './support/pixels';
import { expectLive, openEvent, seatCell } from './support/steps';
import { expect, test } from './support/test';

test('a tap on the map chooses the seat under it', async ({ page, event, isMobile }) => {
  await openEvent(page, event.id);
  const map = page.getByTestId('seat-map');
  const { width, height } = await boxOf(map);
  const canvas = map.locator('canvas').nth(1);
  const chosen = page.getByTestId('chosen').getByRole('listitem');
  // A point between two seats hits none, so a few points are tried.
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

test('the map is redrawn correctly when the screen is rotated', async ({ page, event }) => {
  await openEvent(page, event.id);
  const size = page.viewportSize() ?? { width: 1280, height: 800 };
  await page.setViewportSize({ width: size.height, height: size.width });
  await expectLive(page);
  await expectSameWhenRedrawn(page);
});

test('one tap is one seat, unless “side by side” is switched on', async ({ page, event, isMobile }) => {
  await openEvent(page, event.id, 'list');
  const chosen = page.getByTestId('chosen').getByRole('listitem');
  const labels = () => page.getByTestId('chosen').getByRole('listitem').allTextContents();
  const tap = (label: string) => (isMobile ? seatCell(page, label).tap() : seatCell(page, label).click());
  await tap('C-1');
  await tap('C-6');
  await expect(chosen).toHaveCount(2);
  expect((await labels()).map((text) => text.slice(0, 3))).toEqual(['C-1', 'C-6']);

  await page.getByRole('switch', { name: 'A tap selects 2 side by side' }).check();
  await tap('C-3');
  await expect(chosen).toHaveCount(2);
  expect((await labels()).map((text) => text.slice(0, 3))).toEqual(['C-3', 'C-4']);
});

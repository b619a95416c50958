import { holdAs, statuses } from './support/api';
import { heldLabels, openEvent, seatCell } from './support/steps';
import { collectPageErrors, expect, test } from './support/test';

test('of two browsers that want the same seat, one gets it and the other is offered an alternative', async ({
  page,
  event,
  browser,
}) => {
  const other = await (await browser.newContext()).newPage();
  const errors: string[] = [];
  collectPageErrors(other, errors);
  for (const buyer of [page, other]) {
    await openEvent(buyer, event.id, 'list');
    await seatCell(buyer, 'A-6').click();
    await expect(buyer.getByTestId('chosen')).toBeVisible();
  }
  // Both requests are delayed until both were sent: else the live map shows the seat as taken before the second one.
  const asked: (() => void)[] = [];
  for (const buyer of [page, other]) {
    await buyer.route('**/api/reservations', async (route) => {
      await new Promise<void>((resolve) => {
        asked.push(resolve);
        if (asked.length === 2) for (const go of asked) go();
      });
      await route.continue();
    });
    await buyer.getByRole('button', { name: /^Hold 1 seat/ }).click();
  }

  const winners: string[] = [];
  for (const buyer of [page, other]) {
    const held = buyer.getByTestId('hold');
    await expect(held.or(buyer.getByText('Someone else was faster'))).toBeVisible();
    await buyer.unroute('**/api/reservations');
    if (await held.isVisible()) winners.push(...(await heldLabels(buyer)));
    else {
      await buyer.getByRole('button', { name: /^Take / }).click();
      await expect(held).toBeVisible();
      expect(await heldLabels(buyer)).not.toContain('A-6');
    }
  }
  expect(winners).toEqual(['A-6']);
  expect(errors).toEqual([]);
  await other.context().close();
});

test('a buyer who loses some of the seats may hold the others', async ({ page, event }) => {
  await openEvent(page, event.id, 'list');
  await seatCell(page, 'A-5').click();
  await seatCell(page, 'A-6').click();
  // Another buyer takes one of them between the click and the request.
  await page.route('**/api/reservations', async (route) => {
    await holdAs(event.id, [6]);
    await route.continue();
  });
  await page.getByRole('button', { name: /^Hold 2 seats/ }).click();
  await expect(page.getByText('Seat A-6 was just taken by another buyer')).toBeVisible();
  await page.unroute('**/api/reservations');
  await page.getByRole('button', { name: 'Hold only A-5' }).click();
  await expect.poll(() => heldLabels(page)).toEqual(['A-5']);
});

test('“Best together” tries again after a conflict', async ({ page, event }) => {
  await openEvent(page, event.id);
  let asked = 0;
  await page.route('**/api/reservations', async (route) => {
    asked += 1;
    const body = route.request().postDataJSON() as { seatIds: number[] };
    if (asked <= 2) await holdAs(event.id, body.seatIds.slice(0, 1));
    await route.continue();
  });
  await page.getByRole('button', { name: 'Best together' }).click();
  await expect(page.getByTestId('hold').getByRole('listitem')).toHaveCount(2);
  expect(asked).toBe(3);
});

test('a chosen seat that another buyer takes is reported at once', async ({ page, event }) => {
  await openEvent(page, event.id, 'list');
  await seatCell(page, 'A-5').click();
  await holdAs(event.id, [5]);
  await expect(page.getByTestId('toast').getByText('Seat A-5 has just been taken.')).toBeVisible();
  await expect(page.getByTestId('chosen')).toHaveCount(0);
  await expect(page.getByRole('gridcell', { name: /^Seat A-5, .* held by another buyer/ })).toBeVisible();
  expect((await statuses(event.id)).get(5)).toBe('HELD');
});

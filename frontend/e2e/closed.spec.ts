import { closeEvent, createEvent } from './support/api';
import { openEvent, seatCell } from './support/steps';
import { expect, test } from './support/test';

const SECTIONS = [{ name: 'All', rows: 2, cols: 5, price: 1000 }];

test('seats can’t be chosen before sales open, and the countdown stays', async ({ page }) => {
  const event = await createEvent(`e2e soon ${Date.now()}`, SECTIONS, {
    salesOpenAt: new Date(Date.now() + 60_000).toISOString(),
  });
  await openEvent(page, event.id, 'list');
  await expect(seatCell(page, 'A-3')).toHaveAttribute('aria-disabled', 'true');
  await seatCell(page, 'A-3').click({ force: true });
  await expect(page.getByTestId('toast')).toContainText('Sales open');
  await expect(page.getByTestId('chosen')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Hold/ })).toHaveCount(0);
  await expect(page.getByText(/^Sales open in \d:\d\d$/)).toBeVisible();
  await closeEvent(event.id);
});

test('seats can’t be chosen after sales have closed, even if they were chosen before', async ({
  page,
  event,
}) => {
  await openEvent(page, event.id, 'list');
  await seatCell(page, 'A-3').click();
  await expect(page.getByTestId('chosen')).toBeVisible();
  await closeEvent(event.id);
  await page.reload();
  await expect(page.getByText('Sales for this event are closed.')).toBeVisible();
  await seatCell(page, 'A-3').click({ force: true });
  await expect(page.getByTestId('toast')).toContainText('Sales for this event are closed.');
  await expect(page.getByTestId('chosen')).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^Hold/ })).toHaveCount(0);
});

test('sales that close while seats are chosen take the choice away', async ({ page, event }) => {
  await openEvent(page, event.id, 'list');
  await seatCell(page, 'A-3').click();
  await closeEvent(event.id);
  await page.getByRole('button', { name: /^Hold 1 seat/ }).click();
  await expect(page.getByTestId('chosen')).toHaveCount(0);
  await expect(page.getByText('Sales for this event are closed.')).toBeVisible();
});

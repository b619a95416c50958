import { statuses } from './support/api';
import { heldLabels, holdBest, openEvent } from './support/steps';
import { expect, test } from './support/test';

async function heldIds(eventId: number): Promise<number[]> {
  return [...(await statuses(eventId))].filter(([, status]) => status === 'HELD').map(([id]) => id);
}

test('“Best together” says “Add” while seats are held', async ({ page, event }) => {
  await openEvent(page, event.id);
  const first = await holdBest(page, 2);
  await expect(page.getByRole('button', { name: 'Best together', exact: true })).toHaveCount(0);
  await page.getByRole('button', { name: 'Add 2 best together' }).click();
  await expect.poll(async () => (await heldLabels(page)).length).toBe(4);
  expect(await heldLabels(page)).toEqual(expect.arrayContaining(first));
  // What was added can't be exchanged alone.
  await expect(page.getByRole('button', { name: 'Look again' })).toHaveCount(0);
});

test('“Look again” holds other seats in place of those just found', async ({ page, event }) => {
  await openEvent(page, event.id);
  const first = await holdBest(page, 2);
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect.poll(() => heldLabels(page)).not.toEqual(first);
  const second = await heldLabels(page);
  expect(second).toHaveLength(2);
  await page.getByRole('button', { name: 'Look again' }).click();
  await expect.poll(() => heldLabels(page)).not.toEqual(second);
  const third = await heldLabels(page);
  expect(new Set([...first, ...second, ...third]).size).toBe(6);
  await expect.poll(async () => (await heldIds(event.id)).length).toBe(2);
});

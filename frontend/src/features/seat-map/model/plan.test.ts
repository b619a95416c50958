import { expect, test } from 'vitest';
import { house, smallPlan } from './fixture';
import { buildPlan, byRow, seatInfo, seatInfos } from './plan';

test('the plan of a house derives rows and sections in the order of the ids', () => {
  const plan = smallPlan();
  expect(plan.size).toBe(36);
  expect(plan.rows.map(({ name, first, last, section }) => ({ name, first, last, section }))).toEqual([
    { name: 'A', first: 1, last: 10, section: 0 },
    { name: 'B', first: 11, last: 20, section: 0 },
    { name: 'C', first: 21, last: 28, section: 1 },
    { name: 'D', first: 29, last: 36, section: 1 },
  ]);
  expect(plan.sections).toEqual([
    { name: 'Floor', price: 500, tier: 0, firstRow: 0, lastRow: 1, seats: 20 },
    { name: 'Stand', price: 300, tier: 1, firstRow: 2, lastRow: 3, seats: 16 },
  ]);
});

test('the plan of a house sorts prices with the highest first, whatever the order of the sections', () => {
  const plan = buildPlan(
    house({ name: 'Back', rows: 1, cols: 2, price: 10 }, { name: 'Front', rows: 1, cols: 2, price: 90 }),
  );
  expect(plan.prices).toEqual([90, 10]);
  expect(plan.sections.map((section) => section.tier)).toEqual([1, 0]);
});

test('the plan of a house keeps sections apart that have the same name and different prices', () => {
  const plan = buildPlan(
    house({ name: 'All', rows: 1, cols: 2, price: 10 }, { name: 'All', rows: 1, cols: 2, price: 20 }),
  );
  expect(plan.sections).toHaveLength(2);
});

test('the plan of a house describes seats, and returns nothing for seats that don’t exist', () => {
  const plan = smallPlan();
  expect(seatInfo(plan, 12)).toEqual({ id: 12, label: 'B-2', section: 'Floor', price: 500 });
  expect(seatInfo(plan, 0)).toBeNull();
  expect(seatInfo(plan, 37)).toBeNull();
  expect(seatInfos(plan, [21, 99]).map((seat) => seat.label)).toEqual(['C-1']);
});

test('the plan of a house groups seats by row, for announcements', () => {
  expect(byRow(smallPlan(), [22, 6, 5])).toEqual([
    { row: 'A', numbers: [5, 6] },
    { row: 'C', numbers: [2] },
  ]);
});

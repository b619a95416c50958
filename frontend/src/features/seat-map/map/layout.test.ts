import { expect, test } from 'vitest';
import { house, smallPlan } from '@/features/seat-map/model/fixture';
import { buildPlan } from '@/features/seat-map/model/plan';
import { layOut, neighbours, PITCH, seatAt } from './layout';

const plan = buildPlan(
  house({ name: 'Floor', rows: 30, cols: 60, price: 5 }, { name: 'Stand', rows: 20, cols: 90, price: 3 }),
);
const layout = layOut(plan);
const at = (id: number) => [layout.x[id] ?? NaN, layout.y[id] ?? NaN] as const;

test('the layout of a house finds each seat at its own position', () => {
  for (let id = 1; id <= plan.size; id += 1) expect(seatAt(plan, layout, ...at(id))).toBe(id);
});

test('the layout of a house finds no seat between sections, beside the rows, or on the stage', () => {
  const [x, y] = at(1);
  expect(seatAt(plan, layout, x - PITCH, y)).toBeNull();
  expect(seatAt(plan, layout, 0, layout.sectionLabels[1]?.y ?? 0)).toBeNull();
  expect(seatAt(plan, layout, 0, layout.stage.radius - layout.focus)).toBeNull();
});

test('the layout of a house keeps neighbouring seats apart', () => {
  for (let id = 1; id < plan.size; id += 1) {
    const [x, y] = at(id);
    for (const near of neighbours(plan, layout, id)) {
      const [nearX, nearY] = at(near);
      if (near !== id) expect(Math.hypot(nearX - x, nearY - y)).toBeGreaterThan(PITCH * 0.95);
    }
  }
});

test('the layout of a house has all seats within its bounds', () => {
  const { left, top, right, bottom } = layout.bounds;
  for (let id = 1; id <= plan.size; id += 1) {
    const [x, y] = at(id);
    expect(x > left && x < right && y > top && y < bottom).toBe(true);
  }
});

test('the layout of a house finds the neighbours of a seat', () => {
  const small = smallPlan();
  expect(neighbours(small, layOut(small), 5).sort((a, b) => a - b)).toEqual([4, 5, 6, 14, 15, 16]);
});

test('the layout of a house lays out a single seat', () => {
  const one = buildPlan(house({ name: 'Only', rows: 1, cols: 1, price: 1 }));
  const small = layOut(one);
  expect(seatAt(one, small, small.x[1] ?? NaN, small.y[1] ?? NaN)).toBe(1);
});

import { expect, test } from 'vitest';
import { house } from '@/features/seat-map/model/fixture';
import { buildPlan } from '@/features/seat-map/model/plan';
import { fit, type Camera } from './camera';
import { layOut } from './layout';
import { stickyLabels } from './sticky-labels';

const plan = buildPlan(
  house(
    { name: 'Floor', rows: 12, cols: 100, price: 500 },
    { name: 'Stand', rows: 10, cols: 80, price: 300 },
  ),
);
const layout = layOut(plan);
const labels = {
  stage: 'STAGE',
  sections: [
    { name: 'Floor', price: '₩500' },
    { name: 'Stand', price: '₩300' },
  ],
};
const size = { width: 600, height: 300 };

/** Close enough to read numbers, with a seat in the middle of the screen. */
function closeTo(id: number): Camera {
  const scale = 3;
  const [x, y] = [layout.x[id] ?? 0, layout.y[id] ?? 0];
  return { scale, x: size.width / 2 - x * scale, y: size.height / 2 - y * scale };
}

const at = (camera: Camera) => stickyLabels(plan, layout, labels, camera, size);

test('deep inside a large house, each row in view has its name at the left edge', () => {
  const { rows } = at(closeTo(650));
  expect(rows.length).toBeGreaterThan(5);
  expect(rows.map(({ name }) => name)).toContain('G');
  for (const { y } of rows) expect(y).toBeLessThanOrEqual(size.height);
  expect(new Set(rows.map(({ name }) => name)).size).toBe(rows.length);
});

test('deep inside a large house, the section has its name at the top', () => {
  expect(at(closeTo(650)).section).toBe(labels.sections[0]);
  expect(at(closeTo(1900)).section).toBe(labels.sections[1]);
});

test('a view of the whole house needs no further names', () => {
  expect(at(fit(layout.bounds, size))).toEqual({ rows: [], section: null });
});

test('a row whose name is drawn beside its first seat has no second one', () => {
  // The left end of row G: its first seats are in view.
  expect(at(closeTo(603)).rows.map(({ name }) => name)).not.toContain('G');
});

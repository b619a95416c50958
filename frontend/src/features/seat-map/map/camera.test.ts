import { expect, test } from 'vitest';
import { between, centreOn, fit, pan, toWorld, zoom } from './camera';

const bounds = { left: -500, top: 0, right: 500, bottom: 1000 };
const size = { width: 400, height: 600 };

test('the camera fits the whole house in the middle of the screen', () => {
  const camera = fit(bounds, size);
  expect(camera.scale).toBeCloseTo(0.376);
  expect(toWorld(camera, 200, 300)).toEqual({ x: 0, y: 500 });
});

test('the camera zooms around the pointer', () => {
  const camera = zoom(fit(bounds, size), 4, { x: 120, y: 300 }, bounds, size);
  const before = toWorld(fit(bounds, size), 120, 300);
  const after = toWorld(camera, 120, 300);
  expect(after.x).toBeCloseTo(before.x);
  expect(after.y).toBeCloseTo(before.y);
});

test('the camera limits the zoom at both ends', () => {
  const all = fit(bounds, size);
  expect(zoom(all, 0.1, { x: 0, y: 0 }, bounds, size).scale).toBe(all.scale);
  expect(zoom(all, 1e6, { x: 0, y: 0 }, bounds, size).scale).toBe(5.2);
});

test('the camera keeps the house on the screen', () => {
  const close = zoom(fit(bounds, size), 4, { x: 200, y: 300 }, bounds, size);
  const far = pan(close, 1e6, -1e6, bounds, size);
  expect(toWorld(far, 0, 0).x).toBeGreaterThanOrEqual(bounds.left - 20);
  expect(toWorld(far, 0, size.height).y).toBeLessThanOrEqual(bounds.bottom + 20);
});

test('the camera centres on a point', () => {
  const close = zoom(fit(bounds, size), 4, { x: 200, y: 300 }, bounds, size);
  const camera = centreOn(close, 100, 400, bounds, size);
  const middle = toWorld(camera, 200, 300);
  expect(middle.x).toBeCloseTo(100);
  expect(middle.y).toBeCloseTo(400);
});

test('the camera interpolates between two views without a jump', () => {
  const from = fit(bounds, size);
  const to = zoom(from, 3, { x: 50, y: 50 }, bounds, size);
  expect(between(from, to, 0)).toEqual(from);
  expect(between(from, to, 1).x).toBeCloseTo(to.x);
  expect(between(from, from, 0.5)).toEqual(from);
});

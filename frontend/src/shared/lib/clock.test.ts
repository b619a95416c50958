import { expect, test, vi } from 'vitest';
import { RemoteClock } from './clock';

test('a remote clock equals the local clock before the first observation', () => {
  vi.spyOn(Date, 'now').mockReturnValue(1000);
  const clock = new RemoteClock();
  expect(clock.now()).toBe(1000);
  expect(clock.latest()).toBe(1000);
});

test('a remote clock gets more accurate with each observation', () => {
  const clock = new RemoteClock();
  clock.observe(10_000, 11_000, 0, 100);
  expect(clock.offset).toBe((9900 + 11_000) / 2);
  clock.observe(10_800, 11_800, 700, 800);
  expect(clock.offset).toBe((10_000 + 11_000) / 2);
  clock.observe(11_000, 12_000, 1900, 1950);
  expect(clock.offset).toBe((10_000 + 10_100) / 2);
});

test('a remote clock uses the newest observation alone when a clock was set', () => {
  const clock = new RemoteClock();
  clock.observe(10_000, 11_000, 0, 0);
  clock.observe(50_000, 51_000, 0, 0);
  expect(clock.offset).toBe(50_500);
});

test('a remote clock returns the latest possible time for countdowns', () => {
  vi.spyOn(Date, 'now').mockReturnValue(5000);
  const clock = new RemoteClock();
  clock.observe(10_000, 11_000, 5000, 5000);
  expect(clock.latest()).toBe(11_000);
});

test('a remote clock treats a Date header as a range of one second, and ignores an invalid one', () => {
  const clock = new RemoteClock();
  const date = 'Sun, 22 Nov 2026 19:52:43 GMT';
  clock.observeDate(null, 0, 0);
  clock.observeDate('yesterday', 0, 0);
  expect(clock.offset).toBe(0);
  clock.observeDate(date, 0, 0);
  expect(clock.offset).toBe(Date.parse(date) + 500);
});

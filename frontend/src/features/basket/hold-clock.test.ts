import { expect, test, vi } from 'vitest';
import type { Reservation } from '@/shared/api/types';
import { RemoteClock } from '@/shared/lib/clock';
import { observeHold, secondsLeft } from './hold-clock';

const EXPIRES = Date.parse('2026-11-22T20:00:00.000Z');

function hold(expiresInSeconds: number): Reservation {
  const expiresAt = new Date(EXPIRES).toISOString();
  return { holdToken: 't', eventId: 1, seatIds: [1], holdSeconds: 120, expiresAt, expiresInSeconds };
}

test('the countdown follows the server’s clock even if the local clock is wrong', () => {
  const ours = 1_000_000;
  const clock = new RemoteClock();
  observeHold(hold(120), ours, ours + 40, clock);
  vi.spyOn(Date, 'now').mockReturnValue(ours + 40);
  expect(secondsLeft(EXPIRES, clock.latest())).toBe(120);
  vi.spyOn(Date, 'now').mockReturnValue(ours + 60_040);
  expect(secondsLeft(EXPIRES, clock.latest())).toBe(60);
});

test('the countdown never shows a second that isn’t left: it uses the lower bound of the truncated seconds', () => {
  const clock = new RemoteClock();
  vi.spyOn(Date, 'now').mockReturnValue(0);
  observeHold(hold(5), 0, 0, clock);
  // Between 5 and 6 seconds are left.
  expect(EXPIRES - clock.latest()).toBe(5000);
});

test('the countdown gets more accurate when the hold is read again', () => {
  const clock = new RemoteClock();
  observeHold(hold(120), 0, 0, clock);
  observeHold(hold(119), 300, 300, clock);
  vi.spyOn(Date, 'now').mockReturnValue(300);
  // The time left fell below 120 s within these 300 ms.
  expect(EXPIRES - clock.latest()).toBe(119_700);
  expect(EXPIRES - clock.now()).toBe(119_850);
});

test('the countdown ends at zero and stays there', () => {
  expect(secondsLeft(EXPIRES, EXPIRES - 1)).toBe(1);
  expect(secondsLeft(EXPIRES, EXPIRES)).toBe(0);
  expect(secondsLeft(EXPIRES, EXPIRES + 5000)).toBe(0);
});

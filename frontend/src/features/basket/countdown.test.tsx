import { act, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { show } from '@/shared/testing/show';
import { announce, Announcer } from '@/shared/ui/announcer';
import { Countdown } from './countdown';
import { holdClock } from './hold-clock';

beforeEach(() => {
  announce('');
  vi.useFakeTimers();
  vi.spyOn(holdClock, 'latest').mockImplementation(() => Date.now());
});
afterEach(() => {
  vi.useRealTimers();
});

const said = () =>
  screen
    .getAllByTestId('announcer')
    .map((region) => region.textContent)
    .join('');

/** Lets time pass in steps, so that React renders in between. */
function pass(seconds: number): void {
  for (let step = 0; step < seconds * 10; step += 1) {
    act(() => {
      vi.advanceTimersByTime(100);
    });
  }
}

async function showCountdown(seconds: number): Promise<void> {
  const page = (
    <>
      <Countdown expiresAt={Date.now() + seconds * 1000} />
      <Announcer />
    </>
  );
  await show(page);
}

test('the countdown shows each second once, down to zero', async () => {
  await showCountdown(3);
  const seen = [screen.getByRole('timer').textContent];
  for (let step = 0; step < 45; step += 1) {
    pass(0.1);
    const shown = screen.getByRole('timer').textContent;
    if (shown !== seen.at(-1)) seen.push(shown);
  }
  expect(seen).toEqual(['0:03', '0:02', '0:01', '0:00']);
});

test('the countdown is announced at 60, 30 and 10 seconds, and not in between', async () => {
  await showCountdown(65);
  const heard: string[] = [];
  for (let second = 0; second < 65; second += 1) {
    pass(1);
    const now = said();
    if (now !== '' && now !== heard.at(-1)) heard.push(now);
  }
  expect(heard).toEqual([60, 30, 10].map((left) => `${left} seconds left to order your seats.`));
});

test('a countdown that begins below 30 seconds isn’t announced at once', async () => {
  await showCountdown(25);
  pass(2);
  expect(said()).toBe('');
});

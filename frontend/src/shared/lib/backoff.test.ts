import { expect, test } from 'vitest';
import { ApiError } from '@/shared/api/problem';
import { backoff, pause, retryDelay } from './backoff';

test('the delay before a retry grows exponentially, has full jitter, and is capped', () => {
  expect(backoff(0, 10_000, () => 1)).toBe(500);
  expect(backoff(3, 10_000, () => 1)).toBe(4000);
  expect(backoff(3, 10_000, () => 0)).toBe(200);
  expect(backoff(50, 10_000, () => 1)).toBe(10_000);
});

test('the delay before a retry is never shorter than Retry-After', () => {
  const busy = new ApiError('UNAVAILABLE', 503, null, 3000);
  expect(retryDelay(0, busy, 10_000, () => 0)).toBe(3200);
  expect(retryDelay(0, new Error('no response'), 10_000, () => 0)).toBe(200);
});

test('the wait before a retry ends at once when the signal is aborted', async () => {
  const abort = new AbortController();
  const waiting = pause(60_000, abort.signal);
  abort.abort();
  await expect(waiting).rejects.toThrow('given up');
  await expect(pause(60_000, abort.signal)).rejects.toThrow('given up');
});

/** Exponential backoff with full jitter, so that a thousand pages don't retry at the same moment. */
import { ApiError } from '@/shared/api/problem';

const MIN_MS = 200;

export function backoff(attempt: number, capMs: number, random: () => number = Math.random): number {
  const ceiling = Math.min(capMs, 500 * 2 ** Math.min(attempt, 16));
  return MIN_MS + random() * Math.max(0, ceiling - MIN_MS);
}

/** `backoff`, but never shorter than the server's `Retry-After`. */
export function retryDelay(attempt: number, error: unknown, capMs = 10_000, random?: () => number): number {
  const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0;
  return asked + backoff(attempt, capMs, random);
}

/** Resolves after `ms`; rejects as soon as the signal is aborted. */
export function pause(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(new DOMException('The wait was given up', 'AbortError'));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop);
      resolve();
    }, ms);
    if (signal?.aborted === true) stop();
    else signal?.addEventListener('abort', stop, { once: true });
  });
}

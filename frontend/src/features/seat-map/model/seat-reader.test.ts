import { afterEach, expect, test, vi } from 'vitest';
import { house } from './fixture';
import { readSeats } from './read-seats';
import { readResponse } from './seat-reader';

const map = house({ name: 'Floor', rows: 2, cols: 5, price: 500 });
const text = JSON.stringify(map);
const expected = readSeats(new TextEncoder().encode(text).buffer);

const responseOf = (length: number) => new Response(text, { headers: { 'content-length': String(length) } });
const LARGE = 250_000;

/** A worker whose script doesn't arrive, as far as the page can see; or one that never reports anything. */
class LostWorker {
  onerror: ((event: Event) => void) | null = null;
  static ends = vi.fn();
  constructor(readonly fails: boolean) {
    if (fails) queueMicrotask(() => this.onerror?.(new Event('error', { cancelable: true })));
  }
  postMessage(): void {
    // Nobody listens.
  }
  terminate(): void {
    LostWorker.ends();
  }
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
  LostWorker.ends.mockClear();
});

test('a browser without workers reads a large response on the page', async () => {
  expect(await readResponse(responseOf(LARGE))).toEqual(expected);
});

test('a large response is read on the page when the worker’s script doesn’t load', async () => {
  vi.stubGlobal('Worker', LostWorker.bind(null, true));
  expect(await readResponse(responseOf(LARGE))).toEqual(expected);
  expect(LostWorker.ends).toHaveBeenCalledOnce();
});

test('a large response is read on the page when the worker stays silent', async () => {
  vi.useFakeTimers();
  vi.stubGlobal('Worker', LostWorker.bind(null, false));
  const reading = readResponse(responseOf(LARGE));
  await vi.advanceTimersByTimeAsync(5000);
  expect(await reading).toEqual(expected);
  expect(LostWorker.ends).toHaveBeenCalledOnce();
});

test('a small response starts no worker', async () => {
  const start = vi.fn();
  vi.stubGlobal('Worker', start);
  expect(await readResponse(responseOf(1300))).toEqual(expected);
  expect(start).not.toHaveBeenCalled();
});

test('a body that breaks off is an error, and ends the worker', async () => {
  vi.stubGlobal('Worker', LostWorker.bind(null, false));
  const broken = new ReadableStream({
    start: (controller) => {
      controller.error(new TypeError('network error'));
    },
  });
  await expect(readResponse(new Response(broken))).rejects.toThrow('network error');
  expect(LostWorker.ends).toHaveBeenCalledOnce();
});

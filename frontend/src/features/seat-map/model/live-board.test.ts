import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { SeatMap } from '@/shared/api/types';
import { house } from './fixture';
import { LiveBoard, type Freshness } from './live-board';
import { HELD } from './status';

let board: LiveBoard;
/** Ids of the seats that the server would show as held. */
let held: number[];
let version: number;
let stream: () => Response;
let seats: () => Response;
let snapshots: number;

function map(): SeatMap {
  const all = house({ name: 'Floor', rows: 2, cols: 5, price: 500 });
  const now = all.seats.map((seat) => ({
    ...seat,
    status: held.includes(seat.id) ? ('HELD' as const) : seat.status,
  }));
  return { ...all, version, seats: now };
}

/** A response that has begun and stays silent. */
function silent(): Response {
  return new Response(new ReadableStream({ start: () => undefined }));
}

function says(text: string): Response {
  return new Response(
    new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode(text));
      },
    }),
  );
}

function freshness(): Freshness | null {
  const state = board.state();
  return state.phase === 'ready' ? state.freshness : null;
}

function statusOf(id: number) {
  const state = board.state();
  return state.phase === 'ready' ? state.board.status(id) : null;
}

const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const refused = (status: number) => Response.json({ code: 'NOT_FOUND', traceId: 't' }, { status });

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0);
  held = [];
  version = 1;
  snapshots = 0;
  seats = () => Response.json(map());
  vi.stubGlobal('fetch', (request: Request | string) => {
    if (typeof request === 'string') return Promise.resolve(stream());
    snapshots += 1;
    return Promise.resolve(seats());
  });
});

afterEach(() => {
  board.close();
  vi.useRealTimers();
});

test('a map whose stream is blocked polls the seats, and says so', async () => {
  stream = () => {
    throw new TypeError('blocked');
  };
  board = new LiveBoard(1);
  board.open();
  await after(2000);
  expect(freshness()).toBe('polling');
  held = [3];
  version = 2;
  await after(5000);
  expect(statusOf(3)).toBe(HELD);
});

test('a map whose stream is refused by a proxy polls the seats', async () => {
  stream = () => refused(403);
  board = new LiveBoard(1);
  board.open();
  await after(2000);
  expect(freshness()).toBe('polling');
});

test('a map whose stream opens but delivers nothing polls the seats', async () => {
  stream = silent;
  board = new LiveBoard(1);
  board.open();
  await after(1000);
  expect(freshness()).toBe('live');
  held = [4];
  await after(25_000);
  expect(freshness()).toBe('polling');
  expect(statusOf(4)).toBe(HELD);
});

test('a map stops polling when its stream gets through again', async () => {
  stream = () => {
    throw new TypeError('blocked');
  };
  board = new LiveBoard(1);
  board.open();
  await after(2000);
  stream = () => says(': hello\n\n');
  await after(11_000);
  expect(freshness()).toBe('live');
  const before = snapshots;
  await after(15_000);
  expect(snapshots).toBe(before);
});

test('a map that can neither stream nor poll is offline', async () => {
  stream = () => {
    throw new TypeError('blocked');
  };
  board = new LiveBoard(1);
  board.open();
  await after(100);
  seats = () => {
    throw new TypeError('offline');
  };
  await after(10_000);
  expect(freshness()).toBe('offline');
});

test('a map of an event that doesn’t exist any more fails', async () => {
  stream = () => refused(404);
  board = new LiveBoard(1);
  board.open();
  await after(100);
  expect(board.state().phase).toBe('failed');
});

test('a map requests nothing before it is opened, since a render may be discarded', async () => {
  const request = vi.fn(() => Promise.resolve(seats()));
  vi.stubGlobal('fetch', request);
  stream = silent;
  board = new LiveBoard(1);
  await after(1000);
  expect(request).not.toHaveBeenCalled();
});

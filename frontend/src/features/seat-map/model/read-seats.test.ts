import { expect, test } from 'vitest';
import { layOut } from '@/features/seat-map/map/layout';
import type { SeatState } from '@/shared/api/types';
import { house } from './fixture';
import { buildPlan } from './plan';
import { buffersOf, readSeats } from './read-seats';
import { FREE, HELD, SOLD } from './status';

const map = house(
  { name: 'Floor', rows: 2, cols: 3, price: 500 },
  { name: 'Stand', rows: 1, cols: 4, price: 300 },
);

function bodyOf(value: unknown): ArrayBuffer {
  return new TextEncoder().encode(JSON.stringify(value)).buffer;
}

test('the seats of a response are read with their plan, layout and version', () => {
  const read = readSeats(bodyOf({ ...map, version: 7 }));
  expect(read.version).toBe(7);
  expect(read.plan).toEqual(buildPlan(map));
  expect(read.layout).toEqual(layOut(buildPlan(map)));
});

test('the status of each seat is read by its id; an unknown one counts as held', () => {
  const statuses: Record<number, string> = { 2: 'HELD', 3: 'SOLD', 4: 'ENCHANTED' };
  const seats = map.seats.map((seat) => ({
    ...seat,
    status: (statuses[seat.id] ?? seat.status) as SeatState['status'],
  }));
  const { status } = readSeats(bodyOf({ ...map, seats }));
  expect([...status.slice(1)]).toEqual([FREE, HELD, SOLD, HELD, FREE, FREE, FREE, FREE, FREE, FREE]);
});

test('what was read is the same after a worker has handed it over', () => {
  const read = readSeats(bodyOf(map));
  const before = structuredClone(read);
  const after = structuredClone(read, { transfer: buffersOf(read) });
  expect(after).toEqual(before);
  expect(read.status).toHaveLength(0);
});

test('a body that isn’t JSON can’t be read', () => {
  expect(() => readSeats(new TextEncoder().encode('<html>').buffer)).toThrow(SyntaxError);
});

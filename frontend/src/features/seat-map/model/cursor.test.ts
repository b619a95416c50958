import { expect, test } from 'vitest';
import type { SeatState } from '@/shared/api/types';
import { advance, parseMessage, START, type Cursor, type Effect, type StreamMessage } from './cursor';

const init = (version: number, held: number[] = []): StreamMessage => ({
  kind: 'INIT',
  data: { eventId: 1, version, seats: held.map((id) => ({ id, status: 'HELD' })) },
});

const update = (version: number, id = version, status: SeatState['status'] = 'HELD'): StreamMessage => ({
  kind: 'SEAT_UPDATE',
  data: { eventId: 1, version, seats: [{ id, status }] },
});

/** The cursor after a sequence of messages, and the effect of each. */
function follow(
  messages: readonly StreamMessage[],
  from: Cursor = START,
): { cursor: Cursor; kinds: Effect['kind'][] } {
  let cursor = from;
  const kinds = messages.map((message) => {
    const step = advance(cursor, message);
    cursor = step.cursor;
    return step.effect.kind;
  });
  return { cursor, kinds };
}

test('the seat stream begins with an INIT and continues version by version', () => {
  const { cursor, kinds } = follow([init(7), update(8), update(9)]);
  expect(kinds).toEqual(['replace', 'patch', 'patch']);
  expect(cursor).toEqual({ version: 9, stale: false });
});

test('the seat stream continues from a snapshot without an INIT', () => {
  expect(follow([update(5)], { version: 4, stale: false }).kinds).toEqual(['patch']);
});

test('the seat stream drops messages that it has seen', () => {
  const { cursor, kinds } = follow([init(7), update(8), update(8), update(7), update(3), update(9)]);
  expect(kinds).toEqual(['replace', 'patch', 'none', 'none', 'none', 'patch']);
  expect(cursor.version).toBe(9);
});

test('the seat stream asks for a new INIT after a gap, and applies nothing before it arrives', () => {
  const { cursor, kinds } = follow([init(7), update(9), update(10), init(10), update(11)]);
  expect(kinds).toEqual(['replace', 'resync', 'resync', 'replace', 'patch']);
  expect(cursor.version).toBe(11);
});

test('the seat stream asks for an INIT when the first message isn’t one', () => {
  expect(follow([update(1)]).kinds).toEqual(['resync']);
});

test('the seat stream applies the INIT of a new epoch, whose version is far higher', () => {
  const epoch = 2 ** 32;
  const { cursor, kinds } = follow([init(7), init(epoch), update(epoch + 1)]);
  expect(kinds).toEqual(['replace', 'replace', 'patch']);
  expect(cursor.version).toBe(epoch + 1);
});

test('the seat stream applies an INIT with a lower version', () => {
  expect(follow([init(9), init(4), update(5)]).kinds).toEqual(['replace', 'replace', 'patch']);
});

test('the seat stream is stale from STALE to LIVE, and keeps its version', () => {
  const stale = follow([init(7), { kind: 'STALE' }]);
  expect(stale.cursor).toEqual({ version: 7, stale: true });
  const live = follow([{ kind: 'LIVE' }, update(8)], stale.cursor);
  expect(live).toEqual({ cursor: { version: 8, stale: false }, kinds: ['none', 'patch'] });
});

test('the seat stream is no longer stale once a change arrives', () => {
  expect(follow([init(7), { kind: 'STALE' }, update(8)]).cursor.stale).toBe(false);
});

test('the seat stream parses the known kinds of messages, and ignores others', () => {
  expect(parseMessage('SEAT_UPDATE', '{"eventId":1,"version":8,"seats":[{"id":8,"status":"HELD"}]}')).toEqual(
    update(8),
  );
  expect(parseMessage('INIT', '{"eventId":1,"version":7,"seats":[]}')).toEqual(init(7));
  expect(parseMessage('STALE', '')).toEqual({ kind: 'STALE' });
  expect(parseMessage('FIREWORKS', '{}')).toBeNull();
});

test('the seat stream throws at a broken message, so that nothing of it is shown', () => {
  for (const data of [
    '{"eventId":1,"version":8,"seats":[{"id":8,"status":"HELD"}',
    '{"eventId":1,"version":"8","seats":[]}',
    '{"eventId":1,"version":8,"seats":[{"id":"8","status":"HELD"}]}',
    '{"eventId":1,"version":8}',
    'null',
  ])
    for (const kind of ['INIT', 'SEAT_UPDATE']) expect(() => parseMessage(kind, data)).toThrow();
});

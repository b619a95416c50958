import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LiveStream, type Link } from './stream';

/** The server's side of a connection. */
interface Connection {
  readonly lastEventId: string | null;
  readonly signal: AbortSignal;
  send: (text: string) => void;
  end: () => void;
}

let connections: Connection[];
let links: Link[];
let messages: [string, string][];
let refused: string[];
let lastEventId: string | null;
let respond: () => Response | null;
let stream: LiveStream;

function stubFetch(): void {
  vi.stubGlobal('fetch', (_url: string, init: RequestInit) => {
    const special = respond();
    if (special !== null) return Promise.resolve(special);
    const encoder = new TextEncoder();
    const { signal } = init;
    if (!(signal instanceof AbortSignal)) throw new Error('no signal');
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        signal.addEventListener('abort', () => {
          controller.error(signal.reason);
        });
        connections.push({
          lastEventId: new Headers(init.headers).get('last-event-id'),
          signal,
          send: (text) => {
            controller.enqueue(encoder.encode(text));
          },
          end: () => {
            controller.close();
          },
        });
      },
    });
    return Promise.resolve(new Response(body));
  });
}

function setHidden(hidden: boolean): void {
  vi.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  document.dispatchEvent(new Event('visibilitychange'));
}

function open(): void {
  stream = new LiveStream('/stream', {
    lastEventId: () => lastEventId,
    onMessage: (event, data) => messages.push([event, data]),
    onLink: (link) => links.push(link),
    onRefused: (error) => refused.push(error.code),
  });
}

/** Advances the fake timers and runs pending promises. */
const after = (ms: number) => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(1);
  connections = [];
  links = [];
  messages = [];
  refused = [];
  lastEventId = null;
  respond = () => null;
  stubFetch();
});

afterEach(() => {
  stream.close();
  vi.useRealTimers();
});

test('a live stream delivers messages, also when they arrive in pieces', async () => {
  open();
  await after(0);
  connections[0]?.send('event: INIT\nid: 7\nda');
  connections[0]?.send('ta: {"a":1}\n\n: a comment\n\nevent: LIVE\ndata:\n\n');
  await after(0);
  expect(messages).toEqual([
    ['INIT', '{"a":1}'],
    ['LIVE', ''],
  ]);
  expect(links).toEqual(['connecting', 'open']);
});

test('a live stream reconnects with the last id after a delay when the server ends it', async () => {
  open();
  await after(0);
  lastEventId = '7';
  connections[0]?.end();
  await after(499);
  expect(connections).toHaveLength(1);
  await after(1);
  expect(connections[1]?.lastEventId).toBe('7');
  expect(links).toEqual(['connecting', 'open', 'waiting', 'connecting', 'open']);
});

test('a live stream reconnects after silence, which a comment prevents', async () => {
  open();
  await after(0);
  await after(20_000);
  connections[0]?.send(': still here\n\n');
  await after(20_000);
  expect(connections).toHaveLength(1);
  await after(3000);
  expect(connections).toHaveLength(2);
  expect(connections[0]?.signal.aborted).toBe(true);
});

test('a live stream has no connection while the tab is hidden, and resumes when it is shown', async () => {
  open();
  await after(0);
  setHidden(true);
  await after(120_000);
  expect(connections).toHaveLength(1);
  expect(connections[0]?.signal.aborted).toBe(true);
  expect(links.at(-1)).toBe('paused');
  lastEventId = '9';
  setHidden(false);
  await after(0);
  expect(connections[1]?.lastEventId).toBe('9');
});

test('a live stream doesn’t connect in a tab that is hidden from the start', async () => {
  setHidden(true);
  open();
  await after(60_000);
  expect(connections).toHaveLength(0);
});

test('a live stream backs off after transient errors, and waits at least for Retry-After', async () => {
  respond = () =>
    Response.json({ code: 'UNAVAILABLE', traceId: 't' }, { status: 503, headers: { 'retry-after': '3' } });
  open();
  await after(0);
  expect(links).toEqual(['connecting', 'waiting']);
  await after(3499);
  expect(links).toHaveLength(2);
  await after(1);
  expect(links).toHaveLength(4);
  await after(3999);
  expect(links).toHaveLength(4);
  await after(1);
  expect(links).toHaveLength(6);
  expect(refused).toEqual([]);
});

test('a live stream gives up after a final refusal', async () => {
  respond = () => Response.json({ code: 'EVENT_NOT_FOUND', traceId: 't' }, { status: 404 });
  open();
  await after(60_000);
  expect(refused).toEqual(['EVENT_NOT_FOUND']);
  expect(links).toEqual(['connecting', 'closed']);
});

test('a live stream reconnects at once when the network is back', async () => {
  respond = () => {
    throw new TypeError('offline');
  };
  open();
  await after(0);
  respond = () => null;
  window.dispatchEvent(new Event('online'));
  await after(0);
  expect(connections).toHaveLength(1);
});

test('a live stream drops an open connection when the network goes offline', async () => {
  open();
  await after(0);
  window.dispatchEvent(new Event('offline'));
  expect(links.at(-1)).toBe('waiting');
  expect(connections[0]?.signal.aborted).toBe(true);
  await after(500);
  expect(connections).toHaveLength(2);
});

test('a live stream calls no handler once it is closed', async () => {
  open();
  await after(0);
  stream.close();
  await after(60_000);
  expect(connections).toHaveLength(1);
  expect(links.at(-1)).toBe('closed');
});

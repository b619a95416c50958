import { expect, test } from 'vitest';
import { ApiError, isTransient, NetworkError, retryAfter, toApiError } from './problem';

const response = (status: number, headers: Record<string, string> = {}) =>
  new Response(null, { status, headers });

test('an API error keeps the code, the trace id, the conflicting seats and the Retry-After time', () => {
  const body = { code: 'RESERVATION_CONFLICT', traceId: 'abc', conflicts: [3, 4] };
  expect(toApiError(response(409), body)).toMatchObject({
    code: 'RESERVATION_CONFLICT',
    traceId: 'abc',
    details: { conflicts: [3, 4] },
    retryAfterMs: null,
    transient: false,
  });
});

test('an API error takes its code from the status when the body is a proxy’s page', () => {
  expect(toApiError(response(502, { 'trace-id': 'def' }), '<html>')).toMatchObject({
    code: 'UNAVAILABLE',
    traceId: 'def',
  });
  expect(toApiError(response(404), undefined).code).toBe('NOT_FOUND');
  expect(toApiError(response(429), null).code).toBe('TOO_MANY_REQUESTS');
  expect(toApiError(response(418), { code: 'TEAPOT', traceId: 'x' }).code).toBe('INTERNAL');
});

test('an API error is transient only where a repeat may succeed', () => {
  expect(isTransient(new NetworkError('gone'))).toBe(true);
  expect(isTransient(new ApiError('UNAVAILABLE', 503, null, 1000))).toBe(true);
  expect(isTransient(new ApiError('TOO_MANY_REQUESTS', 429, null, 1000))).toBe(true);
  expect(isTransient(new ApiError('RESERVATION_CONFLICT', 409, null, null))).toBe(false);
  expect(isTransient(new Error('ours'))).toBe(false);
});

test('Retry-After is parsed in both of its forms', () => {
  expect(retryAfter('2')).toBe(2000);
  expect(retryAfter('Thu, 01 Jan 1970 00:00:05 GMT', 2000)).toBe(3000);
  expect(retryAfter('Thu, 01 Jan 1970 00:00:05 GMT', 9000)).toBe(0);
  expect(retryAfter('soon')).toBeNull();
  expect(retryAfter(null)).toBeNull();
});

test('an API error keeps a buyer’s limit with the seats that the buyer has', () => {
  const body = { code: 'BUYER_LIMIT', traceId: 'abc', limit: 4, held: 3, wanted: 2 };
  expect(toApiError(response(409), body).details.limit).toEqual({ most: 4, held: 3 });
  expect(toApiError(response(409), { code: 'HOLD_LIMIT', traceId: 'abc' }).details.limit).toBeNull();
});

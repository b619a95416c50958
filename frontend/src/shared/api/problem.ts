/** The two kinds of request errors: the API returned an error, or no response arrived. */
import type { ErrorCode, FieldError, Problem, ProofChallenge } from './types';
import { ERROR_CODES, known } from './vocabulary';

/** What a problem says beside its code. */
interface Details {
  /** With RESERVATION_CONFLICT: the seats that are taken. */
  readonly conflicts: readonly number[];
  /** With VALIDATION_FAILED: the invalid fields. */
  readonly fields: readonly FieldError[];
  /** With BUYER_LIMIT: the most seats that one buyer may have, and those that this buyer has. */
  readonly limit: { readonly most: number; readonly held: number } | null;
  /** With PROOF_REQUIRED: the challenge to solve. */
  readonly challenge: ProofChallenge | null;
}

const NO_DETAILS: Details = { conflicts: [], fields: [], limit: null, challenge: null };

/** The API (or a proxy before it) returned an error status. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly code: ErrorCode,
    readonly status: number,
    readonly traceId: string | null,
    /** From `Retry-After`, in milliseconds. */
    readonly retryAfterMs: number | null,
    readonly details: Details = NO_DETAILS,
  ) {
    super(code);
  }

  /** Whether repeating the same request may succeed. Its outcome may be unknown. */
  get transient(): boolean {
    return this.status === 429 || this.status >= 500;
  }
}

/** No response arrived, so the outcome of the request is unknown. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}

/** Whether the same request is worth repeating. */
export function isTransient(error: unknown): boolean {
  return error instanceof NetworkError || (error instanceof ApiError && error.transient);
}

/**
 * Whether a buyer's action is worth repeating without the buyer. A rate limit isn't: it is said when the next try may be.
 */
export function isWorthRepeating(error: unknown): boolean {
  return isTransient(error) && !hasCode(error, 'TOO_MANY_REQUESTS');
}

/** Whether this is an API error with this code. */
export function hasCode(error: unknown, code: ErrorCode): error is ApiError {
  return error instanceof ApiError && error.code === code;
}

/** Parses an error response. When the body isn't a problem document (a proxy's page), the status gives the code. */
export function toApiError(response: Response, body: unknown): ApiError {
  const problem = isProblem(body) ? body : null;
  return new ApiError(
    (problem && known(ERROR_CODES, problem.code)) ?? codeOf(response.status),
    response.status,
    problem?.traceId ?? response.headers.get('trace-id'),
    retryAfter(response.headers.get('retry-after')),
    problem === null ? NO_DETAILS : detailsOf(problem),
  );
}

function detailsOf({ conflicts, errors, limit, held, challenge }: Problem): Details {
  return {
    conflicts: conflicts ?? [],
    fields: errors ?? [],
    limit: typeof limit === 'number' ? { most: limit, held: held ?? 0 } : null,
    challenge: challenge ?? null,
  };
}

/** Milliseconds from a `Retry-After` header, in either of its forms (RFC 9110, 10.2.3). */
export function retryAfter(header: string | null, now = Date.now()): number | null {
  if (header === null || header.trim() === '') return null;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function isProblem(body: unknown): body is Problem {
  return typeof body === 'object' && body !== null && 'code' in body && 'traceId' in body;
}

function codeOf(status: number): ErrorCode {
  if (status === 404) return 'NOT_FOUND';
  if (status === 429) return 'TOO_MANY_REQUESTS';
  // A proxy returns these while no server is available.
  if (status === 502 || status === 503 || status === 504) return 'UNAVAILABLE';
  return 'INTERNAL';
}

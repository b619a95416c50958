/**
 * The parts of the contract that the OpenAPI snapshot doesn't have yet, in one place. The generated types replace them:
 * a part is removed here as soon as `schema.d.ts` has it.
 */
import type { components } from './schema';

type Schemas = components['schemas'];

export type PendingCode = 'RATE_LIMITED' | 'BUYER_LIMIT' | 'CSRF_REQUIRED';

/** Members of a problem. */
export interface PendingProblem {
  /** Only with `BUYER_LIMIT`: the most seats that one buyer may have of the event. */
  limit?: number | null;
  /** Only with `BUYER_LIMIT`: the seats that this buyer has already. */
  held?: number | null;
  /** Only with `BUYER_LIMIT`: the seats that this request asked for. */
  wanted?: number | null;
}

export interface PendingEvent {
  /** The most seats that one buyer may have. */
  seatsPerBuyer?: number | null;
}

export interface SessionView {
  /** A provider is configured. */
  login: boolean;
  account: { name: string | null; kind: string } | null;
  /** A valid guest's cookie came along. */
  guest: boolean;
  scopes: string[];
  csrfToken: string | null;
}

interface Guest {
  token: string;
  tokenType: string;
  expiresAt: string;
  csrfToken: string;
}

interface Operation<Status extends number, Body, Parameters = object> {
  parameters: Omit<{ query?: never; header?: never; path?: never; cookie?: never }, keyof Parameters> &
    Parameters;
  requestBody?: never;
  responses: Record<Status, { headers: Record<string, unknown>; content: { 'application/json': Body } }>;
}

type Verb = 'get' | 'put' | 'post' | 'delete' | 'options' | 'head' | 'patch' | 'trace';
type Path<Operations extends object> = { parameters: object } & Operations &
  Partial<Record<Exclude<Verb, keyof Operations>, never>>;

export interface PendingPaths {
  '/api/session': Path<{
    get: Operation<200, SessionView>;
    delete: Operation<200, { logoutUrl: string | null }>;
  }>;
  '/api/guests': Path<{ post: Operation<201, Guest> }>;
  '/api/account/orders': Path<{
    get: Operation<
      200,
      { items: Schemas['OrderBody'][]; nextCursor?: string | null },
      { query?: { cursor?: string; limit?: number } }
    >;
  }>;
  '/api/account/orders/{orderId}': Path<{
    put: Operation<200, Schemas['OrderBody'], { path: { orderId: string } }>;
  }>;
}

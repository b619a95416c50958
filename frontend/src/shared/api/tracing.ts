/**
 * Whether the API exports its traces. If so, a purchase begins its order's trace in the browser, and reports its first
 * span in the end (W3C Trace Context).
 */
import { randomId } from '@/shared/lib/random-id';

let exported = false;

/** `traceresponse` of a response; null without one. */
export function observeTracing(header: string | null): void {
  exported = header?.endsWith('-01') ?? false;
}

/** The first span of a new trace, as `traceparent`; null if nobody would see it. */
export function newTrace(): string | null {
  return exported ? `00-${randomId()}-${randomId().slice(16)}-01` : null;
}

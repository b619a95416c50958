/**
 * The parts of the contract that the OpenAPI snapshot doesn't have yet, in one place. The generated types replace them:
 * a part is removed here as soon as `schema.d.ts` has it.
 */
export type PendingCode = 'RATE_LIMITED' | 'BUYER_LIMIT';

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

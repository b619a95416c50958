/**
 * The parts of the contract that the OpenAPI snapshot doesn't have yet, in one place. The generated types replace them:
 * a part is removed here as soon as `schema.d.ts` has it.
 */
export type PendingCode = 'RATE_LIMITED';

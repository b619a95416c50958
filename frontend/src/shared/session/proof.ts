/** Proofs of work: under load the API asks for one before it holds seats. The solver loads when the first is needed. */
import { hasCode, NetworkError } from '@/shared/api/problem';
import type { ProofChallenge } from '@/shared/api/types';

/** A solution may be late or refused; the API then sends another challenge. */
const MAX_PROOFS = 3;

export type Send<Body> = (headers: Readonly<Record<string, string>>) => Promise<Body>;

/** Sends a request, and repeats it with a proof of work while the API asks for one. */
export async function proven<Body>(send: Send<Body>): Promise<Body> {
  let headers: Readonly<Record<string, string>> = {};
  for (let proofs = 0; ; proofs += 1) {
    try {
      return await send(headers);
    } catch (error) {
      if (!hasCode(error, 'PROOF_REQUIRED') || error.details.challenge === null || proofs === MAX_PROOFS)
        throw error;
      const proof = await findProof(error.details.challenge);
      // The buyer doesn't want to wait, or the browser can't do it.
      if (proof === 'given-up') throw error;
      // After the challenge's end its solution is worth nothing, but a request brings the next one.
      headers = proof === 'expired' ? {} : { 'X-Proof-Of-Work': proof.payload };
    }
  }
}

async function findProof(challenge: ProofChallenge) {
  const { prove } = await import('./prove').catch((cause: unknown) => {
    throw new NetworkError('the solver didn’t load', { cause });
  });
  return prove(challenge);
}

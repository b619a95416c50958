/** Runs in a worker, which `prove.ts` starts: tries numbers until one solves the challenge. */
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { handler } from 'altcha-lib/workers/shared';

handler({ deriveKey });

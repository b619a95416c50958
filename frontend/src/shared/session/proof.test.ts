import { createChallenge, solveChallenge, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Challenge, Payload } from 'altcha-lib/types';
import { beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '@/shared/api/problem';
import type { ProofChallenge } from '@/shared/api/types';
import { startI18n } from '@/shared/i18n';
import { proven } from './proof';

const SECRETS = { hmacSignatureSecret: 'signs challenges', hmacKeySignatureSecret: 'signs keys' };

/** As the API makes them: the number to find is known to it. */
async function challenge(counter: number, seconds = 120): Promise<ProofChallenge> {
  const made = await createChallenge({
    ...SECRETS,
    algorithm: 'PBKDF2/SHA-256',
    cost: 10,
    counter,
    deriveKey,
    expiresAt: Math.floor(Date.now() / 1000) + seconds,
    data: { event: '7' },
  });
  return made as ProofChallenge;
}

function required(challenge: ProofChallenge | null): ApiError {
  return new ApiError('PROOF_REQUIRED', 428, 'trace', null, {
    conflicts: [],
    fields: [],
    limit: null,
    challenge,
  });
}

/** Runs the library's solver as `proof-worker.ts` does, without a thread. */
class WorkerHere extends EventTarget {
  static readonly started: WorkerHere[] = [];
  terminated = false;
  readonly #abort = new AbortController();

  constructor() {
    super();
    WorkerHere.started.push(this);
  }

  postMessage({
    type,
    ...work
  }: {
    type: string;
    challenge: Challenge;
    counterStart: number;
    counterStep: number;
  }) {
    if (type === 'abort') this.#abort.abort();
    else {
      void solveChallenge({ ...work, deriveKey, controller: this.#abort }).then((data) => {
        this.dispatchEvent(new MessageEvent('message', { data }));
      });
    }
  }

  terminate() {
    this.terminated = true;
    this.#abort.abort();
  }
}

async function isValid(header: string | undefined): Promise<boolean> {
  const payload = JSON.parse(atob(header ?? '')) as Payload;
  const checked = await verifySolution({ ...payload, ...SECRETS, deriveKey });
  return checked.verified;
}

beforeAll(startI18n);

beforeEach(() => {
  WorkerHere.started.length = 0;
  vi.stubGlobal('Worker', WorkerHere);
});

test('a request for which the API asks no proof is sent once, without one', async () => {
  const send = vi.fn().mockResolvedValue('held');
  expect(await proven(send)).toBe('held');
  expect(send.mock.calls).toEqual([[{}]]);
  expect(WorkerHere.started).toHaveLength(0);
});

test('a proof of work is found in workers, and repeats the request', async () => {
  const send = vi
    .fn()
    .mockRejectedValueOnce(required(await challenge(60)))
    .mockResolvedValueOnce('held');
  expect(await proven(send)).toBe('held');
  const [, [headers]] = send.mock.calls as [unknown, [Record<string, string>]];
  expect(await isValid(headers['X-Proof-Of-Work'])).toBe(true);
  expect(WorkerHere.started.length).toBeGreaterThan(0);
  expect(WorkerHere.started.every(({ terminated }) => terminated)).toBe(true);
});

test('a proof that is refused is asked anew a bounded number of times', async () => {
  const send = vi.fn(async () => Promise.reject(required(await challenge(1))));
  await expect(proven(send)).rejects.toMatchObject({ code: 'PROOF_REQUIRED' });
  expect(send).toHaveBeenCalledTimes(4);
});

test('a challenge that has ended isn’t solved: the next one is asked for', async () => {
  const send = vi
    .fn()
    .mockRejectedValueOnce(required(await challenge(1, -5)))
    .mockRejectedValueOnce(required(await challenge(1)))
    .mockResolvedValueOnce('held');
  expect(await proven(send)).toBe('held');
  expect(send.mock.calls[1]).toEqual([{}]);
});

test('Escape ends the search, and the request with it', async () => {
  const send = vi.fn().mockRejectedValueOnce(required(await challenge(4_000_000_000)));
  const proof = expect(proven(send)).rejects.toMatchObject({ code: 'PROOF_REQUIRED' });
  await vi.waitFor(() => {
    expect(WorkerHere.started.length).toBeGreaterThan(0);
  });
  document.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
  await proof;
  expect(send).toHaveBeenCalledTimes(1);
  expect(WorkerHere.started.every(({ terminated }) => terminated)).toBe(true);
});

test('a challenge of another kind, and a browser without workers, end the request', async () => {
  const other = await challenge(1);
  for (const broken of [{ ...other, parameters: { ...other.parameters, algorithm: 'ARGON2ID' } }, null]) {
    await expect(proven(vi.fn().mockRejectedValue(required(broken)))).rejects.toMatchObject({
      code: 'PROOF_REQUIRED',
    });
  }
  vi.stubGlobal('Worker', undefined);
  const send = vi.fn().mockRejectedValue(required(await challenge(1)));
  await expect(proven(send)).rejects.toMatchObject({ code: 'PROOF_REQUIRED' });
  expect(send).toHaveBeenCalledTimes(1);
});

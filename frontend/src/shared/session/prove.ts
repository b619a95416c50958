/** Solves a challenge of ALTCHA in workers, and says so while it takes noticeably long. */
import { solveChallengeWorkers } from 'altcha-lib';
import i18next from 'i18next';
import type { ProofChallenge } from '@/shared/api/types';
import { pause } from '@/shared/lib/backoff';
import { serverClock } from '@/shared/lib/clock';
import { announce } from '@/shared/ui/announcer';
import { toast } from '@/shared/ui/toasts';

/** Shorter ones aren't mentioned. */
const SHOWN_AFTER_MS = 600;
const SLOW_AFTER_MS = 10_000;
/** The solution must arrive before the challenge ends. */
const MARGIN_MS = 2000;
const MAX_MS = 110_000;
/** One core is left to the page, and a phone must not get hot. */
const MAX_WORKERS = 4;

export type Proof = { readonly payload: string } | 'expired' | 'given-up';

export async function prove(challenge: ProofChallenge): Promise<Proof> {
  const { algorithm, expiresAt } = challenge.parameters;
  // A later version of the API may have others.
  if (!algorithm.startsWith('PBKDF2/')) return 'given-up';
  const timeout = Math.min(MAX_MS, expiresAt * 1000 - serverClock.now() - MARGIN_MS);
  if (timeout <= 0) return 'expired';
  const controller = new AbortController();
  const stopTelling = tell(controller);
  const workers: Worker[] = [];
  try {
    const solution = await Promise.race([
      solveChallengeWorkers({
        challenge,
        controller,
        timeout,
        concurrency: Math.min(MAX_WORKERS, Math.max(1, navigator.hardwareConcurrency - 1)),
        createWorker: () => {
          const worker = new Worker(new URL('./proof-worker.ts', import.meta.url), { type: 'module' });
          workers.push(worker);
          return worker;
        },
      }),
      // A worker that doesn't respond must not keep the buyer waiting.
      ended(controller.signal, timeout),
    ]);
    if (controller.signal.aborted) return 'given-up';
    if (solution === null) return 'expired';
    return { payload: base64(JSON.stringify({ challenge, solution })) };
  } catch {
    // No worker may be started, or the browser's cryptography is missing, as on an address without TLS.
    return 'given-up';
  } finally {
    for (const worker of workers) worker.terminate();
    stopTelling();
  }
}

function ended(signal: AbortSignal, ms: number): Promise<null> {
  return pause(ms, signal).then(
    () => null,
    () => null,
  );
}

/** Says politely what is going on; Escape and a button end it. The focus stays where it is. */
function tell(controller: AbortController): () => void {
  const over = new AbortController();
  const giveUp = () => {
    controller.abort();
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && !event.defaultPrevented) giveUp();
  };
  const show = setTimeout(() => {
    toast({
      title: i18next.t('account.proof.title'),
      text: i18next.t('account.proof.text'),
      action: { label: i18next.t('account.proof.cancel'), run: giveUp },
      lasts: over.signal,
      onClose: giveUp,
    });
  }, SHOWN_AFTER_MS);
  const slow = setTimeout(() => {
    announce(i18next.t('account.proof.slow'));
  }, SLOW_AFTER_MS);
  document.addEventListener('keydown', onKey);
  return () => {
    clearTimeout(show);
    clearTimeout(slow);
    document.removeEventListener('keydown', onKey);
    over.abort();
  };
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

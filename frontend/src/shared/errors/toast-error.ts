import i18next from 'i18next';
import { ApiError, hasCode } from '@/shared/api/problem';
import { beginLogin } from '@/shared/session/login';
import { toast } from '@/shared/ui/toasts';
import { errorKind, nextStep, traceOf } from './help';

/** Shows an error as a toast, beside the page's content. `retry` is offered where repeating is the next step. */
export function toastError(error: unknown, retry?: () => void): void {
  const kind = errorKind(error);
  const step = nextStep(kind);
  // What the API would refuse again isn't offered.
  const repeat = hasCode(error, 'TOO_MANY_REQUESTS') ? undefined : retry;
  const runs: Partial<Record<typeof step, (() => void) | undefined>> = {
    retry: repeat,
    login: logIn,
    reload: reloadPage,
  };
  const run = runs[step];
  toast({
    tone: 'bad',
    title: i18next.t(`errors.${kind}.title`),
    text: [i18next.t(`errors.${kind}.text`), whenAgain(error)].filter((part) => part !== null).join(' '),
    traceId: traceOf(error),
    ...(run !== undefined && { action: { label: i18next.t(`errors.step.${step}`), run } }),
  });
}

/** To the provider, and back to this page. */
export function logIn(): void {
  beginLogin().catch((error: unknown) => {
    toastError(error, logIn);
  });
}

/** After a rate limit. */
function whenAgain(error: unknown): string | null {
  if (!(error instanceof ApiError) || error.code !== 'TOO_MANY_REQUESTS' || error.retryAfterMs === null)
    return null;
  return `${i18next.t('common.againIn', { count: Math.ceil(error.retryAfterMs / 1000) })}.`;
}

function reloadPage(): void {
  window.location.reload();
}

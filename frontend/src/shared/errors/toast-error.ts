import i18next from 'i18next';
import { toast } from '@/shared/ui/toasts';
import { errorKind, NEXT_STEP, traceOf } from './help';

/** Shows an error as a toast, beside the page's content. `retry` is offered where repeating is the next step. */
export function toastError(error: unknown, retry?: () => void): void {
  const kind = errorKind(error);
  const step = NEXT_STEP[kind];
  const run = step === 'retry' ? retry : step === 'reload' ? reloadPage : undefined;
  toast({
    tone: 'bad',
    title: i18next.t(`errors.${kind}.title`),
    text: i18next.t(`errors.${kind}.text`),
    traceId: traceOf(error),
    ...(run !== undefined && { action: { label: i18next.t(`errors.step.${step}`), run } }),
  });
}

function reloadPage(): void {
  window.location.reload();
}

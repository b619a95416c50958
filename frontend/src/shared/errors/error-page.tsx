import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/shared/api/problem';
import { EmptyState } from '@/shared/ui/empty-state';
import { Button, buttonClass } from '@/shared/ui/button';
import { TraceId } from '@/shared/ui/trace-id';
import { logIn } from './toast-error';
import { errorKind, nextStep, traceOf, type Step } from './help';
import { useCountdownTo } from './use-countdown-to';

interface Props {
  error: unknown;
  /** The page has a heading of its own. */
  within?: boolean;
  /** Repeats the failed action. */
  retry?: (() => void) | undefined;
  /** Navigates to the seat choice, when that is the next step. */
  seats?: (() => void) | undefined;
}

/** An error in place of a page: what happened, the next step, and the trace id. */
export function ErrorPage({ error, within = false, retry, seats }: Props) {
  const { t } = useTranslation();
  const kind = errorKind(error);
  const traceId = traceOf(error);
  const wait = useCountdownTo(error instanceof ApiError ? error.retryAfterMs : null, error);
  const step = nextStep(kind);
  /** Until then the API would refuse it again; nothing is repeated by itself. */
  const limited = kind === 'TOO_MANY_REQUESTS';
  return (
    <div role="alert">
      <EmptyState
        title={t(`errors.${kind}.title`)}
        heading={within ? 'h2' : 'h1'}
        actions={<StepButton step={step} retry={retry} seats={seats} waits={limited && wait > 0} />}
      >
        <p>{t(`errors.${kind}.text`)}</p>
        {wait > 0 && step === 'retry' && (
          <p className="mt-2">{t(limited ? 'common.againIn' : 'common.retryIn', { count: wait })}</p>
        )}
        {traceId !== null && (
          <div className="mt-5 grid justify-items-center">
            <TraceId id={traceId} explain />
          </div>
        )}
      </EmptyState>
    </div>
  );
}

interface StepProps extends Pick<Props, 'retry' | 'seats'> {
  step: Step;
  waits: boolean;
}

function StepButton({ step, retry, seats, waits }: StepProps) {
  const { t } = useTranslation();
  const runs: Partial<Record<Step, (() => void) | undefined>> = {
    retry,
    seats,
    login: logIn,
    reload: reloadPage,
  };
  const run = runs[step];
  if (run !== undefined) {
    return (
      <Button variant="primary" waits={waits} onClick={run}>
        {t(`errors.step.${step}`)}
      </Button>
    );
  }
  const to = step === 'orders' ? 'orders' : 'events';
  return (
    <Link to={to === 'orders' ? '/orders' : '/'} className={buttonClass('primary')}>
      {t(`errors.step.${to}`)}
    </Link>
  );
}

function reloadPage(): void {
  window.location.reload();
}

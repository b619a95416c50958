import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { ApiError } from '@/shared/api/problem';
import { Blank } from '@/shared/ui/blank';
import { Button, buttonLook } from '@/shared/ui/button';
import { TraceId } from '@/shared/ui/trace-id';
import { NEXT_STEP, traceOf, troubleOf, type Step } from './help';
import { useCountdownTo } from './use-countdown-to';

interface Props {
  error: unknown;
  /** Repeats what failed. */
  retry?: (() => void) | undefined;
  /** Where seats are chosen, when that is the next step. */
  seats?: (() => void) | undefined;
}

/** An error that takes the place of a page: what happened, what to do now, and its trace id. */
export function TroublePage({ error, retry, seats }: Props) {
  const { t } = useTranslation();
  const trouble = troubleOf(error);
  const traceId = traceOf(error);
  const wait = useCountdownTo(error instanceof ApiError ? error.retryAfterMs : null, error);
  return (
    <div role="alert">
      <Blank
        title={t(`errors.${trouble}.title`)}
        actions={<StepButton step={NEXT_STEP[trouble]} retry={retry} seats={seats} />}
      >
        <p>{t(`errors.${trouble}.text`)}</p>
        {wait > 0 && NEXT_STEP[trouble] === 'retry' && (
          <p className="mt-2">{t('common.retryIn', { count: wait })}</p>
        )}
        {traceId !== null && (
          <div className="mt-5 grid justify-items-center">
            <TraceId id={traceId} explain />
          </div>
        )}
      </Blank>
    </div>
  );
}

function StepButton({ step, retry, seats }: { step: Step } & Pick<Props, 'retry' | 'seats'>) {
  const { t } = useTranslation();
  const run = { retry, seats, reload: reloadPage, none: undefined, events: undefined, orders: undefined }[
    step
  ];
  if (run !== undefined) {
    return (
      <Button look="primary" onClick={run}>
        {t(`errors.step.${step}`)}
      </Button>
    );
  }
  const to = step === 'orders' ? 'orders' : 'events';
  return (
    <Link to={to === 'orders' ? '/orders' : '/'} className={buttonLook('primary')}>
      {t(`errors.step.${to}`)}
    </Link>
  );
}

function reloadPage(): void {
  window.location.reload();
}

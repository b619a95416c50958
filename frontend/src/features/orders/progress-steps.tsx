import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Order } from '@/shared/api/types';
import { cx } from '@/shared/lib/cx';
import { progressOf, STEPS, type Step, type StepState } from './progress';
import { orderStatus, paymentStatus } from './status';

/** The steps of an order: done, in progress, failed, and to come. */
export function ProgressSteps({ order }: { order: Order }) {
  const { t } = useTranslation();
  const progress = progressOf(order);
  return (
    <ol aria-label={t('orders.steps.label')} className="relative" data-testid="steps">
      {STEPS.map((step, index) => (
        <li
          key={step}
          data-step={step}
          data-state={progress[step]}
          aria-current={progress[step] === 'now' ? 'step' : undefined}
          className="relative flex gap-4 pb-6 last:pb-0"
        >
          {index < STEPS.length - 1 && (
            <span
              aria-hidden
              className={cx(
                'absolute top-9 bottom-0 left-[1.05rem] w-0.5',
                progress[step] === 'done' ? 'bg-good' : 'bg-line',
              )}
            />
          )}
          <StepMark state={progress[step]} number={index + 1} />
          <div className={cx('pt-1', progress[step] === 'todo' && 'text-muted')}>
            <p className="font-semibold">
              {t(`orders.steps.${wordsOf(step, order)}.title`)}
              <span className="sr-only">: {t(`orders.steps.state.${progress[step]}`)}</span>
            </p>
            <StepText step={step} state={progress[step]} order={order} />
          </div>
        </li>
      ))}
    </ol>
  );
}

/** The tickets of a refunded order were issued, but neither they nor the payment are left. */
function wordsOf(step: Step, order: Order): Step | 'refunded' {
  return step === 'tickets' && orderStatus(order) === 'REFUNDED' ? 'refunded' : step;
}

function StepText({ step, state, order }: { step: Step; state: StepState; order: Order }) {
  const { t } = useTranslation();
  if (state !== 'now' && !(state === 'done' && step !== 'payment')) return null;
  const waiting = step === 'payment' && paymentStatus(order) === 'PENDING';
  return (
    <p className="text-sm text-muted">
      {waiting ? t('orders.steps.paymentPending') : t(`orders.steps.${wordsOf(step, order)}.text`)}
    </p>
  );
}

const MARKS: Record<StepState, string> = {
  done: 'bg-good text-paper',
  now: 'border-2 border-ink bg-surface text-ink animate-breathe',
  todo: 'border-2 border-line bg-surface text-muted',
  failed: 'bg-accent text-accent-ink',
};

function StepMark({ state, number }: { state: StepState; number: number }) {
  return (
    <span
      aria-hidden
      className={cx(
        'z-10 grid size-9 shrink-0 place-items-center rounded-full font-display font-bold tabular-nums',
        MARKS[state],
      )}
    >
      {state === 'done' && <Check size={18} strokeWidth={3} />}
      {state === 'failed' && <X size={18} strokeWidth={3} />}
      {(state === 'now' || state === 'todo') && number}
    </span>
  );
}

import { useTranslation } from 'react-i18next';
import { inOrder, stateTone } from '@/features/ops/states';
import { known, ORDER_STATES } from '@/shared/api/vocabulary';
import { cx } from '@/shared/lib/cx';
import { formatNumber } from '@/shared/lib/format';
import type { Tone } from '@/shared/ui/badge';
import { useLanguage } from '@/shared/ui/use-language';

const DOTS: Record<Tone, string> = {
  good: 'rounded-full bg-good',
  warn: 'rotate-45 bg-warn',
  bad: 'bg-accent',
  neutral: 'border-2 border-edge',
};

interface Props {
  label: string;
  counts: readonly { state: string; orders: number; amount?: number }[];
  /** A text beside a count. */
  aside?: (count: { state: string; amount?: number }) => string;
}

/** Counts of orders by state, in the order in which an order passes through them. */
export function StateCounts({ label, counts, aside }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  return (
    <dl aria-label={label} className="flex flex-wrap gap-x-5 gap-y-1">
      {inOrder(counts).map((count) => {
        const state = known(ORDER_STATES, count.state);
        return (
          <div key={count.state} data-state={count.state} className="flex items-baseline gap-1.5">
            <dt className="flex items-center gap-1.5 text-sm text-muted">
              <span aria-hidden className={cx('size-2 shrink-0', DOTS[stateTone(count.state)])} />
              {state === null ? count.state : t(`ops.state.${state}`)}
            </dt>
            <dd className="font-semibold tabular-nums">
              {formatNumber(count.orders, language)}
              {aside !== undefined && (
                <span className="ml-1.5 text-xs font-normal text-muted">{aside(count)}</span>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

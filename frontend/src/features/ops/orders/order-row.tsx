import { useTranslation } from 'react-i18next';
import { formatClock, formatSeconds } from '@/features/ops/format';
import { ShortId } from '@/features/ops/short-id';
import { stateTone } from '@/features/ops/states';
import { Cell } from '@/features/ops/table';
import { TimelineLink } from '@/features/ops/timeline/timeline-link';
import type { Order } from '@/shared/api/types';
import { CANCEL_REASONS, known, ORDER_STATUSES, PAYMENT_STATUSES } from '@/shared/api/vocabulary';
import { formatDateTime, formatMoney } from '@/shared/lib/format';
import { Badge } from '@/shared/ui/badge';
import { useLanguage } from '@/shared/ui/use-language';

interface Props {
  order: Order;
  labelOf: (seat: number) => string | undefined;
}

export function OrderRow({ order, labelOf }: Props) {
  const { t } = useTranslation();
  const language = useLanguage();
  const state = known(ORDER_STATUSES, order.status);
  const payment = known(PAYMENT_STATUSES, order.paymentStatus);
  const reason = typeof order.reason === 'string' ? order.reason : null;
  const knownReason = reason === null ? null : known(CANCEL_REASONS, reason);
  const took = (Date.parse(order.updatedAt) - Date.parse(order.createdAt)) / 1000;
  const labels = new Map(order.tickets?.map(({ seatId, label }) => [seatId, label]));
  return (
    <tr data-order={order.orderId}>
      <Cell more="whitespace-nowrap tabular-nums text-muted">
        <TimelineLink orderId={order.orderId}>
          <time dateTime={order.createdAt} title={formatDateTime(order.createdAt, language)}>
            {formatClock(order.createdAt, language)}
          </time>
        </TimelineLink>
      </Cell>
      <Cell more="max-sm:hidden">
        <ShortId id={order.orderId} />
      </Cell>
      <Cell>{order.seatIds.map((seat) => labels.get(seat) ?? labelOf(seat) ?? `#${seat}`).join(', ')}</Cell>
      <Cell end>{formatMoney(order.amount, order.currency, language)}</Cell>
      <Cell>
        <Badge tone={stateTone(order.status)}>
          {state === null ? order.status : t(`ops.state.${state}`)}
        </Badge>
        {reason !== null && (
          <p className="mt-0.5 text-xs text-muted">
            {knownReason === null ? reason : t(`ops.reason.${knownReason}`)}
          </p>
        )}
        {order.status === 'PENDING' && (
          <p className="mt-0.5 text-xs text-muted">
            {payment === null ? order.paymentStatus : t(`orders.paymentStatus.${payment}`)}
          </p>
        )}
      </Cell>
      <Cell end more="text-muted max-sm:hidden">
        {order.status === 'PENDING' ? '–' : formatSeconds(took, language)}
      </Cell>
    </tr>
  );
}

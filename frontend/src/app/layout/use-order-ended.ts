import { useNavigate } from '@tanstack/react-router';
import i18next from 'i18next';
import { useCallback } from 'react';
import type { OnEnded } from '@/app/follow-orders';
import { labelsOf } from '@/shared/lib/seat';
import { toast } from '@/shared/ui/toasts';

/** Tells a buyer who has left the order's page how the order ended. */
export function useOrderEnded(): OnEnded {
  const navigate = useNavigate();
  return useCallback(
    (order, attempt) => {
      const { orderId } = order;
      if (window.location.pathname === `/orders/${orderId}`) return;
      const bought = order.status === 'CONFIRMED';
      toast({
        tone: bought ? 'good' : 'warn',
        title: i18next.t(bought ? 'basket.underWay.confirmed' : 'basket.underWay.failed'),
        text: labelsOf(attempt.seats),
        action: {
          label: i18next.t('basket.underWay.look'),
          run: () => void navigate({ to: '/orders/$orderId', params: { orderId } }),
        },
      });
    },
    [navigate],
  );
}

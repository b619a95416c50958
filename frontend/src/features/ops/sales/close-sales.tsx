import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { asAdmin } from '@/features/ops/admin';
import { api } from '@/shared/api/client';
import { eventQuery } from '@/shared/api/queries';
import type { EventView } from '@/shared/api/types';
import { toastError } from '@/shared/errors/toast-error';
import { Button } from '@/shared/ui/button';
import { Confirm } from '@/shared/ui/confirm';
import { toast } from '@/shared/ui/toasts';

/** Asks for confirmation, since closed sales can't be reopened. Repeating the request is harmless. */
export function CloseSales({ event }: { event: EventView }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const close = useMutation({
    mutationFn: () =>
      asAdmin((headers) =>
        api.DELETE('/api/admin/events/{eventId}', { params: { path: { eventId: event.id } }, headers }),
      ),
    onSuccess: async () => {
      toast({ tone: 'good', title: t('ops.close.done', { title: event.title }) });
      await Promise.all([
        queries.invalidateQueries({ queryKey: ['ops', 'events'] }),
        queries.invalidateQueries(eventQuery(event.id)),
      ]);
    },
    onError: (error) => {
      toastError(error, () => {
        close.mutate();
      });
    },
  });
  return (
    <Confirm
      trigger={
        <Button variant="danger" size="small" busy={close.isPending}>
          {t('ops.close.action')}
        </Button>
      }
      title={t('ops.close.title')}
      text={t('ops.close.text', { title: event.title })}
      confirm={t('ops.close.action')}
      dismiss={t('ops.close.dismiss')}
      onConfirm={() => {
        close.mutate();
      }}
    />
  );
}

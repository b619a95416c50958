/** Short messages at the edge of the screen. */
import { Toast } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { cx } from '@/shared/lib/cx';
import type { Tone } from './badge';
import { Button } from './button';
import { TraceId } from './trace-id';

interface ToastData {
  tone: Tone;
  traceId: string | null;
}

interface Message {
  title: string;
  text?: string;
  tone?: Tone;
  traceId?: string | null;
  action?: { label: string; run: () => void };
}

const manager = Toast.createToastManager<ToastData>();

/** Errors stay until they are closed, so that there is time to copy the trace id. */
export function toast({ title, text, tone = 'neutral', traceId = null, action }: Message): void {
  const id = manager.add({
    title,
    ...(text !== undefined && { description: text }),
    timeout: tone === 'bad' ? 15_000 : 6000,
    priority: tone === 'bad' ? 'high' : 'low',
    data: { tone, traceId },
    ...(action !== undefined && {
      actionProps: {
        children: action.label,
        onClick: () => {
          manager.close(id);
          action.run();
        },
      },
    }),
  });
}

const EDGES: Record<Tone, string> = {
  good: 'border-l-good',
  warn: 'border-l-warn',
  bad: 'border-l-accent',
  neutral: 'border-l-edge',
};

export function Toasts() {
  return (
    <Toast.Provider toastManager={manager} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className="fixed inset-x-3 top-3 z-50 mx-auto flex max-w-md flex-col gap-2 sm:right-4 sm:left-auto sm:w-96">
          <ToastList />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function ToastList() {
  const { t } = useTranslation();
  const { toasts } = Toast.useToastManager<ToastData>();
  return toasts.map((shown) => (
    <Toast.Root
      key={shown.id}
      toast={shown}
      swipeDirection={['up', 'right']}
      className={cx(
        'animate-rise rounded-2xl border border-l-4 border-line bg-surface p-4 pr-11 shadow-xl shadow-ink/10',
        'transition-opacity data-ending-style:opacity-0 data-limited:hidden',
        EDGES[shown.data?.tone ?? 'neutral'],
      )}
    >
      <Toast.Title className="font-semibold" />
      <Toast.Description className="mt-0.5 text-sm text-muted" />
      {typeof shown.data?.traceId === 'string' && (
        <div className="mt-2">
          <TraceId id={shown.data.traceId} />
        </div>
      )}
      <Toast.Action render={<Button size="small" variant="quiet" className="mt-3" />} />
      <Toast.Close
        aria-label={t('common.close')}
        className="absolute top-2 right-2 grid size-9 place-items-center rounded-lg text-muted hover:bg-sunken"
      >
        <X aria-hidden size={18} />
      </Toast.Close>
    </Toast.Root>
  ));
}

import { useTranslation } from 'react-i18next';
import { cx } from '@/shared/lib/cx';
import type { Freshness } from './model/live-board';

const STYLES: Record<Freshness, string> = {
  live: 'text-good',
  connecting: 'text-muted',
  stale: 'text-warn',
  polling: 'text-warn',
  offline: 'text-accent',
};

const DOTS: Record<Freshness, string> = {
  live: 'rounded-full bg-good',
  connecting: 'animate-breathe rounded-full bg-muted',
  stale: 'rounded-none bg-warn',
  polling: 'rounded-none bg-warn',
  offline: 'rotate-45 rounded-none bg-accent',
};

/** Whether the seats shown are current. The explanation is visible only when they may not be. */
export function ConnectionStatus({ freshness }: { freshness: Freshness }) {
  const { t } = useTranslation();
  const text = t(`map.link.${freshness}Text`);
  return (
    // One line whatever it says, so that the map below doesn't move.
    <div
      role="status"
      data-freshness={freshness}
      className={cx('flex min-w-0 items-center gap-2 text-sm whitespace-nowrap', STYLES[freshness])}
      title={text}
    >
      <span aria-hidden className={cx('size-2.5 shrink-0', DOTS[freshness])} />
      <span className="font-semibold">{t(`map.link.${freshness}`)}</span>
      <span
        className={cx(
          'min-w-0 truncate text-muted',
          freshness === 'live' || freshness === 'connecting' ? 'sr-only' : 'max-sm:sr-only',
        )}
      >
        {text}
      </span>
    </div>
  );
}

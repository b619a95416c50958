import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '@/shared/lib/cx';
import { formatCountdown } from '@/shared/lib/format';
import { announce } from '@/shared/ui/announcer';
import { useSecondsLeft } from './use-seconds-left';

/** At or below URGENT_SECONDS the countdown is highlighted. When it passes one of ANNOUNCED, that is announced. */
const URGENT_SECONDS = 30;
const ANNOUNCED = [60, 30, 10] as const;
const FULL_SECONDS = 120;

/** The time left to order, as a shrinking ring and as a number. */
export function Countdown({ expiresAt }: { expiresAt: number }) {
  const { t } = useTranslation();
  const left = useSecondsLeft(expiresAt);
  const urgent = left <= URGENT_SECONDS;
  const before = useRef(left);
  useEffect(() => {
    const passed = ANNOUNCED.some((seconds) => before.current > seconds && left <= seconds);
    before.current = left;
    if (passed && left > 0) announce(t('basket.leftAnnounce', { count: left }));
  }, [left, t]);
  const radius = 20;
  const circumference = 2 * Math.PI * radius;
  return (
    <div className="flex items-center gap-3">
      <svg viewBox="0 0 48 48" aria-hidden className="size-12 -rotate-90">
        <circle cx="24" cy="24" r={radius} fill="none" strokeWidth="4" className="stroke-line" />
        <circle
          cx="24"
          cy="24"
          r={radius}
          fill="none"
          strokeWidth="4"
          strokeLinecap="round"
          strokeDasharray={circumference}
          strokeDashoffset={circumference * (1 - Math.min(1, left / FULL_SECONDS))}
          className={cx(
            'transition-[stroke-dashoffset] duration-1000 ease-linear',
            urgent ? 'stroke-accent' : 'stroke-good',
          )}
        />
      </svg>
      <div>
        <p className="text-xs text-muted">{t('basket.left')}</p>
        <p
          role="timer"
          aria-label={t('basket.left')}
          className={cx('font-display text-2xl leading-none font-bold tabular-nums', urgent && 'text-accent')}
        >
          {formatCountdown(left)}
        </p>
      </div>
    </div>
  );
}

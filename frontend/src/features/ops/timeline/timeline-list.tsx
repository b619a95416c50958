import { useTranslation } from 'react-i18next';
import { formatDate, formatInstant, formatSeconds } from '@/features/ops/format';
import { ShortId } from '@/features/ops/short-id';
import type { TimelineEntry } from '@/shared/api/types';
import {
  CANCEL_REASONS,
  known,
  PAYMENT_STATUSES,
  TIMELINE_ACTORS,
  TIMELINE_KINDS,
} from '@/shared/api/vocabulary';
import { formatDateTime } from '@/shared/lib/format';
import { Badge } from '@/shared/ui/badge';
import { useLanguage } from '@/shared/ui/use-language';
import { isUnderWay, OUTCOMES, outcomeTone, WHATS } from './words';

/** The entries of a timeline, oldest first. */
export function TimelineList({ entries }: { entries: readonly TimelineEntry[] }) {
  const { t } = useTranslation();
  return (
    <ol
      aria-label={t('ops.timeline.title')}
      className="divide-y divide-line overflow-hidden rounded-2xl border border-line bg-surface"
    >
      {entries.map((entry, index) => (
        // The list only grows at its end, and two entries may be equal.
        <Entry key={index} entry={entry} before={entries[index - 1]} />
      ))}
    </ol>
  );
}

function Entry({ entry, before }: { entry: TimelineEntry; before: TimelineEntry | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const kind = known(TIMELINE_KINDS, entry.kind);
  const what = known(WHATS, entry.what);
  const date = formatDate(entry.at, language);
  const isNewDate = before === undefined || formatDate(before.at, language) !== date;
  return (
    <li
      data-kind={entry.kind}
      data-what={entry.what}
      className="grid grid-cols-[auto_1fr_8ch] gap-x-4 gap-y-1 px-3 py-2 text-sm sm:grid-cols-[7rem_6rem_minmax(0,1fr)_8ch]"
    >
      <time
        dateTime={entry.at}
        title={formatDateTime(entry.at, language)}
        className="text-muted tabular-nums sm:text-right"
      >
        {isNewDate && <span className="block text-xs">{date}</span>}
        {formatInstant(entry.at, language)}
      </time>
      <span className="text-muted">{kind === null ? entry.kind : t(`ops.timeline.kind.${kind}`)}</span>
      <div className="min-w-0 max-sm:col-span-3 max-sm:row-start-2">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <span className="font-semibold">{what === null ? entry.what : t(`ops.timeline.what.${what}`)}</span>
          <Outcome entry={entry} />
        </p>
        <p className="text-xs text-muted">{useFacts(entry).join(' · ')}</p>
        {typeof entry.detail === 'string' && (
          <p className="mt-0.5 font-mono text-xs [overflow-wrap:anywhere]">{entry.detail}</p>
        )}
      </div>
      {typeof entry.traceId === 'string' && (
        <span>
          <span className="sr-only">{t('common.trace')} </span>
          {typeof entry.trace === 'string' ? (
            <a href={entry.trace} target="_blank" rel="noopener noreferrer" className="underline">
              <ShortId id={entry.traceId} />
            </a>
          ) : (
            <ShortId id={entry.traceId} />
          )}
        </span>
      )}
    </li>
  );
}

function Outcome({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation();
  if (isUnderWay(entry)) return <Badge tone="warn">{t('ops.timeline.underWay')}</Badge>;
  if (typeof entry.outcome !== 'string') return null;
  const outcome = known(OUTCOMES, entry.outcome);
  return (
    <Badge tone={outcomeTone(entry.outcome)}>
      {outcome === null ? entry.outcome : t(`ops.timeline.outcome.${outcome}`)}
    </Badge>
  );
}

/** Who did it, why, how often and how long. */
function useFacts({
  actor,
  identity,
  reason,
  paymentStatus,
  attempts,
  durationMs,
}: TimelineEntry): readonly string[] {
  const { t } = useTranslation();
  const language = useLanguage();
  const who = known(TIMELINE_ACTORS, actor);
  const facts: string[] = [who === null ? actor : t(`ops.timeline.actor.${who}`)];
  if (typeof identity === 'string') facts.push(identity);
  if (typeof reason === 'string') {
    const why = known(CANCEL_REASONS, reason);
    facts.push(why === null ? reason : t(`ops.reason.${why}`));
  }
  if (typeof paymentStatus === 'string') {
    const payment = known(PAYMENT_STATUSES, paymentStatus);
    const status = payment === null ? paymentStatus : t(`orders.paymentStatus.${payment}`);
    facts.push(t('ops.timeline.payment', { status }));
  }
  if (typeof attempts === 'number') facts.push(t('ops.timeline.attempts', { count: attempts }));
  if (typeof durationMs === 'number') facts.push(formatSeconds(durationMs / 1000, language));
  return facts;
}

import { Link } from '@tanstack/react-router';
import { ArrowLeft } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EventForm, type Draft, type FieldIssues } from '@/features/ops';
import type { EventView } from '@/shared/api/types';
import { toast } from '@/shared/ui/toasts';
import { HousePreview } from './house-preview';
import { dropDraft, keepDraft, keptDraft } from './kept-draft';

const NO_ISSUES: FieldIssues = new Map();

/** The form for a new event, with a preview of its seat map. */
export function NewEvent({ onCreated }: { onCreated: (event: EventView) => void }) {
  const { t } = useTranslation();
  const [{ draft, issues }, set] = useState<{ draft: Draft; issues: FieldIssues }>(() => ({
    draft: keptDraft(),
    issues: NO_ISSUES,
  }));
  return (
    <div className="mx-auto max-w-7xl px-4 pt-4 pb-16 sm:px-6">
      <div className="mb-5 flex items-center gap-2">
        <Link
          to="/ops"
          aria-label={t('ops.back')}
          className="-ml-2 grid size-11 place-items-center rounded-xl text-muted hover:bg-sunken hover:text-ink"
        >
          <ArrowLeft aria-hidden size={20} />
        </Link>
        <h1 className="text-2xl font-extrabold sm:text-3xl">{t('ops.create.heading')}</h1>
      </div>
      <div className="grid gap-8 lg:grid-cols-[26rem_minmax(0,1fr)]">
        <EventForm
          draft={draft}
          issues={issues}
          onDraft={(next, found) => {
            keepDraft(next);
            set({ draft: next, issues: found });
          }}
          onCreated={(event) => {
            dropDraft();
            const done = event.status === 'SCHEDULED' ? 'ops.create.scheduled' : 'ops.create.done';
            toast({ tone: 'good', title: t(done, { title: event.title }) });
            onCreated(event);
          }}
        />
        <HousePreview draft={draft} />
      </div>
    </div>
  );
}

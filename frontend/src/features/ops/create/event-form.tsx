import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { asAdmin } from '@/features/ops/admin';
import { api } from '@/shared/api/client';
import { hasCode } from '@/shared/api/problem';
import { eventQuery } from '@/shared/api/queries';
import type { EventDraft, EventView } from '@/shared/api/types';
import { errorKind, traceOf } from '@/shared/errors/help';
import { randomId } from '@/shared/lib/random-id';
import { Button } from '@/shared/ui/button';
import { Notice } from '@/shared/ui/notice';
import { TraceId } from '@/shared/ui/trace-id';
import { isRequest, NEW_SECTION, toRequest, type Draft } from './draft';
import { EventFields } from './event-fields';
import { IssueText } from './issue-text';
import { readIssues, type FieldIssues } from './issues';
import { SectionFields } from './section-fields';

interface Props {
  draft: Draft;
  issues: FieldIssues;
  onDraft: (draft: Draft, issues: FieldIssues) => void;
  onCreated: (event: EventView) => void;
}

/** The form that creates an event. Issues, found here or by the API, are shown at their fields. */
export function EventForm({ draft, issues, onDraft, onCreated }: Props) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const form = useRef<HTMLFormElement>(null);
  const sent = useRef({ request: '', key: '' });

  /** The same request has the same key, so that sending it again creates no second event. */
  const keyOf = (body: EventDraft) => {
    const request = JSON.stringify(body);
    if (sent.current.request !== request) sent.current = { request, key: randomId() };
    return sent.current.key;
  };

  const showIssues = (found: FieldIssues) => {
    onDraft(draft, found);
    // In the next frame, when the issues have been rendered.
    requestAnimationFrame(() => form.current?.querySelector<HTMLElement>('[aria-invalid=true]')?.focus());
  };
  const create = useMutation({
    mutationFn: (body: EventDraft) => {
      const params = { header: { 'Idempotency-Key': keyOf(body) } };
      return asAdmin((headers) => api.POST('/api/admin/events', { body, params, headers }));
    },
    onSuccess: (event) => {
      queries.setQueryData(eventQuery(event.id).queryKey, event);
      void queries.invalidateQueries({ queryKey: ['ops', 'events'] });
      onCreated(event);
    },
    onError: (error) => {
      if (hasCode(error, 'VALIDATION_FAILED')) showIssues(readIssues(error.details.fields));
    },
  });
  const submit = () => {
    const parsed = toRequest(draft);
    if (isRequest(parsed)) create.mutate(parsed);
    else showIssues(parsed);
  };
  /** A changed field loses its issue, since its new value hasn't been checked. */
  const change = (part: Partial<Draft>, field: string) => {
    onDraft(
      { ...draft, ...part },
      new Map([...issues].filter(([name]) => name !== field && name !== 'sections')),
    );
  };
  /** Issues of sections are keyed by index, which changes when sections are added or removed. */
  const replaceSections = (sections: Draft['sections']) => {
    onDraft({ ...draft, sections }, new Map([...issues].filter(([name]) => !name.startsWith('sections'))));
  };

  const { sections } = draft;
  const unknown = create.error !== null && !hasCode(create.error, 'VALIDATION_FAILED') ? create.error : null;
  const wholeHouse = issues.get('sections');
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!create.isPending) submit();
      }}
      className="space-y-5"
    >
      <EventFields draft={draft} issues={issues} onChange={change} />
      <div className="space-y-3">
        <h2 className="text-lg font-bold">{t('ops.create.sections')}</h2>
        {sections.map((section, index) => (
          <SectionFields
            key={section.key}
            section={section}
            index={index}
            currency={draft.currency}
            issues={issues}
            alone={sections.length === 1}
            onChange={(part, field) => {
              const changed = sections.map((other) => (other === section ? { ...section, ...part } : other));
              change({ sections: changed }, field);
            }}
            onRemove={() => {
              replaceSections(sections.filter((other) => other !== section));
            }}
          />
        ))}
        {wholeHouse !== undefined && <IssueText issue={wholeHouse} />}
        <Button
          onClick={() => {
            const key = Math.max(...sections.map((section) => section.key)) + 1;
            replaceSections([...sections, { key, ...NEW_SECTION }]);
          }}
        >
          <Plus aria-hidden size={18} />
          {t('ops.create.add')}
        </Button>
      </div>
      {issues.size > 0 && (
        <p role="alert" className="text-sm font-semibold text-accent">
          {t('ops.create.issueCount', { count: issues.size })}
        </p>
      )}
      {unknown !== null && <Unknown error={unknown} />}
      <Button type="submit" variant="accent" size="large" busy={create.isPending} className="w-full">
        {draft.salesOpenAt === '' ? t('ops.create.action') : t('ops.create.schedule')}
      </Button>
    </form>
  );
}

/** The request failed, perhaps after the event was created. Sending it again is safe. */
function Unknown({ error }: { error: Error }) {
  const { t } = useTranslation();
  const kind = errorKind(error);
  const trace = traceOf(error);
  return (
    <Notice urgent tone="bad" title={t(`errors.${kind}.title`)}>
      {kind === 'NETWORK' || kind === 'INTERNAL'
        ? t('ops.create.unknown')
        : kind === 'UNAVAILABLE'
          ? t('ops.create.unavailable')
          : t(`errors.${kind}.text`)}
      {trace !== null && <TraceId id={trace} />}
    </Notice>
  );
}

import { Trash2 } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '@/shared/ui/button';
import type { SectionDraft } from './draft';
import type { FieldIssues } from './issues';
import { Field } from './field';

interface Props {
  section: SectionDraft;
  index: number;
  currency: string;
  issues: FieldIssues;
  /** It is the only section, so it can't be removed: an event needs at least one. */
  alone: boolean;
  onChange: (change: Partial<SectionDraft>, field: string) => void;
  onRemove: () => void;
}

/** The fields of a section: equal rows with one price. */
export function SectionFields({ section, index, currency, issues, alone, onChange, onRemove }: Props) {
  const { t } = useTranslation();
  const issue = (name: string) => issues.get(`sections[${index}].${name}`);
  const change = (name: 'name' | 'rows' | 'cols' | 'price') => (text: string) => {
    onChange({ [name]: text }, `sections[${index}].${name}`);
  };
  return (
    <fieldset className="rounded-2xl border border-line bg-surface p-3 pt-1.5">
      <legend className="sr-only">{t('ops.create.section', { number: String(index + 1) })}</legend>
      <div className="flex items-center justify-between">
        <span aria-hidden className="text-sm font-semibold text-muted">
          {t('ops.create.section', { number: String(index + 1) })}
        </span>
        {!alone && (
          <Button
            variant="plain"
            size="small"
            aria-label={t('ops.create.remove', { number: String(index + 1) })}
            onClick={onRemove}
          >
            <Trash2 aria-hidden size={16} />
          </Button>
        )}
      </div>
      <div className="grid grid-cols-3 gap-3">
        <Field
          label={t('ops.create.name')}
          value={section.name}
          issue={issue('name')}
          onText={change('name')}
          className="col-span-3"
        />
        <Field
          label={t('ops.create.rows')}
          inputMode="numeric"
          value={section.rows}
          issue={issue('rows')}
          onText={change('rows')}
        />
        <Field
          label={t('ops.create.cols')}
          inputMode="numeric"
          value={section.cols}
          issue={issue('cols')}
          onText={change('cols')}
        />
        <Field
          label={t('ops.create.price', { currency })}
          inputMode="decimal"
          value={section.price}
          issue={issue('price')}
          onText={change('price')}
        />
      </div>
    </fieldset>
  );
}

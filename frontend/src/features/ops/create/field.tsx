import { useId, type ComponentProps } from 'react';
import { useTranslation } from 'react-i18next';
import { cx } from '@/shared/lib/cx';
import { IssueText } from './issue-text';
import type { FieldIssue } from './issues';

interface Props extends Omit<ComponentProps<'input'>, 'onChange' | 'id'> {
  label: string;
  hint?: string | undefined;
  issue?: FieldIssue | undefined;
  /** The field may be empty. */
  optional?: boolean;
  onText: (text: string) => void;
}

/** A text field with its issue, shown beneath it and announced by screen readers. */
export function Field({ label, hint, issue, optional = false, onText, className, ...rest }: Props) {
  const { t } = useTranslation();
  const id = useId();
  const described = issue !== undefined ? `${id}-issue` : hint !== undefined ? `${id}-hint` : undefined;
  return (
    <div className={cx('min-w-0', className)}>
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
        {optional && <span className="ml-1.5 font-normal text-muted">{t('ops.create.optional')}</span>}
      </label>
      <input
        {...rest}
        id={id}
        aria-invalid={issue !== undefined}
        aria-describedby={described}
        onChange={(event) => {
          onText(event.target.value);
        }}
        className={cx(
          'mt-1 h-11 w-full rounded-xl border bg-surface px-3 text-base',
          issue === undefined ? 'border-edge' : 'border-accent ring-1 ring-accent',
        )}
      />
      {issue !== undefined ? (
        <IssueText id={`${id}-issue`} issue={issue} />
      ) : (
        hint !== undefined && (
          <p id={`${id}-hint`} className="mt-1 text-xs text-muted">
            {hint}
          </p>
        )
      )}
    </div>
  );
}

import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';
import type { FieldIssue } from './issues';

export function IssueText({ id, issue }: { id?: string; issue: FieldIssue }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const number = (value: number) => formatNumber(value, language);
  const words = () => {
    switch (issue.kind) {
      case 'other':
        return issue.message;
      case 'years':
        return t('ops.create.issue.years', { least: String(issue.least), most: String(issue.most) });
      case 'range':
        return t('ops.create.issue.range', { least: number(issue.least), most: number(issue.most) });
      case 'long':
      case 'many':
      case 'seats':
        return t(`ops.create.issue.${issue.kind}`, { most: number(issue.most) });
      case 'empty':
      case 'malformed':
      case 'time':
      case 'whole':
      case 'price':
      case 'zone':
      case 'past':
      case 'order':
      case 'currency':
      case 'noSection':
        return t(`ops.create.issue.${issue.kind}`);
    }
  };
  return (
    <p id={id} data-issue className="mt-1 text-sm text-accent">
      {words()}
    </p>
  );
}

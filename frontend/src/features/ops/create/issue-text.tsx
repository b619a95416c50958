import { useTranslation } from 'react-i18next';
import { formatNumber } from '@/shared/lib/format';
import { useLanguage } from '@/shared/ui/use-language';
import type { FieldIssue } from './issues';

export function IssueText({ id, issue }: { id?: string; issue: FieldIssue }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const number = (text: string) => formatNumber(Number(text), language);
  const words = () => {
    switch (issue.kind) {
      case 'other':
        return issue.message;
      case 'range':
        return t('ops.create.issue.range', { least: number(issue.least), most: number(issue.most) });
      case 'long':
      case 'many':
      case 'seats':
        return t(`ops.create.issue.${issue.kind}`, { most: number(issue.most) });
      case 'empty':
      case 'control':
      case 'time':
      case 'whole':
      case 'price':
      case 'years':
      case 'closesFirst':
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

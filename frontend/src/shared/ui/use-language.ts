import { useTranslation } from 'react-i18next';

/** The language for numbers, money and dates. */
export function useLanguage(): string {
  return useTranslation().i18n.language;
}

import { Monitor, Moon, Sun, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { chooseTheme, THEMES, useTheme, type Theme } from '@/app/theme';
import { Segments } from '@/shared/ui/segments';

const ICONS: Record<Theme, LucideIcon> = { system: Monitor, light: Sun, dark: Moon };

export function ThemeSwitch() {
  const { t } = useTranslation();
  const theme = useTheme((state) => state.theme);
  return (
    <Segments
      label={t('common.theme.label')}
      options={THEMES.map((value) => {
        const Icon = ICONS[value];
        return { value, name: t(`common.theme.${value}`), face: <Icon aria-hidden size={17} /> };
      })}
      chosen={theme}
      onChoose={chooseTheme}
    />
  );
}

import { Toggle } from '@base-ui/react/toggle';
import { ToggleGroup } from '@base-ui/react/toggle-group';
import { Monitor, Moon, Sun, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { chooseTheme, THEMES, useTheme, type Theme } from '@/app/theme';
import { segment, segments } from '@/shared/ui/segments';

const ICONS: Record<Theme, LucideIcon> = { system: Monitor, light: Sun, dark: Moon };

export function ThemeSwitch() {
  const { t } = useTranslation();
  const theme = useTheme((state) => state.theme);
  return (
    <ToggleGroup
      aria-label={t('common.theme.label')}
      value={[theme]}
      onValueChange={([chosen]) => {
        const known = THEMES.find((option) => option === chosen);
        if (known !== undefined) chooseTheme(known);
      }}
      className={segments()}
    >
      {THEMES.map((option) => {
        const Icon = ICONS[option];
        return (
          <Toggle key={option} value={option} aria-label={t(`common.theme.${option}`)} className={segment}>
            <Icon aria-hidden size={17} />
          </Toggle>
        );
      })}
    </ToggleGroup>
  );
}

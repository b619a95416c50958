/** The theme: light, dark, or the system's. `public/boot.js` applies the stored choice before the first paint. */
import * as v from 'valibot';
import { create } from 'zustand';
import { load, onOtherTabChange, save } from '@/shared/lib/storage';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORAGE_KEY = 'holdfast.theme';

const stored = () => load(STORAGE_KEY, v.picklist(THEMES), 'system');

export const useTheme = create<{ theme: Theme }>(() => ({ theme: stored() }));

export function chooseTheme(theme: Theme): void {
  save(STORAGE_KEY, theme);
  apply(theme);
}

function apply(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
  useTheme.setState({ theme });
}

onOtherTabChange(STORAGE_KEY, () => {
  apply(stored());
});

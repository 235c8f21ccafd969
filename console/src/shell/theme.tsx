import { useEffect, useState } from 'react';

import { writeStored, readStored } from '../storage.ts';
import { IconButton } from '../ui/button.tsx';
import type { Item } from '../ui/menu.tsx';
import { useWords } from '../words/language.ts';

const KEY = 'hallpass.console.theme';
const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const stored = (): Theme => THEMES.find((theme) => theme === readStored('localStorage', KEY)) ?? 'system';

const ICONS = { system: 'screen', light: 'sun', dark: 'moon' } as const;

/** The theme of this browser, and how to change it. */
function useTheme() {
  const [theme, setTheme] = useState(stored);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    writeStored('localStorage', KEY, theme === 'system' ? undefined : theme);
  }, [theme]);
  return { theme, setTheme };
}

/** Cycles through the themes: system, light, dark. For pages without a user's menu. */
export function ThemeButton() {
  const { theme, setTheme } = useTheme();
  const { shell: t } = useWords();
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  return <IconButton icon={ICONS[theme]} label={t.changeTheme(t.themes[theme], t.themes[next])} onClick={() => setTheme(next)} />;
}

/** The themes as choices of a menu. */
export function useThemeItems(): Item[] {
  const { theme, setTheme } = useTheme();
  const { shell: t } = useWords();
  return THEMES.map((each) => ({ key: each, label: t.themes[each], group: t.theme, chosen: each === theme, run: () => setTheme(each) }));
}

import { useEffect, useState } from 'react';

import { writeStored, readStored } from '../storage.ts';
import { IconButton } from '../ui/button.tsx';
import { useWords } from '../words/language.ts';

const KEY = 'hallpass.console.theme';
const THEMES = ['system', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

const stored = (): Theme => THEMES.find((theme) => theme === readStored('localStorage', KEY)) ?? 'system';

/** Cycles through the themes: system, light, dark. */
export function ThemeButton() {
  const [theme, setTheme] = useState(stored);
  const { shell: t } = useWords();
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    writeStored('localStorage', KEY, theme === 'system' ? undefined : theme);
  }, [theme]);
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system';
  const icon = theme === 'system' ? 'screen' : theme === 'light' ? 'sun' : 'moon';
  return <IconButton icon={icon} label={t.theme(t.themes[theme], t.themes[next])} onClick={() => setTheme(next)} />;
}

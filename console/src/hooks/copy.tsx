import { useCallback, useState } from 'react';
import type { ReactNode } from 'react';

import { useToasts } from '../ui/toast.tsx';
import { CopyByHand } from '../ui/copy-by-hand.tsx';
import { words } from '../words/language.ts';

/** Copies links. Where the browser denies the clipboard, `fallback` shows them to be copied by hand. */
export const useCopyLinks = (): { readonly copy: (links: readonly string[]) => Promise<void>; readonly fallback: ReactNode } => {
  const { showToast } = useToasts();
  const [shown, setShown] = useState<readonly string[]>();
  const copy = useCallback(
    async (links: readonly string[]) => {
      try {
        await navigator.clipboard.writeText(links.join('\n'));
        showToast({ text: words().parts.linksCopied(links.length), icon: 'copy' });
      } catch {
        setShown(links);
      }
    },
    [showToast],
  );
  return { copy, fallback: shown && <CopyByHand links={shown} onClose={() => setShown(undefined)} /> };
};

import { type ReactNode, useState } from 'react';
import { Button, partProps } from './parts.tsx';
import { useWords } from './use-words.ts';
import { INVITE_WORDS, type OwnWords } from './words.ts';

/** A link to share, with a button to copy it; selected on focus where the browser does not allow that. */
export function LinkField({ link, words }: { link: string; words: OwnWords | undefined }): ReactNode {
  const { t } = useWords(INVITE_WORDS, words);
  const [copied, setCopied] = useState(false);
  return (
    <div {...partProps('link')}>
      <input {...partProps('input')} dir="ltr" readOnly aria-label={t.link} value={link} onFocus={(event) => event.target.select()} />
      <Button onClick={() => navigator.clipboard?.writeText(link).then(() => setCopied(true), () => {})}>{t.copyLink}</Button>
      <span role="status">{copied && t.copied}</span>
    </div>
  );
}

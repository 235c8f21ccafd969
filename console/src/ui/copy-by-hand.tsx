import { useWords } from '../words/language.ts';
import { Button } from './button.tsx';
import { Dialog, DialogActions } from './dialog.tsx';

/** Invite links to be copied by hand, one a line. */
export function CopyByHand({ links, onClose }: { links: readonly string[]; onClose: () => void }) {
  const { parts: t } = useWords();
  const label = t.copyLinks(links.length);
  return (
    <Dialog title={label} onClose={onClose}>
      <p className="muted">{t.copyByHand}</p>
      <textarea
        className="input links-text"
        aria-label={label}
        readOnly
        rows={Math.min(links.length, 8)}
        value={links.join('\n')}
        onFocus={({ target }) => target.select()}
      />
      <DialogActions>
        <Button look="primary" needsService={false} onClick={onClose}>
          {t.done}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

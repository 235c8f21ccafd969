import { Button } from './button.tsx';
import { Dialog, DialogActions } from './dialog.tsx';

/** Invite links to be copied by hand, one a line. */
export function CopyByHand({ links, onClose }: { links: readonly string[]; onClose: () => void }) {
  const label = links.length === 1 ? 'Invite link' : 'Invite links';
  return (
    <Dialog title={label} onClose={onClose}>
      <p className="muted">Your browser doesn't let this page copy. Select the text and copy it.</p>
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
          Done
        </Button>
      </DialogActions>
    </Dialog>
  );
}

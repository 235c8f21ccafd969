import type { Invite, MailPreview } from 'hallpass';
import type { InvitesState } from 'hallpass/react';
import { useState } from 'react';

import { useLoad } from '../../hooks/load.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Skeleton } from '../../ui/small.tsx';
import { MailFrame } from './mail-frame.tsx';

const PARTS = [
  { value: 'html', label: 'HTML' },
  { value: 'text', label: 'Plain text' },
] as const;
type Part = (typeof PARTS)[number]['value'];

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language' });

interface Props {
  readonly invite: Invite;
  readonly invites: InvitesState;
}

/** Shows the mail of a pending invite as it would be sent now. */
export function PreviewMail({ invite, invites }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  return (
    <>
      <Button
        look="link"
        aria-describedby={`invited-${invite.id}`}
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
      >
        Preview mail
      </Button>
      {isOpen && <MailDialog invite={invite} invites={invites} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function MailDialog({ invite, invites, onClose }: Props & { readonly onClose: () => void }) {
  const { data: mail, error, reload } = useLoad(invite.id, () => invites.previewMail(invite.id));
  return (
    <Dialog title="Preview of the mail" wide onClose={onClose}>
      {mail && <Mail mail={mail} onClose={onClose} />}
      {!mail && (error === undefined ? <Skeleton label="Loading the mail" /> : <Problem error={error} retry={() => void reload()} />)}
      <DialogActions>
        <Button onClick={onClose}>Close</Button>
      </DialogActions>
    </Dialog>
  );
}

function Mail({ mail, onClose }: { readonly mail: MailPreview; readonly onClose: () => void }) {
  const [part, setPart] = useState<Part>('html');
  const { from, replyTo, to, subject, language, html, text } = mail;
  return (
    <>
      <dl className="mail-head">
        <Line name="Subject" value={subject} />
        <Line name="From" value={from} />
        {replyTo && <Line name="Replies to" value={replyTo} />}
        <Line name="To" value={to} />
        <Line name="Language" value={LANGUAGES.of(language) ?? language} />
      </dl>
      <div className="mail-parts">
        <Segments label="Part of the mail" value={part} options={PARTS} onChoose={setPart} />
        <p className="muted">Links in a preview lead nowhere.</p>
      </div>
      {part === 'html' ? (
        <MailFrame key={html} html={html} onEscape={onClose} />
      ) : (
        // Scrolled by keyboard, it needs the focus.
        <pre className="mail-part mail-text" role="region" aria-label="Text of the mail" tabIndex={0} lang={language}>
          {text}
        </pre>
      )}
    </>
  );
}

function Line({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}

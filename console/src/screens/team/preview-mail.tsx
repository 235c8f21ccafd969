import type { Invite, MailPreview } from 'hallpass';
import type { InvitesState } from 'hallpass/react';
import { useState } from 'react';

import { useLoad } from '../../hooks/load.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog, DialogActions } from '../../ui/dialog.tsx';
import { Problem } from '../../ui/problem.tsx';
import { Segments } from '../../ui/segments.tsx';
import { Skeleton } from '../../ui/small.tsx';
import { useFormats, useWords } from '../../words/language.ts';
import { MailFrame } from './mail-frame.tsx';

const PARTS = ['html', 'text'] as const;
type Part = (typeof PARTS)[number];

interface Props {
  readonly invite: Invite;
  readonly previewMail: InvitesState['previewMail'];
}

/** Shows the mail of a pending invite as it would be sent now. */
export function PreviewMail({ invite, previewMail }: Props) {
  const [isOpen, setIsOpen] = useState(false);
  const { invites: t } = useWords();
  return (
    <>
      <Button
        look="link"
        aria-describedby={`invited-${invite.id}`}
        aria-haspopup="dialog"
        onClick={() => setIsOpen(true)}
      >
        {t.preview}
      </Button>
      {isOpen && <MailDialog invite={invite} previewMail={previewMail} onClose={() => setIsOpen(false)} />}
    </>
  );
}

function MailDialog({ invite, previewMail, onClose }: Props & { readonly onClose: () => void }) {
  const { hallpass, invites: t } = useWords();
  const { data: mail, error, reload } = useLoad(invite.id, () => previewMail(invite.id));
  return (
    <Dialog title={t.previewTitle} wide onClose={onClose}>
      {mail && <Mail mail={mail} onClose={onClose} />}
      {!mail && (error === undefined ? <Skeleton label={t.loadingEmail} /> : <Problem error={error} retry={() => void reload()} />)}
      <DialogActions>
        <Button onClick={onClose}>{hallpass.close}</Button>
      </DialogActions>
    </Dialog>
  );
}

function Mail({ mail, onClose }: { readonly mail: MailPreview; readonly onClose: () => void }) {
  const [part, setPart] = useState<Part>('html');
  const { invites: t } = useWords();
  const { language: languageName } = useFormats();
  const { from, replyTo, to, subject, language, html, text } = mail;
  return (
    <>
      <dl className="mail-head">
        <Line name={t.subject} value={subject} />
        <Line name={t.from} value={from} />
        {replyTo && <Line name={t.repliesTo} value={replyTo} />}
        <Line name={t.to} value={to} />
        <Line name={t.language} value={languageName(language)} />
      </dl>
      <div className="mail-parts">
        <Segments label={t.part} value={part} options={PARTS.map((value) => ({ value, label: t.parts[value] }))} onChoose={setPart} />
        <p className="muted">{t.linksInactive}</p>
      </div>
      {part === 'html' ? (
        <MailFrame key={html} html={html} onEscape={onClose} />
      ) : (
        // Scrolled by keyboard, it needs the focus.
        <pre className="mail-part mail-text" role="region" aria-label={t.text} tabIndex={0} lang={language} dir="auto">
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

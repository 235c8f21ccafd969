/** The pending invites of an account, as they are shown. */

import { type ReactNode, useState } from 'react';
import type { Invite } from '../types.ts';
import { InviteFields } from './invite-fields.tsx';
import { LinkField } from './link-field.tsx';
import type { InvitesState } from './use-lists.ts';
import { useInviteActions } from './use-invite-actions.ts';
import { useInviteEditForm } from './use-invite-form.ts';
import { Button, Confirm, Listed, partProps, Problem, rootProps } from './parts.tsx';
import { InvitedProjectsText } from './project-fields.tsx';
import { accessTitle, usePolicy } from './state.ts';
import { useWords } from './use-words.ts';
import { INVITE_WORDS, type OwnWords, PENDING_WORDS } from './words.ts';

const WORDS = { ...INVITE_WORDS, ...PENDING_WORDS };

interface PendingInvitesScreenProps {
  readonly invites: InvitesState;
  readonly className: string | undefined;
  readonly words: OwnWords | undefined;
}

/** The list of pending invites. */
export function PendingInvitesScreen({ invites, className, words }: PendingInvitesScreenProps): ReactNode {
  const { t } = useWords(WORDS, words);
  return (
    <section {...rootProps('pending-invites', className)} aria-label={t.pending}>
      <Listed list={invites} empty={t.nonePending} words={words}>
        <ul {...partProps('list')}>
          {invites.items.map((invite) => (
            <Row key={invite.id} invite={invite} invites={invites} words={words} />
          ))}
        </ul>
      </Listed>
    </section>
  );
}

function Row({ invite, invites, words }: { invite: Invite; invites: InvitesState; words: OwnWords | undefined }) {
  const { t, name, day, either } = useWords(WORDS, words);
  const policy = usePolicy();
  const { link, showLink, resend, revoke } = useInviteActions(invite, invites);
  const [confirming, setConfirming] = useState<'edit' | 'resend' | 'revoke'>();
  const close = () => setConfirming(undefined);
  const whom = invite.email ?? (invite.domains ? t.anyoneAt(either(invite.domains)) : t.anyone);
  const { maxUses = 1, uses = 0 } = invite;
  const recipient = name(whom);
  const id = `${invite.id}-recipient`;
  return (
    <li {...partProps('row')}>
      <div {...partProps('text')}>
        <strong id={id}>
          <bdi>{whom}</bdi>
        </strong>{' '}
        <span>{accessTitle(policy, invite.role, t)}</span>{' '}
        {invite.projects && <InvitedProjectsText account={invite.account} projects={invite.projects} words={words} />}
        <small>
          {[
            maxUses > 1 && t.uses(uses, maxUses),
            t.since(day(invite.createdAt), name(invite.inviter.name)),
            invite.expiresAt && t.expires(day(invite.expiresAt)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </small>{' '}
        {invite.note && <q>{invite.note}</q>}
        {invite.delivery && <small {...partProps('delivery')}>{t.delivery(invite.delivery)}</small>}
        {link && <LinkField link={link} words={words} />}
        <Problem error={showLink.error} />
      </div>
      <div {...partProps('buttons')}>
        {!link && (
          <Button aria-describedby={id} busy={showLink.busy} onClick={() => void showLink.run()}>
            {t.link}
          </Button>
        )}
        <Button variant="quiet" aria-describedby={id} aria-haspopup="dialog" onClick={() => setConfirming('edit')}>
          {t.edit}
        </Button>
        <Button variant="quiet" aria-describedby={id} onClick={() => setConfirming('resend')}>
          {t.resend}
        </Button>
        <Button variant="quiet" aria-describedby={id} onClick={() => setConfirming('revoke')}>
          {t.revoke}
        </Button>
      </div>
      {confirming === 'edit' && <EditInvite invite={invite} invites={invites} words={words} onClose={close} />}
      {confirming === 'resend' && (
        <Confirm
          title={t.resend}
          label={t.sameLink}
          variant="primary"
          action={{ ...resend, run: () => resend.run(false) }}
          onClose={close}
          words={words}
          more={
            <Button busy={resend.busy} onClick={() => void resend.run(true).then((done) => done && close())}>
              {t.newLink}
            </Button>
          }
        >
          <p>{t.resendAbout(recipient)}</p>
        </Confirm>
      )}
      {confirming === 'revoke' && (
        <Confirm title={t.revokeTitle} label={t.revoke} action={revoke} onClose={close} words={words}>
          <p>{t.revokeAbout(recipient)}</p>
        </Confirm>
      )}
    </li>
  );
}

interface EditInviteProps {
  readonly invite: Invite;
  readonly invites: InvitesState;
  readonly words: OwnWords | undefined;
  readonly onClose: () => void;
}

const LIFETIMES_DAYS = [-1, 0, 1, 7, 30];

function EditInvite({ invite, invites, words, onClose }: EditInviteProps) {
  const { t, name } = useWords(WORDS, words);
  const { draft, edit, access, submit } = useInviteEditForm({ invite, onSaved: () => void invites.reload() });
  return (
    <Confirm title={t.editTitle(name(invite.email ?? t.anyone))} label={t.saveInvite} variant="primary" action={submit} onClose={onClose} words={words}>
      <p>{t.editAbout}</p>
      <InviteFields account={invite.account} draft={draft} edit={edit} access={access} error={submit.error} words={words} uses={invite.uses} lifetimes={LIFETIMES_DAYS} />
    </Confirm>
  );
}

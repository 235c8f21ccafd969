import { useState } from 'react';
import { REQUIRED } from '../generated.ts';
import type { Invite } from '../types.ts';
import { type Action, useAction } from './action.ts';
import { useCan } from './gates.ts';
import { LinkField } from './invite-dialog.tsx';
import { type InvitesState, useInvites } from './lists.ts';
import { Button, Confirm, Listed, part, Problem, type Ready, root } from './parts.tsx';
import { roleOf, usePolicy } from './state.ts';
import { INVITE_WORDS, type OwnWords, PENDING_WORDS, useWords } from './words.ts';

const WORDS = { ...INVITE_WORDS, ...PENDING_WORDS };

/** What can be done with one pending invite. */
export interface InviteActions {
  /** Its link, once asked for. */
  readonly link: string | undefined;
  readonly showLink: Action<[]>;
  /** `rotate`: a new link, and the old one stops working. */
  readonly resend: Action<[rotate: boolean]>;
  readonly revoke: Action<[]>;
}

/** The actions on one invite, without their markup. */
export const useInviteActions = ({ id }: Invite, invites: InvitesState): InviteActions => {
  const [link, setLink] = useState<string>();
  const showLink = useAction(async () => setLink((await invites.link(id)).link));
  const resend = useAction(async (rotate: boolean) => setLink((await invites.resend(id, { rotate })).link));
  const revoke = useAction(async () => {
    await invites.revoke(id);
    await invites.reload();
  });
  return { link, showLink, resend, revoke };
};

/** What `PendingInvites` takes. */
export interface PendingInvitesProps extends Ready<InvitesState> {
  /** The active one by default. */
  readonly account?: string;
}

/** Invites of a team that wait for an answer: copy the link again, resend, revoke. Nothing for those who may not invite. */
export function PendingInvites(props: PendingInvitesProps) {
  return useCan(REQUIRED.membersInvite, { account: props.account }) && <Pending {...props} />;
}

function Pending({ account, className, words, children }: PendingInvitesProps) {
  const { say } = useWords(WORDS, words);
  const invites = useInvites({ account, status: 'pending' });
  if (children) return children(invites);
  return (
    <section {...root('pending-invites', className)} aria-label={say.pending}>
      <Listed list={invites} empty={say.nonePending} words={words}>
        <ul {...part('list')}>
          {invites.items.map((invite) => (
            <Row key={invite.id} invite={invite} invites={invites} words={words} />
          ))}
        </ul>
      </Listed>
    </section>
  );
}

function Row({ invite, invites, words }: { invite: Invite; invites: InvitesState; words: OwnWords | undefined }) {
  const { say, name, day } = useWords(WORDS, words);
  const policy = usePolicy();
  const { link, showLink, resend, revoke } = useInviteActions(invite, invites);
  const [asking, setAsking] = useState<'resend' | 'revoke'>();
  const close = () => setAsking(undefined);
  const whom = name(invite.email ?? say.anyone);
  const id = `${invite.id}-whom`;
  return (
    <li {...part('row')}>
      <div {...part('text')}>
        <strong id={id}>
          <bdi>{invite.email ?? say.anyone}</bdi>
        </strong>
        <span>{roleOf(policy, invite.role).title}</span>
        <small>
          {say.since(day(invite.createdAt), name(invite.inviter.name))} {invite.expiresAt && say.expires(day(invite.expiresAt))}
        </small>
        {invite.note && <q>{invite.note}</q>}
        {link && <LinkField link={link} words={words} />}
        <Problem error={showLink.error} />
      </div>
      <div {...part('buttons')}>
        {!link && (
          <Button aria-describedby={id} busy={showLink.busy} onClick={() => void showLink.run()}>
            {say.link}
          </Button>
        )}
        <Button look="quiet" aria-describedby={id} onClick={() => setAsking('resend')}>
          {say.resend}
        </Button>
        <Button look="quiet" aria-describedby={id} onClick={() => setAsking('revoke')}>
          {say.revoke}
        </Button>
      </div>
      {asking === 'resend' && (
        <Confirm
          title={say.resend}
          label={say.sameLink}
          look="primary"
          action={{ ...resend, run: () => resend.run(false) }}
          onClose={close}
          words={words}
          more={
            <Button busy={resend.busy} onClick={() => void resend.run(true).then((done) => done && close())}>
              {say.newLink}
            </Button>
          }
        >
          <p>{say.resendAbout(whom)}</p>
        </Confirm>
      )}
      {asking === 'revoke' && (
        <Confirm title={say.revokeTitle} label={say.revoke} action={revoke} onClose={close} words={words}>
          <p>{say.revokeAbout(whom)}</p>
        </Confirm>
      )}
    </li>
  );
}

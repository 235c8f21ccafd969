import type { ReactNode } from 'react';
import type { AccountRef } from '../types.ts';
import { recipientOf } from '../accept/recipient.ts';
import type { AcceptAction, AcceptInvite as Invite } from '../accept-types.ts';
import { ACCEPT_WORDS } from '../words.ts';
import { type InviteFlow, useInvite } from './use-invite.ts';
import { Button, partProps, Problem, type Ready, rootProps, Waiting } from './parts.tsx';
import { Fact } from './show.tsx';
import { accessTitle, CUSTOM, permissionTitle, roleOf, usePolicy } from './state.ts';
import { useWords } from './use-words.ts';
import type { OwnWords } from './words.ts';

/** Props of `AcceptInvite`. */
export interface AcceptInviteProps extends Ready<InviteFlow> {
  /** Replaces the button that calls the client's `onSignIn`. */
  readonly signIn?: ReactNode;
  /** Called once the team is the tab's active account. */
  readonly onOpen?: ((account: AccountRef) => void) | undefined;
  /** Shown where the flow ends: a link to another page. */
  readonly end?: ReactNode;
}

/** The page that an invite link leads to: what it offers, and buttons to join or decline. */
export function AcceptInvite({ className, words, children, ...rest }: AcceptInviteProps): ReactNode {
  const flow = useInvite();
  if (children) return children(flow);
  const { step, error } = flow.state;
  return (
    <section {...rootProps('accept-invite', className)} data-step={step} aria-live="polite">
      <Step flow={flow} words={words} {...rest} />
      {step !== 'failed' && <Problem error={error} />}
    </section>
  );
}

type StepProps = Pick<AcceptInviteProps, 'words' | 'signIn' | 'onOpen' | 'end'> & { readonly flow: InviteFlow };

function Step({ flow, words, signIn, onOpen, end }: StepProps) {
  const { t, name, either } = useWords(ACCEPT_WORDS, words);
  const policy = usePolicy();
  const { state } = flow;
  const actionButton = (action: AcceptAction, label: string, variant?: 'primary', done?: () => void) => (
    <Button variant={variant} busy={state.busy === action} disabled={state.busy !== undefined} onClick={() => void flow[action]().then(done)}>
      {label}
    </Button>
  );
  const openButton = (account: AccountRef, label: string) => actionButton('openTeam', label, 'primary', () => onOpen?.(account));
  const message = (title: string, text: string, more: ReactNode) => (
    <>
      <h1 {...partProps('title')}>{title}</h1>
      <p>{text}</p>
      <div {...partProps('buttons')}>{more}</div>
    </>
  );
  const offer = (invite: Invite | undefined, more: ReactNode) => (
    <>
      {invite && <Offer invite={invite} words={words} />}
      <div {...partProps('buttons')}>{more}</div>
    </>
  );
  switch (state.step) {
    case 'preview':
      return offer(state.invite, <Waiting label={t.checkingInvite} />);
    case 'needs_sign_in':
      return offer(state.invite, signIn ?? <><p>{t.signInToJoin}</p>{actionButton('signIn', t.signIn, 'primary')}</>);
    case 'wrong_account':
      return message(t.wrongAccountTitle, t.wrongAccount(name(state.email), name(recipientOf({ ...state.invite, ...(state.hint && { hint: state.hint }) }, { addressAt: t.addressAt, list: either }) ?? '')), actionButton('switchAccount', t.signInAsOther, 'primary'));
    case 'needs_email_proof':
      return message(t.proofTitle, t.proof(name(state.email)), <>{actionButton('verifyEmail', t.verify, 'primary')}{actionButton('switchAccount', t.signInAsOther)}</>);
    case 'ready':
      return offer(state.invite, <>{actionButton('join', t.join, 'primary')}{actionButton('decline', t.decline)}</>);
    case 'already_member':
      return message(t.memberTitle(name(state.account.name)), '', openButton(state.account, t.openTeam));
    case 'joined':
      return message(t.joinedTitle(name(state.account.name)), t.joinedAs(accessTitle(policy, state.account.role, t)), <>{openButton(state.account, t.switchTo(name(state.account.name)))}{end}</>);
    case 'declined':
      return message(t.declinedTitle, state.open ? t.declinedOpen : t.declined(name(state.invite.inviter.name)), end);
    case 'closed':
      if (state.why === 'out_of_date') return message(t.outOfDateTitle, t.outOfDate, end);
      return state.why === 'incomplete' ? message(t.incompleteTitle, t.incomplete, end) : message(t.closedTitle, t.closed(state.why ?? ''), end);
    case 'failed':
      return <Problem error={state.error} retry={flow.retry} />;
    case 'none':
      return message(t.noInviteTitle, t.noInvite, end);
  }
}

/** What an invite offers: by its signed claims until the edge has sent more. */
function Offer({ invite, words }: { invite: Invite; words: OwnWords | undefined }) {
  const { t, name, list, either } = useWords(ACCEPT_WORDS, words);
  const policy = usePolicy();
  const role = roleOf(policy, invite.role);
  const titles = invite.permissionTitles ?? role.permissions.map((permission) => permissionTitle(policy, permission));
  const titleOf = (granted: string, title: string): string => (granted === CUSTOM ? t.customRole : title);
  const recipient = recipientOf(invite, { addressAt: t.addressAt, list: either });
  return (
    <>
      <h1 {...partProps('title')}>{t.joinTitle(name(invite.account.name))}</h1>
      <p>{t.invitesYou(name(invite.inviter.name))}</p>
      {invite.note && <blockquote>{invite.note}</blockquote>}
      <dl>
        <Fact about={t.yourRole}>{titleOf(invite.role, invite.roleTitle ?? role.title)}</Fact>
        {recipient && <Fact about={t.inviteFor}>{recipient}</Fact>}
        {titles.length > 0 && <Fact about={t.youMay}>{titles.join(', ')}</Fact>}
        {invite.projects && invite.projects.length > 0 && (
          <Fact about={t.yourProjects}>
            {list(invite.projects.map((granted) => t.projectAs(name(granted.name), titleOf(granted.role, granted.roleTitle))))}
          </Fact>
        )}
      </dl>
    </>
  );
}

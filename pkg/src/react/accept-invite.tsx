import type { ReactNode } from 'react';
import type { AccountRef } from '../types.ts';
import type { AcceptAction, AcceptInvite as Invite } from '../accept-types.ts';
import { ACCEPT_WORDS } from '../words.ts';
import { type InviteFlow, useInvite } from './lists.ts';
import { Button, part, Problem, type Ready, root, Waiting } from './parts.tsx';
import { Fact } from './show.tsx';
import { permissionTitle, roleOf, usePolicy } from './state.ts';
import { type OwnWords, useWords } from './words.ts';

/** What `AcceptInvite` takes. */
export interface AcceptInviteProps extends Ready<InviteFlow> {
  /** Stands where one signs in; by default a button that calls the client's `onSignIn`. */
  readonly signIn?: ReactNode;
  /** Told once the tab works in the team. */
  readonly onOpen?: ((account: AccountRef) => void) | undefined;
  /** Stands below where the way ends: a link to go elsewhere. */
  readonly end?: ReactNode;
}

/** The page to which an invite link leads: what it offers, and Join or Decline by a press of one's own. */
export function AcceptInvite({ className, words, children, ...rest }: AcceptInviteProps) {
  const flow = useInvite();
  if (children) return children(flow);
  const { step, error } = flow.state;
  return (
    <section {...root('accept-invite', className)} data-step={step} aria-live="polite">
      <Step flow={flow} words={words} {...rest} />
      {step !== 'failed' && <Problem error={error} />}
    </section>
  );
}

type StepProps = Pick<AcceptInviteProps, 'words' | 'signIn' | 'onOpen' | 'end'> & { readonly flow: InviteFlow };

function Step({ flow, words, signIn, onOpen, end }: StepProps) {
  const { say, name } = useWords(ACCEPT_WORDS, words);
  const policy = usePolicy();
  const { state } = flow;
  const press = (action: AcceptAction, label: string, look?: 'primary', done?: () => void) => (
    <Button look={look} busy={state.busy === action} off={state.busy !== undefined} onClick={() => void flow[action]().then(done)}>
      {label}
    </Button>
  );
  const open = (account: AccountRef, label: string) => press('openTeam', label, 'primary', () => onOpen?.(account));
  const told = (title: string, text: string, more: ReactNode) => (
    <>
      <h1 {...part('title')}>{title}</h1>
      <p>{text}</p>
      <div {...part('buttons')}>{more}</div>
    </>
  );
  const offer = (invite: Invite | undefined, more: ReactNode) => (
    <>
      {invite && <Offer invite={invite} words={words} />}
      <div {...part('buttons')}>{more}</div>
    </>
  );
  switch (state.step) {
    case 'preview':
      return offer(state.invite, <Waiting label={say.checkingInvite} />);
    case 'needs_sign_in':
      return offer(state.invite, signIn ?? <><p>{say.signInToJoin}</p>{press('signIn', say.signIn, 'primary')}</>);
    case 'wrong_account':
      return told(say.wrongAccountTitle, say.wrongAccount(name(state.email), name(state.hint ?? '')), press('switchAccount', say.signInAsOther, 'primary'));
    case 'needs_email_proof':
      return told(say.proofTitle, say.proof(name(state.email)), <>{press('verifyEmail', say.verify, 'primary')}{press('switchAccount', say.signInAsOther)}</>);
    case 'ready':
      return offer(state.invite, <>{press('join', say.join, 'primary')}{press('decline', say.decline)}</>);
    case 'already_member':
      return told(say.memberTitle(name(state.account.name)), '', open(state.account, say.openTeam));
    case 'joined':
      return told(say.joinedTitle(name(state.account.name)), say.joinedAs(roleOf(policy, state.account.role).title), <>{open(state.account, say.switchTo(name(state.account.name)))}{end}</>);
    case 'declined':
      return told(say.declinedTitle, say.declined(name(state.invite.inviter.name)), end);
    case 'closed':
      return state.why === 'out_of_date' ? told(say.outOfDateTitle, say.outOfDate, end) : told(say.closedTitle, say.closed(state.why ?? ''), end);
    case 'failed':
      return <Problem error={state.error} retry={flow.retry} />;
    case 'none':
      return told(say.noInviteTitle, say.noInvite, end);
  }
}

/** What an invite offers: by signed claims until the edge has told more. */
function Offer({ invite, words }: { invite: Invite; words: OwnWords | undefined }) {
  const { say, name } = useWords(ACCEPT_WORDS, words);
  const policy = usePolicy();
  const role = roleOf(policy, invite.role);
  return (
    <>
      <h1 {...part('title')}>{say.joinTitle(name(invite.account.name))}</h1>
      <p>{say.invitesYou(name(invite.inviter.name))}</p>
      {invite.note && <blockquote>{invite.note}</blockquote>}
      <dl>
        <Fact about={say.yourRole}>{invite.roleTitle ?? role.title}</Fact>
        {invite.hint && <Fact about={say.inviteFor}>{invite.hint}</Fact>}
        {role.permissions.length > 0 && (
          <Fact about={say.youMay}>{role.permissions.map((permission) => permissionTitle(policy, permission)).join(', ')}</Fact>
        )}
      </dl>
    </>
  );
}

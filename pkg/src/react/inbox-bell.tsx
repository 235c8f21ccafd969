import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import type { Account, Invite } from '../types.ts';
import { ACCEPT_WORDS, INBOX_WORDS } from '../words.ts';
import { useAction } from './action.ts';
import { type InboxState, useInbox } from './lists.ts';
import { Button, Listed, part, Problem, type Ready, root, useDismiss } from './parts.tsx';
import { useHallpass } from './root.tsx';
import { roleOf, usePolicy, useUser } from './state.ts';
import { type OwnWords, useWords } from './words.ts';

const WORDS = { ...ACCEPT_WORDS, ...INBOX_WORDS };

/** The bell without its markup. */
export interface InboxBellState extends InboxState {
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
  /** For the element around the button and the panel. */
  readonly around: RefObject<HTMLDivElement | null>;
}

/** The inbox, and a panel that opens by itself when an invite has come (`asks`). */
export const useInboxBell = (asks = true): InboxBellState => {
  const inbox = useInbox();
  const [open, setOpen] = useState(false);
  // Opened by itself it stays until it is closed: whoever has not asked may be about to press something else.
  const [asked, setAsked] = useState(false);
  const around = useRef<HTMLDivElement>(null);
  const before = useRef(0);
  const { count } = inbox;
  useEffect(() => {
    if (asks && count > before.current) setOpen(true);
    before.current = count;
  }, [asks, count]);
  const set = (next: boolean) => {
    setAsked(next);
    setOpen(next);
  };
  useDismiss(around, open && asked, () => set(false));
  return { ...inbox, open, setOpen: set, around };
};

/** What `InboxBell` takes. */
export interface InboxBellProps extends Ready<InboxBellState> {
  /** Whether it asks by itself on entry and when an invite comes; by default it does. */
  readonly asks?: boolean;
  /** Told when one press has switched to a team that was joined here. */
  readonly onOpen?: (account: Account) => void;
  /** The picture of the bell. */
  readonly icon?: ReactNode;
}

/** How many invites wait for me, with Join and Decline. */
export function InboxBell({ asks, onOpen, icon = <Bell />, className, words, children }: InboxBellProps) {
  const { say } = useWords(WORDS, words);
  const state = useInboxBell(asks);
  const id = useId();
  if (children) return children(state);
  const { count, open, setOpen, around } = state;
  return (
    <div {...root('inbox-bell', className)} ref={around}>
      <Button look="quiet" aria-haspopup="dialog" aria-expanded={open} aria-label={count > 0 ? say.inboxWith(count) : say.inbox} onClick={() => setOpen(!open)}>
        {icon}
        {count > 0 && <span {...part('count')}>{count}</span>}
      </Button>
      {open && (
        <div {...part('panel')} role="dialog" aria-labelledby={id}>
          <h2 {...part('title')} id={id}>
            {count > 0 ? say.youAreInvited : say.inbox}
          </h2>
          <Inbox inbox={state} words={words} onOpen={onOpen} />
          <Button look="quiet" onClick={() => setOpen(false)}>
            {say.close}
          </Button>
        </div>
      )}
    </div>
  );
}

interface InboxProps {
  readonly inbox: InboxState;
  readonly words?: OwnWords | undefined;
  readonly onOpen?: ((account: Account) => void) | undefined;
}

/** How an invite was answered here. */
interface Answer {
  readonly invite: Invite;
  readonly joined?: Account;
}

/** Open invites with Join and Decline, and what became of those that were just answered. */
export function Inbox({ inbox, words, onOpen }: InboxProps) {
  const { say, name } = useWords(WORDS, words);
  const client = useHallpass();
  const user = useUser();
  const [answers, setAnswers] = useState<readonly Answer[]>([]);
  const verify = useAction(() => client.verifyEmail());
  const answer = (one: Answer) => setAnswers((before) => [one, ...before]);
  if (user?.emailVerified === false) {
    return (
      <>
        <p>{say.inboxProof}</p>
        <Problem error={verify.error} />
        <Button look="primary" busy={verify.busy} onClick={() => void verify.run()}>
          {say.verify}
        </Button>
      </>
    );
  }
  const open = inbox.items.filter(({ id }) => !answers.some(({ invite }) => invite.id === id));
  return (
    <>
      {answers.map(({ invite, joined }) => (
        <div key={invite.id} {...part('row')} role="status">
          <p>{(joined ? say.youJoined : say.youDeclined)(name(invite.accountName))}</p>
          {joined && (
            <Button
              look="primary"
              onClick={() => {
                client.accounts.switchTo(joined.id);
                onOpen?.(joined);
              }}
            >
              {say.switchTo(name(joined.name))}
            </Button>
          )}
        </div>
      ))}
      <Listed list={inbox} empty={answers.length > 0 ? '' : say.noInvites} words={words}>
        <ul {...part('list')}>
          {open.map((invite) => (
            <Row key={invite.id} invite={invite} inbox={inbox} words={words} onAnswer={answer} />
          ))}
        </ul>
      </Listed>
    </>
  );
}

function Row({ invite, inbox, words, onAnswer }: InboxProps & { invite: Invite; onAnswer: (answer: Answer) => void }) {
  const { say, name, day } = useWords(WORDS, words);
  const policy = usePolicy();
  const join = useAction(async () => onAnswer({ invite, joined: (await inbox.accept(invite.id)).account }));
  const decline = useAction(async () => {
    await inbox.decline(invite.id);
    onAnswer({ invite });
  });
  return (
    <li {...part('row')}>
      <p>{say.joinAs(name(invite.accountName), roleOf(policy, invite.role).title)}</p>
      <small>{say.invitedBy(name(invite.inviter.name), day(invite.createdAt))}</small>
      {invite.note && <blockquote>{invite.note}</blockquote>}
      <Problem error={join.error ?? decline.error} />
      <div {...part('buttons')}>
        <Button look="primary" busy={join.busy} off={decline.busy} onClick={() => void join.run()}>
          {say.join}
        </Button>
        <Button busy={decline.busy} off={join.busy} onClick={() => void decline.run()}>
          {say.decline}
        </Button>
      </div>
    </li>
  );
}

function Bell() {
  return (
    <svg aria-hidden="true" width="18" height="18" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.6">
      <path d="M5.5 8.3a4.5 4.5 0 0 1 9 0c0 4.2 1.7 5.2 1.7 5.2H3.8s1.7-1 1.7-5.2ZM8.4 16.2a1.8 1.8 0 0 0 3.2 0" />
    </svg>
  );
}

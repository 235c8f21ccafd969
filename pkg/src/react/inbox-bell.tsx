import { type ReactNode, type RefObject, useEffect, useId, useRef, useState } from 'react';
import type { Account, Invite } from '../types.ts';
import { ACCEPT_WORDS, INBOX_WORDS } from '../words.ts';
import { useAction } from './use-action.ts';
import { type InboxState, useInbox } from './use-lists.ts';
import { Button, Listed, Panel, partProps, Problem, type Ready, rootProps, useDismiss } from './parts.tsx';
import { useHallpass } from './provider.tsx';
import { accessTitle, usePolicy, useUser } from './state.ts';
import { useWords } from './use-words.ts';
import type { OwnWords } from './words.ts';

const WORDS = { ...ACCEPT_WORDS, ...INBOX_WORDS };

/** The inbox and its panel, without markup. */
export interface InboxBellState extends InboxState {
  readonly open: boolean;
  readonly setOpen: (open: boolean) => void;
  /** For the element around the button and the panel. */
  readonly around: RefObject<HTMLDivElement | null>;
}

/** The inbox, and a panel that opens by itself when an invite arrives, if `asks` is true. */
export const useInboxBell = (asks = true): InboxBellState => {
  const inbox = useInbox();
  const [open, setOpen] = useState(false);
  // A panel that has opened by itself stays until it is closed: the user may be about to press something else.
  const [openedByUser, setOpenedByUser] = useState(false);
  const around = useRef<HTMLDivElement>(null);
  const previousCount = useRef(0);
  const { count } = inbox;
  useEffect(() => {
    if (asks && count > previousCount.current) setOpen(true);
    previousCount.current = count;
  }, [asks, count]);
  const set = (next: boolean) => {
    setOpenedByUser(next);
    setOpen(next);
  };
  useDismiss(around, open && openedByUser, () => set(false));
  return { ...inbox, open, setOpen: set, around };
};

/** Props of `InboxBell`. */
export interface InboxBellProps extends Ready<InboxBellState> {
  /** Whether the panel opens by itself, at first and when an invite arrives. Default: true. */
  readonly asks?: boolean;
  /** Called after the user has switched to a team that they have joined here. */
  readonly onOpen?: (account: Account) => void;
  /** Replaces the picture of the bell. */
  readonly icon?: ReactNode;
}

/** How many invites are pending for the user, with buttons to join or decline. */
export function InboxBell({ asks, onOpen, icon = <Bell />, className, words, children }: InboxBellProps): ReactNode {
  const { t } = useWords(WORDS, words);
  const state = useInboxBell(asks);
  const id = useId();
  if (children) return children(state);
  const { count, open, setOpen, around } = state;
  return (
    <div {...rootProps('inbox-bell', className)} ref={around}>
      <Button variant="quiet" aria-haspopup="dialog" aria-expanded={open} aria-label={count > 0 ? t.inboxWith(count) : t.inbox} onClick={() => setOpen(!open)}>
        {icon}
        {count > 0 && <span {...partProps('count')}>{count}</span>}
      </Button>
      {open && (
        <Panel {...partProps('panel')} around={around} align="end" role="dialog" aria-labelledby={id}>
          <h2 {...partProps('title')} id={id}>
            {count > 0 ? t.youAreInvited : t.inbox}
          </h2>
          <Inbox inbox={state} words={words} onOpen={onOpen} />
          <Button variant="quiet" onClick={() => setOpen(false)}>
            {t.close}
          </Button>
        </Panel>
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

/** The pending invites with buttons to join or decline, and the outcome of those that were just answered. */
export function Inbox({ inbox, words, onOpen }: InboxProps): ReactNode {
  const { t, name } = useWords(WORDS, words);
  const client = useHallpass();
  const user = useUser();
  const [answers, setAnswers] = useState<readonly Answer[]>([]);
  const verify = useAction(() => client.verifyEmail());
  const addAnswer = (answer: Answer) => setAnswers((before) => [answer, ...before]);
  if (user?.emailVerified === false) {
    return (
      <>
        <p>{t.inboxProof}</p>
        <Problem error={verify.error} />
        <Button variant="primary" busy={verify.busy} onClick={() => void verify.run()}>
          {t.verify}
        </Button>
      </>
    );
  }
  const open = inbox.items.filter(({ id }) => !answers.some(({ invite }) => invite.id === id));
  return (
    <>
      {answers.map(({ invite, joined }) => (
        <div key={invite.id} {...partProps('row')} role="status">
          <p>{(joined ? t.youJoined : t.youDeclined)(name(invite.accountName))}</p>
          {joined && (
            <Button
              variant="primary"
              onClick={() => {
                client.accounts.switchTo(joined.id);
                onOpen?.(joined);
              }}
            >
              {t.switchTo(name(joined.name))}
            </Button>
          )}
        </div>
      ))}
      <Listed list={inbox} empty={answers.length > 0 ? '' : t.noInvites} words={words}>
        <ul {...partProps('list')}>
          {open.map((invite) => (
            <Row key={invite.id} invite={invite} inbox={inbox} words={words} onAnswer={addAnswer} />
          ))}
        </ul>
      </Listed>
    </>
  );
}

function Row({ invite, inbox, words, onAnswer }: InboxProps & { invite: Invite; onAnswer: (answer: Answer) => void }) {
  const { t, name, day } = useWords(WORDS, words);
  const policy = usePolicy();
  const join = useAction(async () => onAnswer({ invite, joined: (await inbox.accept(invite.id)).account }));
  const decline = useAction(async () => {
    await inbox.decline(invite.id);
    onAnswer({ invite });
  });
  return (
    <li {...partProps('row')}>
      <p>{t.joinAs(name(invite.accountName), accessTitle(policy, invite.role, t))}</p>
      <small>{t.invitedBy(name(invite.inviter.name), day(invite.createdAt))}</small>
      {invite.note && <blockquote>{invite.note}</blockquote>}
      <Problem error={join.error ?? decline.error} />
      <div {...partProps('buttons')}>
        <Button variant="primary" busy={join.busy} disabled={decline.busy} onClick={() => void join.run()}>
          {t.join}
        </Button>
        <Button busy={decline.busy} disabled={join.busy} onClick={() => void decline.run()}>
          {t.decline}
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

import type { Account, Invite } from 'hallpass';
import { useAction, useInbox } from 'hallpass/react';
import type { InboxState } from 'hallpass/react';
import { useState } from 'react';

import { pathIn } from '../address.ts';
import { client } from '../client.ts';
import { usePolledList } from '../hooks/load.ts';
import { roleTitle, useClientState, usePolicy } from '../hooks/state.tsx';
import { useUndoable, UNDO_SECONDS } from '../hooks/undo.ts';
import { useTitle } from '../hooks/title.ts';
import { navigate } from '../router.tsx';
import { useLive } from '../shell/live.tsx';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { LoadedList } from '../ui/list.tsx';
import { Problem } from '../ui/problem.tsx';
import { Avatar, Empty, Time } from '../ui/small.tsx';
import { useToasts } from '../ui/toast.tsx';
import { useWords } from '../words/language.ts';
import { OfferedOwnerships } from './offered-ownerships.tsx';

/** The user's pending invites. */
export function InboxScreen() {
  const { hallpass, inbox: t } = useWords();
  useTitle(hallpass.inbox);
  const inbox = useInbox();
  return (
    <>
      <div className="page-head">
        <div>
          <h1 className="page-title">{hallpass.inbox}</h1>
          <p className="muted">{t.about}</p>
        </div>
      </div>
      <OfferedOwnerships />
      <section className="card card-flush" aria-label={hallpass.pending}>
        <InboxList inbox={inbox} />
      </section>
    </>
  );
}

/** The user's most recent answer to an invite. */
type Answer = { readonly invite: Invite; readonly joined?: Account };

/** Pending invites with Join and Decline, and the results of recent answers. */
export function InboxList({ inbox, onDone }: { inbox: InboxState; onDone?: () => void }) {
  const { user } = useClientState();
  const [answers, setAnswers] = useState<readonly Answer[]>([]);
  const { hallpass, parts } = useWords();
  const list = usePolledList(inbox);
  if (user && !user.emailVerified) return <Unverified />;
  const answered = new Set(answers.map(({ invite }) => invite.id));
  const add = (answer: Answer) => setAnswers((before) => [answer, ...before]);
  const none = (
    <Empty icon="mail" title={hallpass.noInvites}>
      {hallpass.noInvitesAbout}
    </Empty>
  );
  return (
    <LoadedList list={list} texts={parts.invites} empty={answers.length === 0 && none}>
      {(invites) => (
        <ul className="inbox">
          {answers.map((answer) => (
            <AnsweredInvite key={answer.invite.id} answer={answer} {...(onDone && { onDone })} />
          ))}
          {invites
            .filter(({ id }) => !answered.has(id))
            .map((invite) => (
              <OpenInvite key={invite.id} inbox={inbox} invite={invite} onAnswer={add} />
            ))}
        </ul>
      )}
    </LoadedList>
  );
}

function Unverified() {
  const verify = useAction(() => client.verifyEmail());
  const { hallpass, inbox: t } = useWords();
  return (
    <Empty icon="mail" title={t.verifyTitle}>
      <p>{hallpass.inboxProof}</p>
      <Problem error={verify.error} />
      <Button look="primary" busy={verify.busy} onClick={() => void verify.run()}>
        {hallpass.verify}
      </Button>
    </Empty>
  );
}

interface OpenProps {
  readonly inbox: InboxState;
  readonly invite: Invite;
  readonly onAnswer: (answer: Answer) => void;
}

function OpenInvite({ inbox, invite, onAnswer }: OpenProps) {
  const policy = usePolicy();
  const { withoutToast } = useLive();
  const { hallpass, inbox: t } = useWords();
  const join = useAction(async () => {
    const { account } = await withoutToast(invite.account, () => inbox.accept(invite.id));
    onAnswer({ invite, joined: account });
  });
  const { showError } = useToasts();
  const decline = useUndoable(async () => {
    try {
      await inbox.decline(invite.id);
      onAnswer({ invite });
    } catch (error) {
      showError(error);
    }
  });
  if (decline.isPending) return <Declining invite={invite} onUndo={decline.undo} />;
  return (
    <li className="inbox-item">
      <Avatar name={invite.accountName} seed={invite.account} square size={40} />
      <div className="inbox-text">
        <p className="inbox-title">{t.joinAs(<strong>{invite.accountName}</strong>, roleTitle(policy, invite.role))}</p>
        <p className="muted">{t.invitedYou(invite.inviter.name, <Time at={invite.createdAt} />)}</p>
        {invite.note && <blockquote className="note">{invite.note}</blockquote>}
        <Problem error={join.error} />
        <div className="action-row">
          <Button small look="primary" busy={join.busy} onClick={() => void join.run()}>
            {hallpass.join}
          </Button>
          <Button small needsService unavailable={join.busy} onClick={decline.start}>
            {hallpass.decline}
          </Button>
        </div>
      </div>
    </li>
  );
}

function Declining({ invite, onUndo }: { invite: Invite; onUndo: () => void }) {
  const { inbox: t } = useWords();
  return (
    <li className="inbox-item">
      <span className="round">
        <Icon name="close" />
      </span>
      <div className="inbox-text">
        <p className="inbox-title" role="status">
          {t.declined(<strong>{invite.accountName}</strong>)}
        </p>
        <div className="action-row">
          <Button small autoFocus onClick={onUndo}>
            {t.undo}
          </Button>
          <span className="muted">{t.undoFor(UNDO_SECONDS)}</span>
        </div>
      </div>
    </li>
  );
}

function AnsweredInvite({ answer: { invite, joined }, onDone }: { answer: Answer; onDone?: () => void }) {
  const { hallpass, inbox: t } = useWords();
  const team = <strong>{invite.accountName}</strong>;
  const go = (account: Account) => {
    navigate(pathIn(account.id, 'resources'));
    onDone?.();
  };
  return (
    <li className="inbox-item">
      <span className={joined ? 'round round-ok' : 'round'}>
        <Icon name={joined ? 'check' : 'close'} />
      </span>
      <div className="inbox-text" role="status">
        <p className="inbox-title">{joined ? t.joined(team) : t.declined(team)}</p>
        {joined ? (
          <div className="action-row">
            <Button small look="primary" needsService={false} autoFocus onClick={() => go(joined)}>
              {hallpass.switchTo(invite.accountName)}
            </Button>
          </div>
        ) : (
          <p className="muted">{hallpass.declinedAbout(invite.inviter.name)}</p>
        )}
      </div>
    </li>
  );
}

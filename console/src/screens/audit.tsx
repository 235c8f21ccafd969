import { REQUIRED } from 'hallpass';
import type { AuditEvent, Policy } from 'hallpass';

import { client } from '../client.ts';
import { usePages } from '../hooks/load.ts';
import { roleTitle, useActive, usePolicy, useVerdict } from '../hooks/state.tsx';
import { useTitle } from '../hooks/title.ts';
import { Denied } from '../ui/explanation.tsx';
import { Listed } from '../ui/list.tsx';
import { Avatar, Badge, Empty, Moment, Skeleton } from '../ui/small.tsx';

const EVERY_MS = 15_000;

/** What happened in the active account, newest first. */
export function AuditScreen() {
  useTitle('Audit');
  const active = useActive();
  const verdict = useVerdict(REQUIRED.auditRead);
  return (
    <>
      <div className="page-head">
        <div>
          <h1 className="page-title">Audit</h1>
          <p className="muted">
            Every change in {active ? <strong>{active.name}</strong> : 'this account'}, and every refusal to a member.
            Nothing here can be edited.
          </p>
        </div>
      </div>
      {verdict === 'unknown' && <Skeleton lines={6} label="Loading the audit" />}
      {verdict === 'deny' && <Denied title="The audit is closed to your role" permission={REQUIRED.auditRead} />}
      {verdict === 'allow' && active && <Events key={active.id} account={active.id} epoch={active.epoch} />}
    </>
  );
}

function Events({ account, epoch }: { account: string; epoch: number }) {
  const policy = usePolicy();
  const loaded = usePages(`${account} ${epoch}`, (cursor) => client.audit.query({ account, cursor }), EVERY_MS);
  return (
    <section className="card card-flush" aria-label="Events">
      <Listed
        loaded={loaded}
        reading="Loading the audit"
        empty={<Empty icon="list" title="Nothing has happened yet" />}
      >
        {(events) => (
          <ol className="events">
            {events.map((event) => (
              <EventLine key={event.id} event={event} policy={policy} />
            ))}
          </ol>
        )}
      </Listed>
    </section>
  );
}

function EventLine({ event, policy }: { event: AuditEvent; policy: Policy | undefined }) {
  const { actor, action, outcome, code, details, at } = event;
  return (
    <li className="event">
      <Avatar name={actor.name} seed={actor.id} size={28} />
      <div className="event-text">
        <p>
          <strong>{actor.name}</strong> {saying(action, outcome)}
          {outcome === 'refused' && (
            <>
              {' '}
              <Badge tone="warn">Refused{code ? `: ${code.replaceAll('_', ' ')}` : ''}</Badge>
            </>
          )}
        </p>
        <p className="event-about">{[aboutOf(details, policy), action].filter(Boolean).join(' · ')}</p>
      </div>
      <span className="event-time">
        <Moment at={at} />
      </span>
    </li>
  );
}

const DONE: Readonly<Record<string, string>> = {
  'account.create': 'opened the account',
  'account.convert': 'made it a team',
  'account.revert': 'deleted the team',
  'account.update': 'changed the account',
  'member.join': 'joined',
  'member.role': 'changed a role',
  'member.remove': 'removed a member',
  'member.leave': 'left',
  'invite.create': 'invited somebody',
  'invite.resend': 'sent an invite again',
  'invite.revoke': 'revoked an invite',
  'invite.accept': 'accepted an invite',
  'invite.decline': 'declined an invite',
};

const TRIED: Readonly<Record<string, string>> = {
  'account.convert': 'tried to make it a team',
  'account.revert': 'tried to delete the team',
  'account.update': 'tried to change the account',
  'member.role': 'tried to change a role',
  'member.remove': 'tried to remove a member',
  'member.leave': 'tried to leave',
  'invite.create': 'tried to invite somebody',
  'invite.resend': 'tried to send an invite again',
  'invite.revoke': 'tried to revoke an invite',
  'invite.accept': 'tried to accept an invite',
  'invite.decline': 'tried to decline an invite',
};

// A host may write events of its own; those show by their names.
const saying = (action: string, outcome: AuditEvent['outcome']): string =>
  (outcome === 'done' ? DONE[action] : TRIED[action]) ?? (outcome === 'done' ? action : `tried ${action}`);

/** The few details that mean something without looking up ids. */
const aboutOf = (details: AuditEvent['details'], policy: Policy | undefined): string => {
  const role = (value: unknown) => (typeof value === 'string' ? roleTitle(policy, value) : undefined);
  const { role: now, from, to } = details as Record<string, unknown>;
  if (role(from) && role(to)) return `${role(from)} → ${role(to)}`;
  return role(now) ?? role(to) ?? '';
};

import type { AuditEvent, Policy } from 'hallpass';

import { roleTitle } from '../../hooks/state.tsx';
import { Avatar, Badge, Moment } from '../../ui/small.tsx';
import type { AuditFilter } from './filters.tsx';

interface EventProps {
  readonly event: AuditEvent;
  readonly policy: Policy | undefined;
  /** Narrows the list to what was pressed. */
  readonly onFilter: (filter: Partial<AuditFilter>) => void;
}

/** One event in words; who did it and what it is about lead to more of the same. */
export function EventLine({ event, policy, onFilter }: EventProps) {
  const { actor, action, outcome, code, details, at, resourceType, resourceId } = event;
  return (
    <li className="event">
      <Avatar name={actor.name} seed={actor.id} size={28} />
      <div className="event-text">
        <p>
          <button
            type="button"
            className="text-button"
            title={`Show only what ${actor.name} did`}
            onClick={() => onFilter({ user: actor.id })}
          >
            {actor.name}
          </button>{' '}
          {saying(action, outcome)}
          {outcome === 'refused' && (
            <>
              {' '}
              <Badge tone="warn">Refused{code ? `: ${code.replaceAll('_', ' ')}` : ''}</Badge>
            </>
          )}
        </p>
        <p className="event-about">
          {[aboutOf(details, policy), action].filter(Boolean).join(' · ')} ·{' '}
          <button
            type="button"
            className="text-button"
            title={`Show only what was done to this ${resourceType}`}
            onClick={() => onFilter({ resourceType, resourceId })}
          >
            {resourceType} <code>{resourceId.slice(-6)}</code>
          </button>
        </p>
      </div>
      <span className="event-time">
        <Moment at={at} />
      </span>
    </li>
  );
}

/** What the product's own actions are called. */
export const DONE: Readonly<Record<string, string>> = {
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

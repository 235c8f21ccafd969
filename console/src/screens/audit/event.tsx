import type { AuditEvent, Policy } from 'hallpass';

import { roleTitle } from '../../hooks/state.tsx';
import { Avatar, Badge, Time } from '../../ui/small.tsx';
import { describeAction } from './actions.ts';
import type { AuditFilter } from './filters.tsx';

interface EventProps {
  readonly event: AuditEvent;
  readonly policy: Policy | undefined;
  /** The names of people, by their ids. */
  readonly names: ReadonlyMap<string, string>;
  /** Filters the list by the actor or resource that was pressed. */
  readonly onFilter: (filter: Partial<AuditFilter>) => void;
}

/** One event as a sentence. The actor and the resource are buttons that filter the list by them. */
export function EventLine({ event, policy, names, onFilter }: EventProps) {
  const { actor, action, outcome, code, details, at, resourceType, resourceId } = event;
  const target = resourceType === 'member' && resourceId !== actor.id ? names.get(resourceId) : undefined;
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
          {describeAction(action, outcome)}
          {target && (
            <>
              : <strong>{target}</strong>
            </>
          )}
          {outcome === 'refused' && (
            <>
              {' '}
              <Badge tone="warn">Denied{code ? `: ${code.replaceAll('_', ' ')}` : ''}</Badge>
            </>
          )}
        </p>
        <p className="event-about">
          {[describeDetails(details, policy), action].filter(Boolean).join(' · ')} ·{' '}
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
        <Time at={at} as="moment" />
        <span className="event-ago">
          <Time at={at} />
        </span>
      </span>
    </li>
  );
}

/** The role or role change in an event's details; other details are ids. */
const describeDetails = (details: AuditEvent['details'], policy: Policy | undefined): string => {
  const role = (value: unknown) => (typeof value === 'string' ? roleTitle(policy, value) : undefined);
  const { role: now, from, to } = details as Record<string, unknown>;
  if (role(from) && role(to)) return `${role(from)} → ${role(to)}`;
  return role(now) ?? role(to) ?? '';
};

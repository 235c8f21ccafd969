import { REQUIRED } from 'hallpass';
import type { AuditEvent, Member } from 'hallpass';
import { useMemo } from 'react';

import { client } from '../../client.ts';
import { useLoad, usePrevious } from '../../hooks/load.ts';
import { useProjectList } from '../../hooks/projects.ts';
import { useVerdict } from '../../hooks/state.tsx';
import { recipientOf } from '../team/link-limits.tsx';
import type { SentenceNames } from './actions.ts';

/** The names of people, of those whom invites are for, and of projects, by their ids. */
export type AuditNames = ReadonlyMap<string, string>;

/** The names that the events of an account can be shown with. The log itself has ids only. */
export const useAuditNames = (account: string, events: readonly AuditEvent[], members: readonly Member[]): AuditNames => {
  const mayInvite = useVerdict(REQUIRED.membersInvite) === 'allow';
  const newest = events[0]?.id;
  // Read again after each event: it can be about a new invite.
  const invites = usePrevious(
    useLoad(mayInvite ? `${account} ${newest}` : undefined, () => client.invites.list({ account, limit: 200 })).data,
  );
  const projects = useProjectList();
  return useMemo(
    () =>
      new Map([
        ...(invites?.items ?? []).map((invite) => [invite.id, recipientOf(invite)] as const),
        ...(projects ?? []).map(({ id, name }) => [id, name] as const),
        // Former members are not in the list, but did things.
        ...events.map(({ actor }) => [actor.id, actor.name] as const),
        ...members.map(({ user, name }) => [user, name] as const),
      ]),
    [invites, projects, events, members],
  );
};

/** The name of an event's actor. */
export const actorName = ({ actor }: AuditEvent): string => (actor.kind === 'system' ? 'Hallpass' : actor.name);

const nameOf = (names: AuditNames, id: unknown): string | undefined => (typeof id === 'string' ? names.get(id) : undefined);

/** The names in an event's sentence. There is no target if it is the actor. */
export const namesIn = ({ actor, resourceId, details }: AuditEvent, names: AuditNames): SentenceNames => ({
  target: resourceId === actor.id ? undefined : nameOf(names, resourceId),
  project: nameOf(names, details['project']),
  user: nameOf(names, details['user']),
});

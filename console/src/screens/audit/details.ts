import type { AuditEvent, Policy } from 'hallpass';

import { roleTitle } from '../../hooks/state.tsx';
import { words } from '../../words/language.ts';
import type { Language } from '../../words/language.ts';

type Details = AuditEvent['details'];

/** What an event changed, in a few words each: from what to what, until when, and what else it took with it. */
export const describeDetails = ({ action, details }: AuditEvent, policy: Policy | undefined, { words: { audit: t }, formats }: Language): readonly string[] =>
  [
    describeRole(details, policy),
    typeof details['expiresAt'] === 'string' ? t.ends(formats.day(Date.parse(details['expiresAt']))) : action === 'member.end' && t.noEnd,
    typeof details['spendLimitCentsPerHour'] === 'number' && t.spendLimit(formats.dollars(details['spendLimitCentsPerHour'])),
    action === 'account.update' && hasField(details, 'name') && t.newName,
    typeof details['decision'] === 'string' && Object.entries(t.decisions).find(([decision]) => decision === details['decision'])?.[1],
    countText(details, 'membersRemoved', t.membersRemoved),
    countText(details, 'projectsRemoved', t.projectsRemoved),
    countText(details, 'invitesRevoked', t.invitesRevoked),
  ].filter((text) => typeof text === 'string');

const describeRole = (details: Details, policy: Policy | undefined): string | undefined => {
  const [before, after] = [roleIn(details, 'role', 'permissions', policy), roleIn(details, 'roleBefore', 'permissionsBefore', policy)].toReversed();
  return before && after ? `${before} → ${after}` : (after ?? before);
};

const roleIn = (details: Details, role: string, permissions: string, policy: Policy | undefined): string | undefined => {
  const [name, list] = [details[role], details[permissions]];
  if (typeof name !== 'string') return undefined;
  return Array.isArray(list) ? words().audit.withPermissions(roleTitle(policy, name), list.length) : roleTitle(policy, name);
};

const hasField = ({ fields }: Details, name: string): boolean => Array.isArray(fields) && fields.includes(name);

/** How many things a change removed: details have their number, or their ids and, of more than a hundred, also their number. */
const countText = (details: Details, field: string, textOf: (count: number) => string): string | undefined => {
  const value = details[`${field}Count`] ?? details[field];
  const number = Array.isArray(value) ? value.length : value;
  return typeof number === 'number' && number > 0 ? textOf(number) : undefined;
};

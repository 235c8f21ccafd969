import type { AuditEvent, Policy } from 'hallpass';

import { roleTitle } from '../../hooks/state.tsx';
import { formatCount } from '../../ui/small.tsx';
import type { Formats } from '../../words/formats.ts';

type Details = AuditEvent['details'];

/** What an event changed, in a few words each: from what to what, until when, and what else it took with it. */
export const describeDetails = ({ action, details }: AuditEvent, policy: Policy | undefined, { day, dollars }: Formats): readonly string[] =>
  [
    describeRole(details, policy),
    typeof details['expiresAt'] === 'string' ? `Ends ${day(Date.parse(details['expiresAt']))}` : action === 'member.end' && 'No end date',
    typeof details['spendLimitCentsPerHour'] === 'number' && `Hourly spend limit: ${dollars(details['spendLimitCentsPerHour'])}`,
    action === 'account.update' && hasField(details, 'name') && 'New name',
    typeof details['decision'] === 'string' && DECISIONS[details['decision']],
    count(details, 'membersRemoved', 'member', 'removed'),
    count(details, 'projectsRemoved', 'project', 'removed'),
    count(details, 'invitesRevoked', 'invite', 'revoked'),
  ].filter((text) => typeof text === 'string');

const DECISIONS: Readonly<Record<string, string>> = { keep: 'Kept', changed: 'Changed', removed: 'Removed', gone: 'Already gone' };

const describeRole = (details: Details, policy: Policy | undefined): string | undefined => {
  const [before, after] = [roleIn(details, 'role', 'permissions', policy), roleIn(details, 'roleBefore', 'permissionsBefore', policy)].toReversed();
  return before && after ? `${before} → ${after}` : (after ?? before);
};

const roleIn = (details: Details, role: string, permissions: string, policy: Policy | undefined): string | undefined => {
  const [name, list] = [details[role], details[permissions]];
  if (typeof name !== 'string') return undefined;
  return Array.isArray(list) ? `${roleTitle(policy, name)} (${formatCount(list.length, 'permission')})` : roleTitle(policy, name);
};

const hasField = ({ fields }: Details, name: string): boolean => Array.isArray(fields) && fields.includes(name);

/** How many things a change removed: details have their number, or their ids and, of more than a hundred, also their number. */
const count = (details: Details, field: string, one: string, became: string): string | undefined => {
  const value = details[`${field}Count`] ?? details[field];
  const number = Array.isArray(value) ? value.length : value;
  return typeof number === 'number' && number > 0 ? `${formatCount(number, one)} ${became}` : undefined;
};

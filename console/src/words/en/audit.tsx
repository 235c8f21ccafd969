import type { ReactNode } from 'react';

import { number, plural } from './plural.ts';

const events = (count: number): string => plural(count, { one: '# event', other: '# events' });
const latest = (count: number): string => plural(count, { one: 'the latest event', other: 'the latest # events' });

/** The audit log. What its events say is in `audit-actions.ts`. */
export const AUDIT = {
  about: (account: ReactNode) => <>Every change and denied attempt in {account}. Entries can't be edited.</>,
  thisAccount: 'this account',
  loading: 'Loading the audit log',
  denied: "Your role can't open the audit log",
  events: 'Events',
  none: 'No events yet',
  noneMatch: 'No events match',
  exportFiltered: 'Filtered events as a file:',
  exportAll: 'The whole log as a file:',
  exportCsv: 'Export as CSV',
  exportNdjson: 'Export as JSON lines',

  verifying: 'Verifying the log',
  intact: 'The log is intact',
  tampered: 'This log has been tampered with',
  tamperedAbout: 'An event was changed, removed or inserted after it was written. Contact the operator of this service.',
  verifyAll: (count: number) => plural(count, { other: 'Verify all #' }),
  removed: (count: number, when: ReactNode) => (
    <>
      {plural(count, { one: '# older event was removed', other: '# older events were removed' })}, the last {when}.
    </>
  ),
  verifiedAll: (count: number, when: ReactNode) => (
    <>
      Verified {events(count)} against the latest signed checkpoint, {when}.
    </>
  ),
  verifiedLatest: (checked: number, count: number, when: ReactNode) => (
    <>
      Verified {latest(checked)} of {number(count)} against the latest signed checkpoint, {when}.
    </>
  ),
  verifiedSince: (checked: number, count: number, when: ReactNode) =>
    checked === 0 ? (
      <>
        Verified {events(count)} against the latest signed checkpoint, {when}. No new events since the last verification.
      </>
    ) : (
      <>
        Verified {latest(checked)} of {number(count)}, continuing from the last verification, against the latest signed checkpoint, {when}.
      </>
    ),

  filter: 'Filter the audit log',
  from: 'From',
  to: 'To',
  user: 'User',
  action: 'Action',
  resourceType: 'Resource type',
  resourceId: 'Resource ID',
  anyone: 'Anyone',
  anyAction: 'Any action',
  anything: 'Anything',
  any: 'Any',
  types: { account: 'Account', member: 'Member', invite: 'Invite', project: 'Project', review: 'Access review' },
  onlyDoneBy: (name: string) => `Show only what ${name} did`,
  onlyDoneTo: (name: string) => `Show only what was done to ${name}`,

  outcomeDenied: 'Denied',
  deniedBecause: (code: string) => `Denied: ${code}`,
  ends: (day: string) => `Ends ${day}`,
  noEnd: 'No end date',
  spendLimit: (dollars: string) => `Hourly spend limit: ${dollars}`,
  newName: 'New name',
  decisions: { keep: 'Kept', changed: 'Changed', removed: 'Removed', gone: 'Already gone' },
  withPermissions: (role: string, count: number) => `${role} (${plural(count, { one: '# permission', other: '# permissions' })})`,
  membersRemoved: (count: number) => plural(count, { one: '# member removed', other: '# members removed' }),
  projectsRemoved: (count: number) => plural(count, { one: '# project removed', other: '# projects removed' }),
  invitesRevoked: (count: number) => plural(count, { one: '# invite revoked', other: '# invites revoked' }),

  event: 'Event',
  eventNotFound: 'Event not found',
  eventNotFoundAbout: 'This log has no such event',
  loadingEvent: 'Loading the event',
  details: (sentence: string) => `Details: ${sentence}`,
  newer: 'Newer event',
  older: 'Older event',
  when: 'When',
  outcome: 'Outcome',
  outcomeDone: 'Done',
  changes: 'Changes',
  actor: 'Actor',
  resource: 'Resource',
  place: 'Place in the chain',
  number: 'Number',
  numberOf: (seq: number, count: number) => `${number(seq)} of ${number(count)}`,
  hash: 'Hash',
  start: 'Start',
  previous: 'Previous',
  verified: 'Verified in this browser, from here to the latest signed checkpoint.',
  notVerified: 'Not verified in this browser yet.',
  verify: 'Verify',
  raw: 'Raw event',
  rawJson: 'JSON of the event',
  copyEvent: 'Copy event',
  eventCopied: 'Event copied',
  cannotCopy: "Your browser doesn't let this page copy",
  cannotCopyAbout: 'The event is selected: copy it yourself.',
};

import type { ReactNode } from 'react';

import { number, plural } from './plural.ts';

/** What the screens are made of: lists, fields, dialogs, errors, roles. */
export const PARTS = {
  done: 'Done',
  dismiss: 'Dismiss',
  notifications: 'Notifications',
  optional: 'optional',
  never: 'Never',
  justNow: 'just now',
  actionsFor: (whom: string) => `Actions for ${whom}`,
  clearFilters: 'Clear filters',
  clearSelection: 'Clear selection',
  selected: (count: number) => plural(count, { other: '# selected' }),
  selectAll: 'Select all',
  select: (whom: string) => `Select ${whom}`,
  sessionEnded: 'Your session has ended. Sign in again.',
  outOfDate: 'This page is out of date. Reload it and try again.',
  changedMeanwhile: 'Someone else changed this. Reload and try again.',
  tooManyRequests: 'Too many requests. Wait a moment and try again.',
  unreachable: "The service can't be reached. Check your connection and try again.",
  somethingWrong: 'Something went wrong. Try again.',
  tryAgainIn: (seconds: number) => plural(seconds, { one: 'You can try again in # second.', other: 'You can try again in # seconds.' }),
  offline: "You're offline. This works again when you're back online.",

  custom: 'Custom',
  customWith: (permissions: string) => `: ${permissions}`,
  whatRoleCan: (role: string) => `What ${role} can do`,
  can: 'Can: ',
  cannot: "Can't: ",

  whyAbout: (what: string) => `Why? ${what}`,
  findingOutWhy: 'Finding out why',
  quoted: (title: string) => `“${title}”`,
  requires: (roles: ReactNode) => <>Requires {roles}.</>,
  requiresAndAsk: (roles: ReactNode, names: string) => (
    <>
      Requires {roles}. Ask {names} to change your role.
    </>
  ),
  ask: (names: string) => `Ask ${names}.`,

  members: { label: 'List of members', loading: 'Loading members', more: 'Show more members' },
  invites: { label: 'List of invites', loading: 'Loading invites', more: 'Show more invites' },
  events: { label: 'List of events', loading: 'Loading events', more: 'Show more events' },

  copyLinks: (count: number) => plural(count, { one: 'Invite link', other: 'Invite links' }),
  copyByHand: "Your browser doesn't let this page copy. Select the text and copy it.",
  linksCopied: (count: number) => plural(count, { one: 'Link copied', other: '# links copied' }),

  bulkProgress: (done: number, total: number) => `${number(done)} of ${number(total)} done`,
  bulkResult: (done: number, total: number, failed: number) => `${number(done)} of ${number(total)} done, ${number(failed)} failed`,
  results: 'Results',
  retryCount: (count: number) => plural(count, { other: 'Try # again' }),
  selectedNames: 'Selected',
  moreNames: (count: number) => plural(count, { other: 'and # more' }),
  waiting: 'Waiting',
  whatHappens: 'What happens',
};

import type { ReactNode } from 'react';

import { number, plural } from './plural.ts';

interface Counts {
  readonly kept: number;
  readonly changed: number;
  readonly removed: number;
  readonly gone: number;
  readonly undecided: number;
}

/** Access reviews. */
export const REVIEW = {
  loading: 'Loading the access review',
  loadingList: 'Loading reviews',
  denied: "Your role can't open access reviews",
  about: 'Decide for each member whether they still need their access.',
  start: 'Start a review',
  none: 'No reviews',
  noneYet: 'No access reviews yet',
  noneYetAbout: 'A review lists everyone in the team, starting with those inactive for longest. At the end you get a signed summary.',
  closedReviews: 'Closed reviews',
  closed: 'Closed',
  outcome: 'Outcome',
  saveSummary: 'Save summary',
  /** Leaves out what there is none of. */
  counts: ({ kept, changed, removed, gone, undecided }: Counts) =>
    [kept && `${kept} kept`, changed && `${changed} changed`, removed && `${removed} removed`, gone && `${gone} left`, undecided && `${undecided} undecided`]
      .filter(Boolean)
      .join(' · '),

  opened: (when: ReactNode) => <>Opened {when}</>,
  keys: (key: (letter: string) => ReactNode) => (
    <>
      Press {key('k')} to keep, {key('c')} to change, {key('r')} to remove.
    </>
  ),
  progress: (decided: number, total: number) => `${number(decided)} of ${number(total)} decided.`,
  decided: 'Decided',
  toReview: 'Members to review',
  seen: (day: ReactNode) => <>Seen {day}</>,
  neverSeen: 'Never seen',
  someoneElseDecides: 'Someone else decides about you',
  choose: { keep: 'Keep', changed: 'Change', removed: 'Remove' },
  chooseFor: { keep: (name: string) => `Keep ${name}`, changed: (name: string) => `Change ${name}`, removed: (name: string) => `Remove ${name}` },

  closeQuestion: 'Close the access review?',
  undecided: (count: number) => plural(count, { one: '# member is still undecided', other: '# members are still undecided' }),
  closeAbout: "Decisions can't be changed afterwards. You'll get a signed summary.",
  isClosed: 'The review is closed',
  summarySaved: 'Its signed summary is in your downloads.',
};

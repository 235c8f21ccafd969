/** Words of the access review, which loads when it is first shown. */

import { number, plural } from '../plural.ts';

/** Whether each member should still have access. */
export const REVIEW_WORDS = {
  review: 'Access review',
  reviewAbout: 'Go through every member, starting with those not seen for longest, and decide who keeps access.',
  openReview: 'Start access review',
  closeReview: 'Close review',
  closeReviewTitle: 'Close this review?',
  closeReviewAbout: (undecided: number) =>
    `${undecided === 0 ? '' : plural('en', undecided, { one: '# undecided member keeps access. ', other: '# undecided members keep access. ' })}You can't change a closed review.`,
  reviewProgress: (decided: number, total: number) => `${number('en', decided)} of ${number('en', total)} decided`,
  reviewOpened: (day: string) => `Opened ${day}.`,
  reviewClosed: (day: string) => `Closed ${day}.`,
  reviewCounts: (counts: { readonly kept: number; readonly changed: number; readonly removed: number; readonly gone: number }) =>
    `${number('en', counts.kept)} kept, ${number('en', counts.changed)} changed, ${number('en', counts.removed)} removed, ${number('en', counts.gone)} left`,
  reviewKeys: 'Shortcuts on a row:',
  reviewSelf: 'you: someone else decides',
  keep: 'Keep',
  change: 'Change',
  chooseFor: (choice: string, name: string) => `${choice}: ${name}`,
  decisions: { keep: 'Kept', changed: 'Changed', removed: 'Removed', gone: 'Left' },
  customPermissions: (permissions: number) => plural('en', permissions, { one: 'Custom: # permission', other: 'Custom: # permissions' }),
  lastSeen: (day: string) => `last seen ${day}`,
  neverSeen: 'never seen',
  signSummary: 'Get signed summary',
  saveSummary: 'Download signed summary',
  saveTable: 'Download CSV',
};

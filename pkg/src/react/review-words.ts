/** Words of the access review, which loads when it is first shown. */

/** Whether each member should still have access. */
export const REVIEW_WORDS = {
  review: 'Access review',
  reviewAbout: 'Go through everybody who is a member, those not seen for longest first, and decide who keeps access.',
  openReview: 'Start access review',
  closeReview: 'Close review',
  closeReviewTitle: 'Close this review?',
  closeReviewAbout: (undecided: number) =>
    undecided === 0 ? 'A closed review cannot be changed.' : `${undecided} member${undecided === 1 ? ' is' : 's are'} undecided and keep${undecided === 1 ? 's' : ''} access. A closed review cannot be changed.`,
  reviewProgress: (decided: number, total: number) => `${decided} of ${total} decided`,
  reviewOpened: (day: string) => `Opened on ${day}.`,
  reviewClosed: (day: string) => `Closed on ${day}.`,
  reviewCounts: (counts: { readonly kept: number; readonly changed: number; readonly removed: number; readonly gone: number }) =>
    `${counts.kept} kept, ${counts.changed} changed, ${counts.removed} removed, ${counts.gone} left`,
  reviewKeys: 'Keys on a row:',
  reviewSelf: 'you: somebody else decides',
  keep: 'Keep',
  change: 'Change',
  chooseFor: (choice: string, name: string) => `${choice}: ${name}`,
  decisions: { keep: 'Kept', changed: 'Changed', removed: 'Removed', gone: 'Left' },
  customRole: (permissions: number) => `Custom: ${permissions} permission${permissions === 1 ? '' : 's'}`,
  lastSeen: (day: string) => `last seen ${day}`,
  neverSeen: 'never seen',
  signSummary: 'Get signed summary',
  saveSummary: 'Download signed summary',
  saveTable: 'Download CSV',
};

/** Words of the form to invite several people, which loads when it is first shown. */

/** Inviting several people at once. */
export const PEOPLE_WORDS = {
  people: 'People',
  peopleAbout: 'Paste addresses with commas or line ends between them, or a CSV table with a column “email” and, if you like, role, permissions, projects, note, expiresIn, membershipExpiresIn and locale. You can also drop a file here.',
  chooseFile: 'Choose a CSV file',
  roleForAll: 'For rows that name no role:',
  rows: 'Rows',
  line: 'Line',
  address: 'Address',
  outcome: 'Outcome',
  rowReady: 'Ready',
  rowWrong: 'Wrong',
  rowInvited: 'Invited',
  rowFailed: 'Failed',
  rowCounts: (counts: { readonly ready: number; readonly wrong: number; readonly invited: number; readonly failed: number }) =>
    [
      counts.invited > 0 && `${counts.invited} invited`,
      counts.ready > 0 && `${counts.ready} ready`,
      counts.failed > 0 && `${counts.failed} failed`,
      counts.wrong > 0 && `${counts.wrong} wrong and left out`,
    ]
      .filter(Boolean)
      .join(', '),
  moreRows: (count: number) => `and ${count} more`,
  sendInvites: (count: number) => (count === 1 ? 'Create 1 invite' : `Create ${count} invites`),
  retryFailed: (count: number) => (count === 1 ? 'Try 1 failed row again' : `Try ${count} failed rows again`),
  sending: (done: number, total: number) => `${done} of ${total} rows`,
  saveLinks: 'Download the links as CSV',
};

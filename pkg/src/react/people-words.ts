/** Words of the form to invite several people, which loads when it is first shown. */

import { number, plural } from '../plural.ts';
import { tableProblem } from '../words/table-problems.ts';

/** Inviting several people in one go. */
export const PEOPLE_WORDS = {
  people: 'People',
  peopleAbout: 'Paste emails separated by commas or new lines, or a CSV table with an “email” column. Optional columns: role, permissions, projects, note, expiresIn, membershipExpiresIn and locale. You can also drop a file here.',
  chooseFile: 'Choose a CSV file',
  roleForAll: 'For rows without a role:',
  rows: 'Rows',
  line: 'Line',
  address: 'Email',
  outcome: 'Status',
  rowReady: 'Ready',
  rowWrong: 'Invalid',
  rowInvited: 'Invited',
  rowFailed: 'Failed',
  rowCounts: (counts: { readonly ready: number; readonly wrong: number; readonly invited: number; readonly failed: number }) =>
    [
      counts.invited > 0 && `${number('en', counts.invited)} invited`,
      counts.ready > 0 && `${number('en', counts.ready)} ready`,
      counts.failed > 0 && `${number('en', counts.failed)} failed`,
      counts.wrong > 0 && `${number('en', counts.wrong)} invalid and skipped`,
    ]
      .filter(Boolean)
      .join(', '),
  tableProblem,
  problemInLine: (line: number, problem: string) => `Line ${line}: ${problem}`,
  moreRows: (count: number) => `and ${number('en', count)} more`,
  sendInvites: (count: number) => plural('en', count, { one: 'Create # invite', other: 'Create # invites' }),
  retryFailed: (count: number) => plural('en', count, { one: 'Retry # failed row', other: 'Retry # failed rows' }),
  sending: (done: number, total: number) => `${number('en', done)} of ${number('en', total)} rows`,
  saveLinks: 'Download links as CSV',
};

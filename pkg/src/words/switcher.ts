import { plural } from '../plural.ts';

/** The account switcher. */
export const SWITCHER_WORDS = {
  accounts: 'Accounts',
  accountIs: (name: string) => `Account: ${name}`,
  chooseAccount: 'Choose an account',
  personalAccount: 'Personal account',
  teamOf: (members: number) => plural('en', members, { one: '# member', other: '# members' }),
  createTeam: 'Create a team',
  teamName: 'Team name',
  create: 'Create team',
  createAbout: "You'll be the owner, with full access. Your other accounts stay the same.",
};

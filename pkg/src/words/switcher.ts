/** The account switcher. */
export const SWITCHER_WORDS = {
  accounts: 'Accounts',
  accountIs: (name: string) => `Account: ${name}`,
  chooseAccount: 'Choose an account',
  personalAccount: 'Personal account',
  teamOf: (members: number) => (members === 1 ? '1 member' : `${members} members`),
  createTeam: 'Create a team',
  teamName: 'Team name',
  create: 'Create team',
  createAbout: 'A new team of which you are the owner. Your other accounts stay as they are.',
};

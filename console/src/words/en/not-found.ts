/** Addresses that lead nowhere, or nowhere for this user. */
export const NOT_FOUND = {
  title: 'Page not found',
  about: 'Check the address, or start over.',
  goToResources: 'Go to Resources',
  goToStart: 'Go to Hallpass',
  noAccess: 'No access',
  noAccessTitle: "You don't have access to this page",
  signedInAs: (email: string) => `You're signed in as ${email}.`,
  askForInvite: 'Ask the person who sent you here for an invite, or open one of your accounts.',
  goToPersonalAccount: 'Go to your personal account',
  goToTeam: (team: string) => `Go to ${team}`,
};

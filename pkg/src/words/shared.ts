/** Words that several places use. */
export const COMMON_WORDS = {
  cancel: 'Cancel',
  close: 'Close',
  loading: 'Loading',
  retry: 'Try again',
  signIn: 'Sign in',
  signOut: 'Sign out',
  loadMore: 'Show more',
  support: 'Contact support',
  checkingInvite: 'Checking the invite',
  join: 'Join team',
  decline: 'Decline',
  verify: 'Verify e-mail address',
  switchTo: (team: string) => `Switch to ${team}`,
  customRole: 'Custom permissions',
  requestId: (id: string) => `Request ${id}`,
};

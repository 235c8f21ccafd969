/** Words that several places use. */
export const COMMON_WORDS = {
  cancel: 'Cancel',
  close: 'Close',
  loading: 'Loading',
  retry: 'Try again',
  notLoaded: "This couldn't be loaded. Try again, or reload the page.",
  signIn: 'Sign in',
  signOut: 'Sign out',
  loadMore: 'Show more',
  support: 'Contact support',
  checkingInvite: 'Checking your invite',
  join: 'Join team',
  decline: 'Decline',
  verify: 'Verify email',
  switchTo: (team: string) => `Switch to ${team}`,
  customRole: 'Custom permissions',
  requestId: (id: string) => `Request ID: ${id}`,
  /** What to do about an error, below its message; the edge writes it in English. */
  errorDetail: (detail: string) => detail,
};

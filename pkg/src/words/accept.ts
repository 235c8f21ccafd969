/** The page to which an invite link leads. */
export const ACCEPT_WORDS = {
  joinTitle: (team: string) => `Join ${team}`,
  invitesYou: (inviter: string) => `${inviter} invites you to the team.`,
  yourRole: 'Your role',
  yourProjects: 'Your projects',
  projectAs: (project: string, role: string) => `${project} (${role})`,
  inviteFor: 'For',
  addressAt: (domains: string) => `an address at ${domains}`,
  youMay: 'You may',
  signInToJoin: 'Sign in to answer the invite.',
  signInToKnow:
    'It was used, declined, revoked or replaced. If it was yours, sign in: you are told more, and taken to the team if you are in it.',
  wrongAccountTitle: 'This invite is for another address',
  wrongAccount: (email: string, hint: string) =>
    `You are signed in as ${email}. The invite is for ${hint || 'someone else'}. Nothing has happened to it: it stays open for that address.`,
  signInAsOther: 'Sign in with another address',
  proofTitle: 'Verify your e-mail address first',
  proof: (email: string) =>
    `Nobody has confirmed yet that ${email} is yours. An invite can be answered from a verified address only. It stays open meanwhile.`,
  memberTitle: (team: string) => `You are in ${team} already`,
  openTeam: 'Open team',
  joinedTitle: (team: string) => `You are in ${team}`,
  joinedAs: (role: string) => `You joined as ${role}.`,
  declinedTitle: 'You declined the invite',
  declined: (inviter: string) => `${inviter} sees that. If it was a mistake, ask for a new invite.`,
  declinedOpen: 'The link is for several people and stays open. Open it again if you change your mind.',
  closedTitle: 'This invite is closed',
  closed: (why: string) =>
    ({
      used: 'It has been used. An invite works once.',
      declined: 'It was declined. Ask for a new one if that was a mistake.',
      revoked: 'It was revoked. Ask the person who invited you for a new one.',
      expired: 'It has expired. Ask the person who invited you for a new one.',
    })[why] ?? 'It was used, declined, revoked, replaced, or has never been one. Ask the person who invited you for a new link.',
  outOfDateTitle: 'Open the link again',
  outOfDate: 'This page was open for too long. The invite itself is not affected: open its link again, or answer in your inbox.',
  incompleteTitle: 'This link looks incomplete',
  incomplete: 'Its end is missing. Copy the whole link from the message that it came in, or ask the person who invited you to send it again.',
  failedTitle: 'This could not be found out',
  noInviteTitle: 'There is no invite here',
  noInvite: 'Open your invite link again. If you signed in in another tab or app, the invite stayed there.',
};

import type { ReactNode } from 'react';

import { plural } from './plural.ts';

/** The header of a team's pages, its settings, and how it is transferred, left and deleted. */
export const TEAM = {
  team: 'Team',
  tabs: { members: 'Members', invites: 'Invites', projects: 'Projects', settings: 'Settings' },
  loading: 'Loading the team',
  denied: "Your role can't open this team's pages",
  invitesDenied: "Your role can't see invites",
  isPersonalAccount: (account: ReactNode) => <>{account} is your personal account.</>,
  youAreOwner: "You're the owner",
  ownedBy: (owner: string) => `Owned by ${owner}`,
  yourRole: (role: ReactNode) => <>Your role: {role}</>,

  convertTitle: 'Turn this account into a team',
  convertAbout: "Invite people by link and give each a role. If something's off-limits, they'll see why.",
  convertPoints: ['Everything in the account stays', "You'll be the owner, with full access", 'You can turn it back later'],
  convert: 'Convert to a team account',
  convertConfirm: 'Convert',
  convertNameAbout: 'Everyone you invite sees this name. You can change it later.',
  nameExample: 'Acme Research',
  converted: (team: string) => `${team} is now a team`,

  rename: 'Rename team',
  renameConfirm: 'Rename',
  nameAbout: 'Everyone in the team sees this name.',
  renamed: (team: string) => `Team renamed to ${team}`,
  id: 'Team ID',
  reviewAbout: 'Check regularly whether each member still needs their access.',
  reviewAccess: 'Review access',

  spending: 'Spending',
  spendLimit: (dollars: ReactNode) => <>Hourly spend limit: {dollars}</>,
  spendAbout: "New workloads that would exceed it won't start.",
  changeSpendLimit: 'Change spend limit',
  dollarsAnHour: 'US dollars per hour',
  spendFieldAbout: 'For all members together, starting now.',
  zeroLimit: (dollars: string) => `With a limit of ${dollars}, no new workload can start.`,
  aboveTeamLimit: 'This is more than a team can set on its own',
  askToRaise: 'Contact support to have it raised.',
  changeLimit: 'Change limit',
  spendLimitChanged: (dollars: string) => `Spend limit changed to ${dollars} per hour`,

  ownershipOffered: (member: ReactNode, until: string) => (
    <>
      Offered to {member}, who can accept until {until}. Until then you're the owner.
    </>
  ),
  offerWithdrawn: 'Offer withdrawn',
  transferAbout: "Hand the team over to another member. You'll stay a member with the same role.",
  transferSteps: "The new owner has seven days to accept. Until then you're still the owner and can withdraw the offer. If the team was your personal account, you'll get a new one.",
  typeToConfirm: (text: string) => `Type ${text} to confirm`,
  memberWithEmail: (name: string, email: string) => `${name} (${email})`,
  offeredTo: (name: string) => `Ownership offered to ${name}`,
  youAreNowOwner: (team: string) => `You're now the owner of ${team}`,
  acceptAbout: (owner: string, until: string) =>
    `As the owner you can delete the team, and you can't be removed. ${owner} stays a member. The offer is open until ${until}.`,
  ownershipDeclined: 'You declined ownership',
  acceptConsequence: (owner: string) => `Only you will be able to transfer or delete the team. ${owner} keeps their role as a member.`,

  leaveTitle: 'Leave this team',
  deleteTitle: 'Delete this team',
  deleteAbout: 'Removes everyone but the owner and revokes pending invites. The audit log is kept.',
  onlyOwnerDeletes: (owner: string) => `Only ${owner}, the owner, can delete the team.`,
  checkingEffects: 'Checking what this affects',
  effects: 'What this does',
  deleted: (team: string) => `${team} was deleted`,
  deletedPersonal: (team: string) => `${team} was deleted. The account is personal again.`,
  noOtherMembers: 'No other members are affected',
  noPendingInvites: 'No invites are pending',
  projectsDeleted: (count: number) => plural(count, { one: '# project is deleted, with the access given there', other: '# projects are deleted, with the access given there' }),
  offerEnds: 'The ownership offer ends',
  becomesPersonal: 'The account becomes personal again',
  becomesPersonalNamed: (name: ReactNode) => <>The account becomes personal again, called {name}</>,
  auditLogKept: 'The audit log is kept',
};

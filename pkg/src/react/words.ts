/** Words of the parts that only React has; the rest is shared, see `../words.ts`. */

import { number, plural } from '../plural.ts';
import type { Words as SharedWords } from '../words.ts';
import { DELIVERY_WORDS } from '../words/delivery.ts';
import type { DANGER_WORDS } from './danger-zone-words.ts';
import type { PEOPLE_WORDS } from './people-words.ts';
import type { PROJECT_WORDS } from './project-words.ts';
import type { REVIEW_WORDS } from './review-words.ts';
import type { SETTINGS_WORDS } from './team-settings-words.ts';
import type { TRANSFER_WORDS } from './transfer-words.ts';

/** Inviting someone. */
export const INVITE_WORDS = {
  invite: 'Invite new member',
  invitePeople: 'Invite several people',
  email: 'Email',
  emailAbout: 'Only this verified email can join. Leave it empty to create a link to share.',
  emailWrong: 'Enter an email like name@example.com.',
  maxUses: 'Number of people',
  maxUsesAbout: (most: number) => `How many people can join with this link, up to ${number('en', most)}.`,
  maxUsesWrong: (least: number, most: number) => `Enter a number from ${number('en', least)} to ${number('en', most)}.`,
  domains: 'Email domains (optional)',
  domainsAbout: 'Only verified emails at these domains can join. Separate domains with commas.',
  domainsWrong: 'Enter domains like example.com, separated by commas.',
  role: 'Role',
  roleOutOfReach: "You can't assign a role with more access than yours.",
  custom: 'Custom',
  customAbout: 'Choose individual permissions.',
  permissions: 'Permissions',
  permissionOutOfReach: "You can't grant a permission you don't have.",
  inEveryProject: 'In every project.',
  roleCovers: (role: string) => `The role ${role} allows exactly this.`,
  roleCoversMore: (role: string, extra: string) => `The smallest role that allows all of this is ${role}. It also allows: ${extra}.`,
  roleAllowsMore: (role: string, extra: string) => `Beyond your list, ${role} also allows: ${extra}.`,
  useRole: (role: string) => `Use ${role}`,
  membershipEnds: 'Membership ends',
  membershipLasts: (days: number) => (days === 0 ? 'Never' : plural('en', days, { one: 'After # day', other: 'After # days' })),
  note: 'Note (optional)',
  linkLives: 'Link expires',
  lives: (days: number) => (days === 0 ? 'Never' : plural('en', days, { one: 'After # day', other: 'After # days' })),
  createInvite: 'Create invite',
  invited: (whom: string) => `Invite created for ${whom || 'anyone with the link'}. Copy the link and share it.`,
  link: 'Invite link',
  copyLink: 'Copy link',
  copied: 'Copied',
};

/** Invites of a team that wait for an answer. */
export const PENDING_WORDS = {
  ...DELIVERY_WORDS,
  pending: 'Pending invites',
  nonePending: 'No pending invites',
  anyone: 'Anyone with the link',
  anyoneAt: (domains: string) => `Anyone with the link and an email at ${domains}`,
  uses: (uses: number, maxUses: number) => `${number('en', uses)} of ${number('en', maxUses)} used`,
  since: (when: string, inviter: string) => `Sent ${when} by ${inviter}`,
  expires: (when: string) => `Expires ${when}`,
  resend: 'Resend',
  resendAbout: (whom: string) => `You'll be shown as the one who invited ${whom}. A new link replaces the old one.`,
  sameLink: 'Same link',
  newLink: 'New link',
  edit: 'Edit',
  editTitle: (whom: string) => `Edit the invite for ${whom}`,
  editAbout: "The link stays the same, and you'll be shown as the inviter.",
  saveInvite: 'Save',
  livesUnchanged: 'No change',
  revoke: 'Revoke',
  revokeTitle: 'Revoke this invite?',
  revokeAbout: (whom: string) => `The link for ${whom} stops working immediately.`,
};

/** Who is in the team. */
export const MEMBERS_WORDS = {
  members: 'Members',
  member: 'Member',
  role: 'Role',
  joined: 'Joined',
  actions: 'Actions',
  you: 'you',
  owner: 'Owner',
  search: 'Search members',
  nobody: 'No members match',
  changeRole: 'Change role',
  changeRoleOf: (name: string) => `Change role of ${name}`,
  remove: 'Remove',
  removeOne: (name: string) => `Remove ${name}`,
  removeTitle: (name: string) => `Remove ${name}?`,
  suspended: 'Suspended',
  endsOn: (day: string) => `Ends on ${day}`,
  endedOn: (day: string) => `Ended on ${day}`,
  lastDay: 'Last day (optional)',
  lastDayAbout: 'Access ends at the end of this day. Leave it empty for no end date.',
  suspend: 'Suspend',
  suspendOne: (name: string) => `Suspend ${name}`,
  suspendTitle: (name: string) => `Suspend ${name}?`,
  suspendAbout: (name: string, team: string) => `${name} stays a member of ${team}, but can't do anything there until someone restores them.`,
  restore: 'Restore',
  restoreOne: (name: string) => `Restore ${name}`,
  restoreTitle: (name: string) => `Restore ${name}?`,
  restoreAbout: (name: string) => `${name} gets their access back.`,
  removeAbout: (name: string, team: string) => `${name} loses access to ${team} immediately, on every device.`,
};

/** Making a team of a personal account. */
export const CONVERT_WORDS = {
  convert: 'Convert to a team',
  convertAbout: 'This is a personal account. Convert it to a team to work with others.',
  convertKeeps: "You'll be the owner, with full access, and everything in the account stays. If you delete the team, it becomes your personal account again.",
  convertName: 'Team name',
  inviteNeedsTeam: 'This is a personal account. Convert it to a team before you invite people.',
};

/** Viewing the app as another role. */
export const VIEW_WORDS = {
  viewing: (role: string) => `Viewing as ${role}. Anything you do is still done as you.`,
  endView: 'Exit preview',
};

/** Every word by its name. */
export type Words = SharedWords &
  Readonly<
    typeof INVITE_WORDS & typeof PENDING_WORDS & typeof MEMBERS_WORDS & typeof DANGER_WORDS & typeof CONVERT_WORDS & typeof SETTINGS_WORDS & typeof VIEW_WORDS & typeof REVIEW_WORDS & typeof PROJECT_WORDS & typeof PEOPLE_WORDS & typeof TRANSFER_WORDS
  >;

/** Other words under the same names; what is left out stays English. */
export type OwnWords = Partial<Words>;

/** Words of the parts that only React has; the rest is shared, see `../words.ts`. */

import type { Words as SharedWords } from '../words.ts';
import { DELIVERY_WORDS } from '../words/delivery.ts';
import type { DANGER_WORDS } from './danger-zone-words.ts';
import type { PEOPLE_WORDS } from './people-words.ts';
import type { PROJECT_WORDS } from './project-words.ts';
import type { REVIEW_WORDS } from './review-words.ts';
import type { SETTINGS_WORDS } from './team-settings-words.ts';
import type { TRANSFER_WORDS } from './transfer-words.ts';

/** Inviting somebody. */
export const INVITE_WORDS = {
  invite: 'Invite new member',
  invitePeople: 'Invite several people',
  email: 'E-mail address',
  emailAbout: 'Only this address, verified, can join. Leave it empty for a link to pass on.',
  maxUses: 'Number of people',
  maxUsesAbout: (most: number) => `How many people can join by the link, each once. At most ${most}.`,
  maxUsesWrong: (least: number, most: number) => `A number from ${least} to ${most}.`,
  domains: 'E-mail domains (optional)',
  domainsAbout: 'Only verified addresses of these domains can join. Separate them by commas.',
  domainsWrong: 'Write domains such as example.com, separated by commas.',
  role: 'Role',
  roleOutOfReach: 'It may do more than you may, so you cannot give it.',
  custom: 'Custom',
  customAbout: 'Choose single permissions.',
  permissions: 'Permissions',
  permissionOutOfReach: 'You do not have it, so you cannot give it.',
  inEveryProject: 'In every project.',
  roleCovers: (role: string) => `The role ${role} allows exactly this.`,
  roleCoversMore: (role: string, extra: string) => `The smallest role that allows all of this is ${role}. It also allows: ${extra}.`,
  roleAllowsMore: (role: string, extra: string) => `Beyond your list, ${role} also allows: ${extra}.`,
  useRole: (role: string) => `Use ${role}`,
  membershipEnds: 'The membership',
  membershipLasts: (days: number) => (days === 0 ? 'does not end' : `ends after ${days} day${days === 1 ? '' : 's'}`),
  note: 'Note (optional)',
  linkLives: 'The link works',
  lives: (days: number) => (days === 0 ? 'until used or revoked' : days === 1 ? 'for 1 day' : `for ${days} days`),
  createInvite: 'Create invite',
  invited: (whom: string) => `The invite for ${whom || 'anyone with the link'} is made. Pass the link on.`,
  link: 'Invite link',
  copyLink: 'Copy link',
  copied: 'Copied',
};

/** Invites of a team that wait for an answer. */
export const PENDING_WORDS = {
  ...DELIVERY_WORDS,
  pending: 'Pending invites',
  nonePending: 'Nobody is invited at the moment',
  anyone: 'Anyone with the link',
  anyoneAt: (domains: string) => `Anyone with the link and an address at ${domains}`,
  uses: (uses: number, maxUses: number) => `${uses} of ${maxUses} used`,
  since: (when: string, inviter: string) => `since ${when}, by ${inviter}`,
  expires: (when: string) => `until ${when}`,
  resend: 'Resend',
  resendAbout: (whom: string) => `The invite for ${whom} is yours from now on. A new link closes the old one.`,
  sameLink: 'Same link',
  newLink: 'New link',
  edit: 'Edit',
  editTitle: (whom: string) => `Edit the invite for ${whom}`,
  editAbout: 'Its link stays the same, and the invite is yours from now on.',
  saveInvite: 'Save',
  livesUnchanged: 'as long as before',
  revoke: 'Revoke',
  revokeTitle: 'Revoke this invite?',
  revokeAbout: (whom: string) => `The link for ${whom} stops working at once.`,
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
  nobody: 'Nobody matches',
  changeRole: 'Change role',
  changeRoleOf: (name: string) => `Change role of ${name}`,
  remove: 'Remove',
  removeOne: (name: string) => `Remove ${name}`,
  removeTitle: (name: string) => `Remove ${name}?`,
  suspended: 'Suspended',
  endsOn: (day: string) => `Ends on ${day}`,
  endedOn: (day: string) => `Ended on ${day}`,
  lastDay: 'Last day (optional)',
  lastDayAbout: 'The membership ends at the end of this day. Leave it empty for one that does not end.',
  suspend: 'Suspend',
  suspendOne: (name: string) => `Suspend ${name}`,
  suspendTitle: (name: string) => `Suspend ${name}?`,
  suspendAbout: (name: string, team: string) => `${name} stays a member of ${team}, and can do nothing there until someone restores them.`,
  restore: 'Restore',
  restoreOne: (name: string) => `Restore ${name}`,
  restoreTitle: (name: string) => `Restore ${name}?`,
  restoreAbout: (name: string) => `${name} can do again what they could before.`,
  removeAbout: (name: string, team: string) => `${name} loses access to ${team} at once, on every device.`,
};

/** Making a team of a personal account. */
export const CONVERT_WORDS = {
  convert: 'Convert to a team',
  convertAbout: 'This is a personal account. Convert it to a team to work in it with others.',
  convertKeeps: 'Everything in the account stays, and you become the team’s owner. Deleting the team makes it a personal account again.',
  convertName: 'Team name',
  inviteNeedsTeam: 'This is a personal account. Convert it to a team before you invite people.',
};

/** Looking through the eyes of another role. */
export const VIEW_WORDS = {
  viewing: (role: string) => `You see this as ${role} would. What you do is still done as yourself.`,
  endView: 'Stop',
};

/** Every word by its name. */
export type Words = SharedWords &
  Readonly<
    typeof INVITE_WORDS & typeof PENDING_WORDS & typeof MEMBERS_WORDS & typeof DANGER_WORDS & typeof CONVERT_WORDS & typeof SETTINGS_WORDS & typeof VIEW_WORDS & typeof REVIEW_WORDS & typeof PROJECT_WORDS & typeof PEOPLE_WORDS & typeof TRANSFER_WORDS
  >;

/** Other words under the same names; what is left out stays English. */
export type OwnWords = Partial<Words>;

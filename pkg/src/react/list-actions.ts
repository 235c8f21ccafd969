/** The actions of a list. They apply to the account whose rows it shows, even if the address has changed since. */

import { refusal } from '../messages.ts';
import type { Client, In } from '../types.ts';

/** The actions on members. */
export type MemberActions = Pick<Client['members'], 'setRole' | 'update' | 'remove' | 'leave'>;

/** The actions on invites. An invite's id names its account. */
export type InviteActions = Pick<Client['invites'], 'create' | 'link' | 'previewMail' | 'resend' | 'update' | 'revoke'>;

/** The account that a caller names, else that of the list. */
const within = (account: string | undefined, where: In = {}): In => {
  const id = where.account ?? account;
  // Without one the client would take the account that is active by the time of the call.
  if (id === undefined) throw refusal('not_found');
  return { account: id };
};

/** The actions of a list of members of `account`. */
export const memberActions = ({ members }: Client, account: string | undefined): MemberActions => ({
  setRole: async (user, role, where) => members.setRole(user, role, within(account, where)),
  update: async (user, changes, where) => members.update(user, changes, within(account, where)),
  remove: async (user, where) => members.remove(user, within(account, where)),
  leave: async (where) => members.leave(within(account, where)),
});

/** The actions of a list of invites of `account`. */
export const inviteActions = ({ invites }: Client, account: string | undefined): InviteActions => ({
  create: async (input, where) => invites.create(input, within(account, where)),
  link: invites.link,
  previewMail: invites.previewMail,
  resend: invites.resend,
  update: invites.update,
  revoke: invites.revoke,
});

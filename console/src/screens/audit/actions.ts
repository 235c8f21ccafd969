import type { AuditEvent } from 'hallpass';

/** Hallpass's own actions, as a sentence without its subject. */
export const COMPLETED_ACTIONS: Readonly<Record<string, string>> = {
  'account.create': 'opened the account',
  'account.convert': 'made it a team',
  'account.revert': 'deleted the team',
  'account.update': 'changed the account',
  'member.join': 'joined',
  'member.role': 'changed a role',
  'member.end': 'changed when a membership ends',
  'member.suspend': 'suspended a member',
  'member.restore': 'restored a member',
  'member.remove': 'removed a member',
  'member.leave': 'left',
  'invite.create': 'invited somebody',
  'invite.update': 'edited an invite',
  'invite.resend': 'sent an invite again',
  'invite.revoke': 'revoked an invite',
  'invite.accept': 'accepted an invite',
  'invite.decline': 'declined an invite',
  'hallpass.invite.undeliverable': 'could not deliver the mail of an invite',
  'hallpass.project.create': 'created a project',
  'hallpass.project.update': 'renamed a project',
  'hallpass.project.archive': 'archived a project',
  'hallpass.project.restore': 'restored a project',
  'hallpass.grant.put': 'granted access to a project',
  'hallpass.grant.remove': 'took access to a project',
  'hallpass.review.open': 'opened an access review',
  'hallpass.review.decide': 'decided in an access review',
  'hallpass.review.close': 'closed an access review',
};

const DENIED_ACTIONS: Readonly<Record<string, string>> = {
  'account.convert': 'tried to make it a team',
  'account.revert': 'tried to delete the team',
  'account.update': 'tried to change the account',
  'member.role': 'tried to change a role',
  'member.end': 'tried to change when a membership ends',
  'member.suspend': 'tried to suspend a member',
  'member.restore': 'tried to restore a member',
  'member.remove': 'tried to remove a member',
  'member.leave': 'tried to leave',
  'invite.create': 'tried to invite somebody',
  'invite.update': 'tried to edit an invite',
  'invite.resend': 'tried to send an invite again',
  'invite.revoke': 'tried to revoke an invite',
  'invite.accept': 'tried to accept an invite',
  'invite.decline': 'tried to decline an invite',
  'hallpass.project.create': 'tried to create a project',
  'hallpass.project.update': 'tried to rename a project',
  'hallpass.project.archive': 'tried to archive a project',
  'hallpass.project.restore': 'tried to restore a project',
  'hallpass.grant.put': 'tried to grant access to a project',
  'hallpass.grant.remove': 'tried to take access to a project',
  'hallpass.review.open': 'tried to open an access review',
  'hallpass.review.decide': 'tried to decide in an access review',
  'hallpass.review.close': 'tried to close an access review',
};

/** Describes an action. The host's own actions have no description and are shown by name. */
export const describeAction = (action: string, outcome: AuditEvent['outcome']): string =>
  (outcome === 'done' ? COMPLETED_ACTIONS[action] : DENIED_ACTIONS[action]) ?? (outcome === 'done' ? action : `tried ${action}`);

/**
 * An action as a sentence without its subject. `doneTo` and `deniedTo` name whom or what it was about, where that is known and is
 * not the actor: `{target}` is the event's resource, `{project}` the project in its details, and `{user}` the member in them.
 */
export interface ActionWords {
  readonly done: string;
  readonly doneTo?: string;
  readonly denied?: string;
  readonly deniedTo?: string;
}

/** What an event says about its actor, by its action. The host's own actions are shown by name. */
export const AUDIT_ACTIONS = {
  /** A sentence without its subject as the choice of a filter. */
  choice: (predicate: string) => predicate.charAt(0).toUpperCase() + predicate.slice(1),
  tried: (action: string) => `tried ${action}`,
  sentences: {
    'account.create': { done: 'opened the account' },
    'account.convert': { done: 'converted the account to a team', denied: 'tried to convert the account to a team' },
    'account.revert': { done: 'deleted the team', denied: 'tried to delete the team' },
    'account.update': { done: 'changed the account', denied: 'tried to change the account' },
    'hallpass.account.erase': { done: 'closed the account' },
    'hallpass.account.restore': { done: 'restored the account from a backup' },
    'member.join': { done: 'joined', doneTo: 'added {target}' },
    'member.role': {
      done: 'changed a role',
      doneTo: 'changed the role of {target}',
      denied: 'tried to change a role',
      deniedTo: 'tried to change the role of {target}',
    },
    'member.end': {
      done: 'changed when a membership ends',
      doneTo: 'changed when the membership of {target} ends',
      denied: 'tried to change when a membership ends',
      deniedTo: 'tried to change when the membership of {target} ends',
    },
    'member.suspend': {
      done: 'suspended a member',
      doneTo: 'suspended {target}',
      denied: 'tried to suspend a member',
      deniedTo: 'tried to suspend {target}',
    },
    'member.restore': {
      done: 'restored a member',
      doneTo: 'restored {target}',
      denied: 'tried to restore a member',
      deniedTo: 'tried to restore {target}',
    },
    'member.remove': {
      done: 'removed a member',
      doneTo: 'removed {target}',
      denied: 'tried to remove a member',
      deniedTo: 'tried to remove {target}',
    },
    'member.leave': { done: 'left', denied: 'tried to leave' },
    'hallpass.member.erase': { done: "deleted a person's data", doneTo: 'deleted the data of {target}' },
    'invite.create': {
      done: 'invited someone',
      doneTo: 'invited {target}',
      denied: 'tried to invite someone',
    },
    'invite.update': {
      done: 'edited an invite',
      doneTo: 'edited the invite for {target}',
      denied: 'tried to edit an invite',
      deniedTo: 'tried to edit the invite for {target}',
    },
    'invite.resend': {
      done: 'sent an invite again',
      doneTo: 'sent the invite for {target} again',
      denied: 'tried to send an invite again',
      deniedTo: 'tried to send the invite for {target} again',
    },
    'invite.revoke': {
      done: 'revoked an invite',
      doneTo: 'revoked the invite for {target}',
      denied: 'tried to revoke an invite',
      deniedTo: 'tried to revoke the invite for {target}',
    },
    'invite.accept': { done: 'accepted an invite', denied: 'tried to accept an invite' },
    'invite.decline': { done: 'declined an invite', denied: 'tried to decline an invite' },
    'hallpass.invite.undeliverable': {
      done: "couldn't deliver the email of an invite",
      doneTo: "couldn't deliver the invite email for {target}",
    },
    'hallpass.transfer.offer': {
      done: 'offered ownership',
      doneTo: 'offered ownership to {target}',
      denied: 'tried to offer ownership',
      deniedTo: 'tried to offer ownership to {target}',
    },
    'hallpass.transfer.accept': { done: 'became the owner', doneTo: 'made {target} the owner', denied: 'tried to become the owner' },
    'hallpass.transfer.decline': { done: 'declined ownership', denied: 'tried to decline ownership' },
    'hallpass.transfer.withdraw': {
      done: 'withdrew the ownership offer',
      doneTo: 'withdrew the ownership offer to {target}',
      denied: 'tried to withdraw the ownership offer',
    },
    'hallpass.transfer.end': { done: 'ended the ownership offer', doneTo: 'ended the ownership offer to {target}' },
    'hallpass.project.create': { done: 'created a project', doneTo: 'created the project {target}', denied: 'tried to create a project' },
    'hallpass.project.update': {
      done: 'renamed a project',
      doneTo: 'renamed the project {target}',
      denied: 'tried to rename a project',
      deniedTo: 'tried to rename the project {target}',
    },
    'hallpass.project.archive': {
      done: 'archived a project',
      doneTo: 'archived the project {target}',
      denied: 'tried to archive a project',
      deniedTo: 'tried to archive the project {target}',
    },
    'hallpass.project.restore': {
      done: 'restored a project',
      doneTo: 'restored the project {target}',
      denied: 'tried to restore a project',
      deniedTo: 'tried to restore the project {target}',
    },
    'hallpass.grant.put': {
      done: 'granted access to a project',
      doneTo: 'gave {target} access to {project}',
      denied: 'tried to grant access to a project',
      deniedTo: 'tried to give {target} access to {project}',
    },
    'hallpass.grant.remove': {
      done: 'removed access to a project',
      doneTo: 'removed {target} from {project}',
      denied: 'tried to remove access to a project',
      deniedTo: 'tried to remove {target} from {project}',
    },
    'hallpass.review.open': { done: 'opened an access review', denied: 'tried to open an access review' },
    'hallpass.review.decide': {
      done: 'decided in an access review',
      doneTo: 'reviewed the access of {user}',
      denied: 'tried to decide in an access review',
    },
    'hallpass.review.close': { done: 'closed an access review', denied: 'tried to close an access review' },
  } satisfies Record<string, ActionWords>,
};

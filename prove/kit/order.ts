// Whether concurrent responses, and the state after them, follow from one order: that of the account's log.
import type { AuditEvent } from '../../tests/harness/shapes.ts';

/** The state of an account at one time. */
export interface State {
  readonly owner: string;
  readonly kind: string;
  /** Roles by user. */
  readonly members: ReadonlyMap<string, string>;
  /** Statuses by invite. */
  readonly invites: ReadonlyMap<string, string>;
  /** Whom the ownership is offered to. */
  readonly offeredTo?: string | undefined;
  /** The number of personal accounts by their owners, where it is compared. */
  readonly personalAccounts?: ReadonlyMap<string, number>;
}

/** The response to an attempted change. */
export interface Outcome {
  readonly actor: string;
  readonly action: string;
  readonly resource: string;
  readonly status: number;
  readonly code?: string;
  readonly why?: string;
}

/** One batch of requests that were sent at once. */
export interface Observed {
  readonly before: State;
  readonly responses: readonly Outcome[];
  /** The events since, oldest first. */
  readonly log: readonly AuditEvent[];
  readonly after: State;
}

/** Violations, one sentence each. */
export interface Verdict {
  readonly ownerChanged: string[];
  readonly acceptedAfterRevoke: string[];
  readonly invalidGrant: string[];
  readonly personalAccounts: string[];
  readonly unexplained: string[];
}

function noViolations(): Verdict {
  return { ownerChanged: [], acceptedAfterRevoke: [], invalidGrant: [], personalAccounts: [], unexplained: [] };
}

/** The role that may invite, manage and own in these proofs. */
const ADMIN = 'admin';
/** Changes that succeed without an event if they have been made already. */
const IDEMPOTENT = new Set(['member.role', 'invite.revoke', 'hallpass.transfer.accept', 'hallpass.transfer.decline', 'hallpass.transfer.withdraw']);
/** Changes whose requests do not name the resource of their events. */
const UNNAMED = new Set(['invite.create', 'hallpass.transfer.withdraw']);

/** Replays the log from the state before, and compares its end with the state after. */
class Replay {
  #owner: string;
  #offeredTo: string | undefined;
  readonly #personalAccounts: Map<string, number>;
  #kind: string;
  readonly #members: Map<string, string>;
  readonly #invites: Map<string, string>;
  /** Invites that were revoked by a demotion, a removal or a leave. */
  readonly #cascaded = new Set<string>();
  readonly #grantors: Map<string, string>;
  readonly #verdict: Verdict;

  constructor({ before }: Observed, grantors: Map<string, string>, verdict: Verdict) {
    this.#owner = before.owner;
    this.#offeredTo = before.offeredTo;
    this.#personalAccounts = new Map(before.personalAccounts);
    this.#kind = before.kind;
    this.#members = new Map(before.members);
    this.#invites = new Map(before.invites);
    this.#grantors = grantors;
    this.#verdict = verdict;
  }

  apply(event: AuditEvent): void {
    const [id, actor, inviteStatus] = [event.resourceId, event.actor.id, this.#invites.get(event.resourceId)];
    const unexplained = (what: string): void => void this.#verdict.unexplained.push(`${event.action} of ${id}: ${what}`);
    if (event.action === 'account.convert') {
      if (this.#kind === 'team') unexplained('it is a team already');
      this.#kind = 'team';
    } else if (event.action === 'account.revert') this.#revert(actor, unexplained);
    else if (event.action === 'invite.create') {
      if (this.#kind !== 'team') unexplained('it is not a team');
      if (this.#members.get(actor) !== ADMIN) unexplained('the actor may not invite');
      this.#invites.set(id, 'pending');
      this.#grantors.set(id, actor);
    } else if (event.action.startsWith('invite.')) this.#decide(event, inviteStatus, unexplained);
    else if (event.action.startsWith('member.')) this.#change(event, unexplained);
    else if (event.action.startsWith('hallpass.transfer.')) this.#transfer(event, unexplained);
  }

  #revert(actor: string, unexplained: (what: string) => void): void {
    if (this.#kind !== 'team') unexplained('it is not a team');
    if (actor !== this.#owner) unexplained('the actor is not the owner');
    for (const user of [...this.#members.keys()]) if (user !== this.#owner) this.#members.delete(user);
    for (const [id, status] of this.#invites) if (status === 'pending') this.#invites.set(id, 'revoked');
    this.#kind = 'personal';
  }

  /** Every event about the ownership names the member whom it is offered to. */
  #transfer({ action, actor, resourceId: to }: AuditEvent, unexplained: (what: string) => void): void {
    if (action === 'hallpass.transfer.offer') {
      if (this.#offeredTo !== undefined) unexplained(`it is offered to ${this.#offeredTo}`);
      if (actor.id !== this.#owner) unexplained('the actor is not the owner');
      this.#offeredTo = to;
      return;
    }
    if (this.#offeredTo !== to) unexplained(`it is offered to ${this.#offeredTo}`);
    this.#offeredTo = undefined;
    if (action === 'hallpass.transfer.withdraw' && actor.id !== this.#owner) unexplained('the actor is not the owner');
    if (action !== 'hallpass.transfer.accept') return;
    if (actor.id !== to) this.#verdict.ownerChanged.push(`${actor.id} accepted for ${to}`);
    if (!this.#members.has(to)) this.#verdict.ownerChanged.push(`${to}, who is not a member, became the owner`);
    // The team was the former owner's personal account, so they get another one.
    this.#personalAccounts.set(this.#owner, (this.#personalAccounts.get(this.#owner) ?? 0) + 1);
    this.#members.set(to, ADMIN);
    this.#owner = to;
  }

  #decide(event: AuditEvent, was: string | undefined, unexplained: (what: string) => void): void {
    const status = { 'invite.accept': 'accepted', 'invite.decline': 'declined', 'invite.revoke': 'revoked' }[event.action];
    if (status === undefined) return;
    const id = event.resourceId;
    if (event.action === 'invite.accept') {
      const grantor = this.#grantors.get(id) ?? '';
      if (this.#cascaded.has(id) || this.#members.get(grantor) !== ADMIN) this.#verdict.invalidGrant.push(`${id} was accepted when ${grantor} could not grant it`);
      else if (was === 'revoked') this.#verdict.acceptedAfterRevoke.push(`${id} was accepted when it was revoked`);
    }
    if (was !== 'pending') unexplained(`it was ${was}`);
    this.#invites.set(id, status);
  }

  #change(event: AuditEvent, unexplained: (what: string) => void): void {
    const user = event.resourceId;
    const details = event.details as { role?: string; invitesRevoked?: unknown };
    if (event.action === 'member.join') {
      if (this.#members.has(user)) unexplained('the user is a member already');
      this.#members.set(user, String(details.role));
      return;
    }
    if (user === this.#owner) this.#verdict.ownerChanged.push(`${event.action} of the owner`);
    if (!this.#members.has(user)) unexplained('the user is not a member');
    if (event.action === 'member.role') this.#members.set(user, String(details.role));
    else this.#members.delete(user);
    const revoked = Array.isArray(details.invitesRevoked) ? (details.invitesRevoked as string[]) : [];
    for (const id of revoked) {
      this.#invites.set(id, 'revoked');
      this.#cascaded.add(id);
    }
  }

  compare(after: State): void {
    const unexplained = (what: string): void => void this.#verdict.unexplained.push(what);
    if (after.owner !== this.#owner || after.members.get(this.#owner) !== ADMIN) this.#verdict.ownerChanged.push('the owner is not a member with the owner’s role');
    if (after.kind !== this.#kind) unexplained(`the account is ${after.kind}, and ${this.#kind} in its log`);
    for (const user of new Set([...after.members.keys(), ...this.#members.keys()])) {
      const [actual, logged] = [after.members.get(user), this.#members.get(user)];
      if (actual !== logged) unexplained(`${user} is ${actual}, and ${logged} in the log`);
    }
    for (const id of new Set([...after.invites.keys(), ...this.#invites.keys()])) {
      const [actual, logged] = [after.invites.get(id), this.#invites.get(id)];
      if (actual !== logged) unexplained(`${id} is ${actual}, and ${logged} in the log`);
    }
    if (after.offeredTo !== this.#offeredTo) unexplained(`the ownership is offered to ${after.offeredTo}, and to ${this.#offeredTo} in the log`);
    for (const [user, count] of after.personalAccounts ?? []) {
      const expected = this.#personalAccounts.get(user) ?? 0;
      if (count !== expected) this.#verdict.personalAccounts.push(`${user} has ${count} personal accounts instead of ${expected}`);
    }
  }
}

/** Finds all violations in an observed batch. `grantors` are those of earlier invites, and new ones are added. */
export function judge(seen: Observed, grantors: Map<string, string>): Verdict {
  const verdict = noViolations();
  const observed = { ...seen, log: withoutRolesOfTransfers(seen.log, verdict) };
  const replay = new Replay(observed, grantors, verdict);
  for (const event of observed.log) replay.apply(event);
  replay.compare(observed.after);
  judgeResponses(observed, verdict);
  return verdict;
}

/** The log without the two events that follow an accepted offer of the ownership: both members hold the owner's role. */
function withoutRolesOfTransfers(log: readonly AuditEvent[], verdict: Verdict): AuditEvent[] {
  const follow = new Set<AuditEvent>();
  for (const [index, accept] of log.entries()) {
    if (accept.action !== 'hallpass.transfer.accept') continue;
    const roles = log.slice(index + 1, index + 3);
    const users = roles.filter(({ action, details }) => action === 'member.role' && details['role'] === ADMIN).map(({ resourceId }) => resourceId);
    if (users.join() !== `${accept.resourceId},${String(accept.details['from'])}`) verdict.unexplained.push(`${accept.action} of ${accept.resourceId}: both do not get the owner’s role`);
    for (const role of roles) follow.add(role);
  }
  return log.filter((event) => !follow.has(event));
}

/** A request that succeeded is in the log, and one that was denied is not. */
function judgeResponses({ before, responses, log }: Observed, verdict: Verdict): void {
  const key = (actor: string, action: string, resource: string): string => `${action} of ${resource} by ${actor}`;
  const done = new Map<string, number>();
  for (const event of log) {
    const change = key(event.actor.id, event.action, UNNAMED.has(event.action) ? '' : event.resourceId);
    done.set(change, (done.get(change) ?? 0) + 1);
  }
  const moved = log.some(({ action }) => action === 'hallpass.transfer.accept');
  const successes = new Map<string, number>();
  for (const each of responses) {
    const change = key(each.actor, each.action, each.resource);
    const succeeded = each.status < 300;
    successes.set(change, (successes.get(change) ?? 0) + (succeeded ? 1 : 0));
    if (succeeded && !moved && each.resource === before.owner && each.action.startsWith('member.')) verdict.ownerChanged.push(`${change} succeeded`);
    if (each.status >= 500) verdict.unexplained.push(`${change}: ${each.status}`);
    if (each.code === 'invite_closed' && each.why === undefined) verdict.unexplained.push(`${change}: closed, without the reason`);
  }
  for (const [change, times] of successes) {
    const events = done.get(change) ?? 0;
    const isLogged = IDEMPOTENT.has(change.split(' ')[0] ?? '') ? events <= times : events === times;
    if (!isLogged) verdict.unexplained.push(`${change}: ${times} successes, ${events} events`);
  }
}

// Whether what people were told at once, and what is there afterwards, follows from one order: that of the account's log.
import type { AuditEvent } from '../../tests/harness/shapes.ts';

/** What is there at a moment. */
export interface State {
  readonly owner: string;
  readonly kind: string;
  /** Roles by user. */
  readonly members: ReadonlyMap<string, string>;
  /** Statuses by invite. */
  readonly invites: ReadonlyMap<string, string>;
}

/** What somebody was told who tried to change something. */
export interface Told {
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
  readonly told: readonly Told[];
  /** What was done since, oldest first. */
  readonly log: readonly AuditEvent[];
  readonly after: State;
}

/** What must not be; each sentence is one violation. */
export interface Verdict {
  readonly ownerLost: string[];
  readonly usedAfterRevoke: string[];
  readonly grantGone: string[];
  readonly unexplained: string[];
}

export function innocent(): Verdict {
  return { ownerLost: [], usedAfterRevoke: [], grantGone: [], unexplained: [] };
}

/** The role that may invite, manage and own in these proofs. */
const ADMIN = 'admin';
/** Changes that may be answered with a yes though nothing had to be done: the role was so, the invite was revoked. */
const IDEMPOTENT = new Set(['member.role', 'invite.revoke']);

/** Follows the log from the state before, and holds its end against the state after. */
class Story {
  readonly #owner: string;
  #kind: string;
  readonly #members: Map<string, string>;
  readonly #invites: Map<string, string>;
  /** Invites that went with a demotion, a removal or a leave. */
  readonly #cascaded = new Set<string>();
  readonly #grantors: Map<string, string>;
  readonly #verdict: Verdict;

  constructor({ before }: Observed, grantors: Map<string, string>, verdict: Verdict) {
    this.#owner = before.owner;
    this.#kind = before.kind;
    this.#members = new Map(before.members);
    this.#invites = new Map(before.invites);
    this.#grantors = grantors;
    this.#verdict = verdict;
  }

  follow(event: AuditEvent): void {
    const [id, actor, invite] = [event.resourceId, event.actor.id, this.#invites.get(event.resourceId)];
    const odd = (what: string): void => void this.#verdict.unexplained.push(`${event.action} of ${id}: ${what}`);
    if (event.action === 'account.convert') {
      if (this.#kind === 'team') odd('a team already');
      this.#kind = 'team';
    } else if (event.action === 'account.revert') this.#revert(actor, odd);
    else if (event.action === 'invite.create') {
      if (this.#kind !== 'team') odd('no team');
      if (this.#members.get(actor) !== ADMIN) odd('by somebody who may not invite');
      this.#invites.set(id, 'pending');
      this.#grantors.set(id, actor);
    } else if (event.action.startsWith('invite.')) this.#decide(event, invite, odd);
    else if (event.action.startsWith('member.')) this.#change(event, odd);
  }

  #revert(actor: string, odd: (what: string) => void): void {
    if (this.#kind !== 'team') odd('no team');
    if (actor !== this.#owner) odd('by somebody else than the owner');
    for (const user of [...this.#members.keys()]) if (user !== this.#owner) this.#members.delete(user);
    for (const [id, status] of this.#invites) if (status === 'pending') this.#invites.set(id, 'revoked');
    this.#kind = 'personal';
  }

  #decide(event: AuditEvent, was: string | undefined, odd: (what: string) => void): void {
    const status = { 'invite.accept': 'accepted', 'invite.decline': 'declined', 'invite.revoke': 'revoked' }[event.action];
    if (status === undefined) return;
    const id = event.resourceId;
    if (event.action === 'invite.accept') {
      const grantor = this.#grantors.get(id) ?? '';
      if (this.#cascaded.has(id) || this.#members.get(grantor) !== ADMIN) this.#verdict.grantGone.push(`${id} was accepted when ${grantor} could not grant it`);
      else if (was === 'revoked') this.#verdict.usedAfterRevoke.push(`${id} was accepted when it was revoked`);
    }
    if (was !== 'pending') odd(`it was ${was}`);
    this.#invites.set(id, status);
  }

  #change(event: AuditEvent, odd: (what: string) => void): void {
    const user = event.resourceId;
    const details = event.details as { role?: string; invitesRevoked?: unknown };
    if (event.action === 'member.join') {
      if (this.#members.has(user)) odd('a member already');
      this.#members.set(user, String(details.role));
      return;
    }
    if (user === this.#owner) this.#verdict.ownerLost.push(`${event.action} of the owner`);
    if (!this.#members.has(user)) odd('no member');
    if (event.action === 'member.role') this.#members.set(user, String(details.role));
    else this.#members.delete(user);
    const revoked = Array.isArray(details.invitesRevoked) ? (details.invitesRevoked as string[]) : [];
    for (const id of revoked) {
      this.#invites.set(id, 'revoked');
      this.#cascaded.add(id);
    }
  }

  end(after: State): void {
    const odd = (what: string): void => void this.#verdict.unexplained.push(what);
    if (after.owner !== this.#owner || after.members.get(this.#owner) !== ADMIN) this.#verdict.ownerLost.push('the owner is no member with the owner’s role');
    if (after.kind !== this.#kind) odd(`the account is ${after.kind}, by its log ${this.#kind}`);
    for (const user of new Set([...after.members.keys(), ...this.#members.keys()])) {
      const [is, was] = [after.members.get(user), this.#members.get(user)];
      if (is !== was) odd(`${user} is ${is}, by the log ${was}`);
    }
    for (const id of new Set([...after.invites.keys(), ...this.#invites.keys()])) {
      const [is, was] = [after.invites.get(id), this.#invites.get(id)];
      if (is !== was) odd(`${id} is ${is}, by the log ${was}`);
    }
  }
}

/** Everything that is wrong with what was observed. `grantors` are those of earlier invites, and learn the new ones. */
export function judge(observed: Observed, grantors: Map<string, string>): Verdict {
  const verdict = innocent();
  const story = new Story(observed, grantors, verdict);
  for (const event of observed.log) story.follow(event);
  story.end(observed.after);
  judgeTold(observed, verdict);
  return verdict;
}

/** A request that succeeded is in the log, and one that was denied is not. */
function judgeTold({ before, told, log }: Observed, verdict: Verdict): void {
  const key = (actor: string, action: string, resource: string): string => `${action} of ${resource} by ${actor}`;
  const done = new Map<string, number>();
  for (const event of log) {
    const word = key(event.actor.id, event.action, event.action === 'invite.create' ? '' : event.resourceId);
    done.set(word, (done.get(word) ?? 0) + 1);
  }
  const yes = new Map<string, number>();
  for (const each of told) {
    const word = key(each.actor, each.action, each.resource);
    const fine = each.status < 300;
    yes.set(word, (yes.get(word) ?? 0) + (fine ? 1 : 0));
    if (fine && each.resource === before.owner && each.action.startsWith('member.')) verdict.ownerLost.push(`yes to ${word}`);
    if (each.status >= 500) verdict.unexplained.push(`${word}: ${each.status}`);
    if (each.code === 'invite_closed' && each.why === undefined) verdict.unexplained.push(`${word}: closed, but not why`);
  }
  for (const [word, times] of yes) {
    const events = done.get(word) ?? 0;
    const same = IDEMPOTENT.has(word.split(' ')[0] ?? '') ? events <= times : events === times;
    if (!same) verdict.unexplained.push(`${word}: ${times} were told yes, ${events} are in the log`);
  }
}

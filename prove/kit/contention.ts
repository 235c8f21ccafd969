// An account that many users change at once: requests are sent together, and the state is read afterwards.
import { connections, type Reply } from '../../tests/harness/http.ts';
import { sleep, type Person } from '../../tests/harness/person.ts';
import type { AuditEvent, Invite, Member } from '../../tests/harness/shapes.ts';
import type { Observed, Outcome, State } from './order.ts';

const agent = connections(256);
const options = { agent };

/** A change that a user requests. */
export interface Attempt {
  readonly who: Person;
  readonly action: string;
  /** The user or invite to change; empty for the account. */
  readonly about: string;
  /** A delay, so that other requests come first more often. */
  readonly afterMs?: number;
  readonly send: () => Promise<Reply>;
}

/** The owner may not read the account. */
class OwnerLockedOut extends Error {}

export class ContendedAccount {
  readonly owner: Person;
  readonly account: string;
  readonly name: string;
  /** The grantor of each invite. */
  readonly grantors = new Map<string, string>();
  #seen: string | undefined;
  #state: State | undefined;

  constructor(owner: Person, account: string, name: string) {
    this.owner = owner;
    this.account = account;
    this.name = name;
  }

  get path(): string {
    return `/v1/accounts/${this.account}`;
  }
  get state(): State {
    if (!this.#state) throw new Error('the account has not been read');
    return this.#state;
  }

  role(who: Person, whom: Person, role: string): Attempt {
    return { who, action: 'member.role', about: whom.id, send: () => who.patch(`${this.path}/members/${whom.id}`, { role }, options) };
  }
  remove(who: Person, whom: Person): Attempt {
    const action = who === whom ? 'member.leave' : 'member.remove';
    return { who, action, about: whom.id, send: () => who.delete(`${this.path}/members/${whom.id}`, options) };
  }
  convert(who: Person): Attempt {
    return { who, action: 'account.convert', about: this.account, send: () => who.post(`${this.path}/convert`, { name: this.name }, options) };
  }
  revert(who: Person): Attempt {
    return { who, action: 'account.revert', about: this.account, send: () => who.post(`${this.path}/revert`, { confirmName: this.name }, options) };
  }
  invite(who: Person, whom: Person, role: string): Attempt {
    return { who, action: 'invite.create', about: '', send: () => who.post(`${this.path}/invites`, { email: whom.email, role }, options) };
  }
  revoke(who: Person, invite: string): Attempt {
    return { who, action: 'invite.revoke', about: invite, send: () => who.delete(`${this.path}/invites/${invite}`, options) };
  }
  accept(who: Person, invite: string): Attempt {
    return { who, action: 'invite.accept', about: invite, send: () => who.accept({ inviteId: invite }, options) };
  }
  decline(who: Person, invite: string): Attempt {
    return { who, action: 'invite.decline', about: invite, send: () => who.post('/v1/invites/decline', { inviteId: invite }, options) };
  }

  /** Makes a change that has to succeed. */
  async must(attempt: Attempt): Promise<Record<string, unknown>> {
    const reply = await attempt.send();
    if (reply.status >= 300) throw new Error(`${attempt.action} by ${attempt.who.name}: ${reply.status} ${reply.text.slice(0, 200)}`);
    return reply.text === '' ? {} : (reply.json() as Record<string, unknown>);
  }

  /** Makes a user a member. */
  async addMember(who: Person, role: string): Promise<void> {
    await this.must(this.accept(who, await this.ensureInvite(this.owner, who, role)));
  }

  /** Invites a user unless an invite is pending. Returns its id. */
  async ensureInvite(by: Person, who: Person, role: string): Promise<string> {
    const reply = await this.invite(by, who, role).send();
    const body = reply.json() as { invite?: { id: string }; inviteId?: string };
    const id = body.invite?.id ?? body.inviteId;
    if (id === undefined) throw new Error(`no invite for ${who.name}: ${reply.status} ${reply.text.slice(0, 200)}`);
    return id;
  }

  /** Reads the state before a batch. */
  async refresh(): Promise<void> {
    for (const event of await this.#read()) if (event.action === 'invite.create') this.grantors.set(event.resourceId, event.actor.id);
  }

  /** Sends requests concurrently. */
  async sendAll(attempts: readonly Attempt[]): Promise<Observed> {
    const before = this.state;
    const responses = await Promise.all(
      attempts.map(async (attempt) => {
        if (attempt.afterMs !== undefined) await sleep(attempt.afterMs);
        return outcomeOf(attempt, await attempt.send());
      }),
    );
    try {
      const log = await this.#read();
      return { before, responses, log, after: this.state };
    } catch (error) {
      if (!(error instanceof OwnerLockedOut)) throw error;
      return { before, responses, log: [], after: { owner: before.owner, kind: 'not readable by the owner', members: new Map(), invites: new Map() } };
    }
  }

  /** Reads the state, and returns the events since the last time, oldest first. */
  async #read(): Promise<AuditEvent[]> {
    const get = async <T>(path: string): Promise<T> => {
      const reply = await this.owner.send('GET', path, undefined, options);
      if (reply.status === 403 || reply.status === 404) throw new OwnerLockedOut(`${path}: ${reply.status}`);
      if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text.slice(0, 200)}`);
      return reply.json() as T;
    };
    interface Page<T> {
      readonly items: readonly T[];
      readonly next?: string;
    }
    const [account, members, invites] = await Promise.all([
      get<{ kind: string; owner: { user: string } }>(this.path),
      get<Page<Member>>(`${this.path}/members?limit=200`),
      get<Page<Invite>>(`${this.path}/invites?limit=200`),
    ]);
    const events: AuditEvent[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
      const page: Page<AuditEvent> = await get(`${this.path}/audit?limit=200${cursor}`);
      const known = page.items.findIndex((each) => each.id === this.#seen);
      events.push(...(known < 0 ? page.items : page.items.slice(0, known)));
      next = known < 0 ? page.next : undefined;
    }
    this.#seen = events[0]?.id ?? this.#seen;
    // The list has the newest two hundred invites. Older ones are decided and do not change.
    const shown = new Map(invites.items.map((each) => [each.id, each.status]));
    const older = new Map([...(this.#state?.invites ?? [])].filter(([id]) => !shown.has(id)));
    this.#state = {
      owner: account.owner.user,
      kind: account.kind,
      members: new Map(members.items.map((each) => [each.user, each.role])),
      invites: new Map([...older, ...shown]),
    };
    return events.filter((each) => each.outcome === 'done').toReversed();
  }
}

function outcomeOf(attempt: Attempt, reply: Reply): Outcome {
  const problem = reply.status >= 400 ? (reply.json() as { code: string; why?: string }) : undefined;
  return {
    actor: attempt.who.id,
    action: attempt.action,
    resource: attempt.about,
    status: reply.status,
    ...(problem ? { code: problem.code } : {}),
    ...(problem?.why === undefined ? {} : { why: problem.why }),
  };
}

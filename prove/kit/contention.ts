// An account that many users change at once: requests are sent together, and the state is read afterwards.
import { connections, type Reply } from '../../tests/harness/http.ts';
import { eventually, sleep, type Person } from '../../tests/harness/person.ts';
import type { Account, AuditEvent, Invite, Me, Member } from '../../tests/harness/shapes.ts';
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

/** The user who reads the account may not read it. */
class ReaderLockedOut extends Error {}

export class ContendedAccount {
  readonly owner: Person;
  readonly account: string;
  readonly name: string;
  readonly #reader: Person;
  /** Users whose personal accounts are counted. */
  readonly #counted: readonly Person[];
  /** The grantor of each invite. */
  readonly grantors = new Map<string, string>();
  #seen: string | undefined;
  #state: State | undefined;

  /** `reader` is an admin who stays one, if another member can become the owner. */
  constructor(owner: Person, account: string, name: string, { reader = owner, counted = [] }: { readonly reader?: Person; readonly counted?: readonly Person[] } = {}) {
    this.owner = owner;
    this.account = account;
    this.name = name;
    this.#reader = reader;
    this.#counted = counted;
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
  offerOwnership(who: Person, whom: Person): Attempt {
    return { who, action: 'hallpass.transfer.offer', about: whom.id, send: () => who.post(`${this.path}/transfer`, { user: whom.id, confirmName: this.name }, options) };
  }
  acceptOwnership(who: Person): Attempt {
    return { who, action: 'hallpass.transfer.accept', about: who.id, send: () => who.post(`${this.path}/transfer/accept`, undefined, options) };
  }
  declineOwnership(who: Person): Attempt {
    return { who, action: 'hallpass.transfer.decline', about: who.id, send: () => who.post(`${this.path}/transfer/decline`, undefined, options) };
  }
  withdrawOwnership(who: Person): Attempt {
    return { who, action: 'hallpass.transfer.withdraw', about: '', send: () => who.send('DELETE', `${this.path}/transfer`, undefined, options) };
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
      if (!(error instanceof ReaderLockedOut)) throw error;
      return { before, responses, log: [], after: { owner: before.owner, kind: 'not readable', members: new Map(), invites: new Map() } };
    }
  }

  /** What only this user sees: an offer of the ownership by them or to them, and how many personal accounts they own. */
  async #readAs(user: Person): Promise<{ readonly offeredTo: string | undefined; readonly personalAccounts: number }> {
    const account = await user.send('GET', this.path, undefined, options);
    const offeredTo = account.status === 200 ? (account.json() as Account).transfer?.to.user : undefined;
    const { accounts } = await eventually(`an own account of ${user.name}`, async () => {
      const me = await user.send('GET', '/v1/me', undefined, options);
      return me.status === 200 ? (me.json() as Me) : undefined;
    });
    return { offeredTo, personalAccounts: accounts.filter(({ kind, owner }) => kind === 'personal' && owner.user === user.id).length };
  }

  /** Reads the state, and returns the events since the last time, oldest first. */
  async #read(): Promise<AuditEvent[]> {
    const get = async <T>(path: string): Promise<T> => {
      const reply = await this.#reader.send('GET', path, undefined, options);
      if (reply.status === 403 || reply.status === 404) throw new ReaderLockedOut(`${path}: ${reply.status}`);
      if (reply.status !== 200) throw new Error(`${path}: ${reply.status} ${reply.text.slice(0, 200)}`);
      return reply.json() as T;
    };
    interface Page<T> {
      readonly items: readonly T[];
      readonly next?: string;
    }
    const [account, members, invites, personal] = await Promise.all([
      get<{ kind: string; owner: { user: string } }>(this.path),
      get<Page<Member>>(`${this.path}/members?limit=200`),
      get<Page<Invite>>(`${this.path}/invites?limit=200`),
      Promise.all(this.#counted.map(async (user) => ({ user: user.id, ...(await this.#readAs(user)) }))),
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
      offeredTo: personal.find(({ offeredTo }) => offeredTo !== undefined)?.offeredTo,
      personalAccounts: new Map(personal.map(({ user, personalAccounts }) => [user, personalAccounts])),
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

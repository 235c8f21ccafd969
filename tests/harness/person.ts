// Users, and the requests that most tests need.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Agent, OutgoingHttpHeaders } from 'node:http';
import { send, type Reply } from './http.ts';
import { expectOk } from './expect.ts';
import * as shapes from './shapes.ts';
import type { Accepted, Account, AuditEvent, BulkResults, Invite, Me, Member, Sent } from './shapes.ts';
import type { World } from './world.ts';

export interface Options {
  readonly key?: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly agent?: Agent;
}

/** One signed-in user. */
export class Person {
  readonly world: World;
  readonly email: string;
  readonly name: string;
  readonly identity: string;
  #me: Me | undefined;

  constructor(world: World, email: string, name: string, identity: string) {
    this.world = world;
    this.email = email;
    this.name = name;
    this.identity = identity;
  }

  /** `usr_…`; available after `open`. */
  get id(): string {
    assert.ok(this.#me, `${this.name} has not opened an account`);
    return this.#me.user.id;
  }

  /** The id of the personal account; available after `open`. */
  get own(): string {
    assert.ok(this.#me, `${this.name} has not opened an account`);
    return this.#me.own.id;
  }

  /** `PUT /v1/me`: creates the personal account, or updates name and address. */
  async open(options: Options = {}): Promise<Me> {
    this.#me = expectOk(await this.put('/v1/me', undefined, options), shapes.me);
    return this.#me;
  }

  send(method: string, path: string, body?: unknown, options: Options = {}): Promise<Reply> {
    return send(this.world.origin, method, path, {
      body,
      headers: {
        authorization: `Bearer ${this.identity}`,
        ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
        ...options.headers,
      },
      ...(options.agent === undefined ? {} : { agent: options.agent }),
    });
  }

  get(path: string): Promise<Reply> {
    return this.send('GET', path);
  }
  post(path: string, body?: unknown, options?: Options): Promise<Reply> {
    return this.send('POST', path, body, options);
  }
  put(path: string, body?: unknown, options?: Options): Promise<Reply> {
    return this.send('PUT', path, body, options);
  }
  patch(path: string, body?: unknown, options?: Options): Promise<Reply> {
    return this.send('PATCH', path, body, options);
  }
  delete(path: string, options?: Options): Promise<Reply> {
    return this.send('DELETE', path, undefined, options);
  }

  async me(): Promise<Me> {
    return expectOk(await this.get('/v1/me'), shapes.me);
  }
  async team(name = 'Test Production'): Promise<Account> {
    return expectOk(await this.post('/v1/accounts', { name }), shapes.account, 201);
  }
  async account(id: string): Promise<Account> {
    return expectOk(await this.get(`/v1/accounts/${id}`), shapes.account);
  }
  async members(account: string): Promise<readonly Member[]> {
    return this.#all(`/v1/accounts/${account}/members`, shapes.member);
  }
  /** The audit log, newest first. */
  async audit(account: string): Promise<readonly AuditEvent[]> {
    return this.#all(`/v1/accounts/${account}/audit`, shapes.auditEvent);
  }
  async invites(account: string): Promise<readonly Invite[]> {
    return this.#all(`/v1/accounts/${account}/invites`, shapes.invite);
  }
  async invite(account: string, body: Record<string, unknown>): Promise<Sent> {
    return expectOk(await this.post(`/v1/accounts/${account}/invites`, body), shapes.sent, 201);
  }
  /** Invites many at once. Returns what became of each row. */
  async inviteAll(account: string, items: readonly unknown[], key: string, options: Options = {}): Promise<BulkResults['items']> {
    const reply = await this.post(`/v1/accounts/${account}/invites/bulk`, { items }, { ...options, key });
    return expectOk(reply, shapes.bulkResults).items;
  }
  async inviteState(id: string): Promise<Invite> {
    return expectOk(await this.get(invitePath(id)), shapes.invite);
  }
  accept(by: { token: string } | { inviteId: string }, options?: Options): Promise<Reply> {
    return this.post('/v1/invites/accept', by, options);
  }
  async join(by: { token: string } | { inviteId: string }): Promise<Accepted> {
    return expectOk(await this.accept(by), shapes.accepted);
  }

  /** Every item of a list, in pages of 200. */
  async #all<T>(path: string, shape: shapes.Shape<T>): Promise<readonly T[]> {
    const items: T[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
      const page: { items: readonly T[]; next?: string } = expectOk(await this.get(`${path}?limit=200${cursor}`), shapes.page(shape));
      items.push(...page.items);
      next = page.next;
    }
    return items;
  }
}

/** The path of an invite, derived from its id. */
export function invitePath(id: string): string {
  return `/v1/accounts/acc_${id.slice(4, 26)}/invites/${id}`;
}

/** An address that no other test uses. */
export function address(local: string): string {
  return `${local}.${randomBytes(5).toString('hex')}@example.com`;
}

/** Signs a user in without creating an account. */
export async function signIn(world: World, name: string, given: Partial<SignIn> = {}): Promise<Person> {
  const email = given.email ?? address(name.toLowerCase());
  const body = { email, name, ...(given.emailVerified === undefined ? {} : { emailVerified: given.emailVerified }) };
  const reply = await send(world.origin, 'POST', '/local/sign-in', { body });
  return new Person(world, email, name, expectOk(reply, shapes.signedIn).token);
}

export interface SignIn {
  readonly email: string;
  readonly emailVerified: boolean;
}

/** Signs a user in and creates their account. */
export async function person(world: World, name: string, given: Partial<SignIn> = {}): Promise<Person> {
  const user = await signIn(world, name, given);
  await user.open();
  return user;
}

/** Creates many users with at most `width` requests in flight. */
export function people(world: World, count: number, name: string, width = 32): Promise<Person[]> {
  return inParallel(count, width, (index) => person(world, `${name} ${index}`, { email: address(`p${index}`) }));
}

/** Runs `work` for 0…count-1, at most `width` at once. Returns the results in order. */
export async function inParallel<T>(count: number, width: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      results[index] = await work(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, worker));
  return results;
}

/** Creates an owner and a team. */
export async function ownerWithTeam(world: World, name = 'Olga'): Promise<{ owner: Person; team: string }> {
  const owner = await person(world, name);
  const team = await owner.team(`${name}'s team`);
  return { owner, team: team.id };
}

/** Invites a user, who accepts. Returns the membership. */
export async function enrol(owner: Person, team: string, invitee: Person, role: string): Promise<Member> {
  const { invite } = await owner.invite(team, { email: invitee.email, role });
  return (await invitee.join({ inviteId: invite.id })).membership;
}

/** Creates a user who is a member of `team`. */
export async function memberOf(owner: Person, team: string, name: string, role: string): Promise<Person> {
  const user = await person(owner.world, name);
  await enrol(owner, team, user, role);
  return user;
}

/** Opens a link. The fragment of the redirect has the `invite` token, or `closed` and the code. */
export async function openLink(world: World, link: string, method = 'GET'): Promise<{ reply: Reply; fragment: URLSearchParams }> {
  const { pathname, search } = new URL(link);
  const reply = await send(world.origin, method, pathname + search);
  const location = String(reply.headers.location ?? '');
  return { reply, fragment: new URLSearchParams(location.split('#')[1] ?? '') };
}

/** The invite token of a usable link. */
export async function tokenOf(world: World, link: string): Promise<string> {
  const { reply, fragment } = await openLink(world, link);
  const token = fragment.get('invite') ?? '';
  assert.match(token, /^[\w-]+\.[\w-]+\.[\w-]+$/, `an invite token, not: ${reply.status} ${String(reply.headers.location)}`);
  return token;
}

/** Calls `probe` until it returns a value; for effects that the outbox delivers. */
export async function eventually<T>(about: string, probe: () => Promise<T | undefined>, milliseconds = 15_000): Promise<T> {
  for (const end = Date.now() + milliseconds; ;) {
    const found = await probe();
    if (found !== undefined) return found;
    assert.ok(Date.now() < end, `not within ${milliseconds} ms: ${about}`);
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

// Replays a history of the reference model to the built Worker: each step is a request, under the model's clock.
import { connections, send, type Reply } from '../../tests/harness/http.ts';
import type { Edge } from '../../tests/harness/edge.ts';
import { decode, unknownInvite } from '../../tests/harness/secrets.ts';

/** The first line of `hallpass-reference sequences`: what all histories share. */
export interface Common {
  readonly policies: readonly string[];
  readonly names: readonly string[];
  readonly users: number;
  readonly ceiling: number;
}

type By = { readonly token: number } | { readonly invite: number };

/** A command: exactly one member. */
interface Ask {
  readonly open?: { readonly team: boolean };
  readonly update?: { readonly name: number | null; readonly limit: number | null };
  readonly convert?: { readonly name: number; readonly dry: boolean };
  readonly revert?: { readonly name: number; readonly dry: boolean };
  readonly token?: object;
  readonly role?: { readonly user: number; readonly role: string };
  readonly remove?: { readonly user: number };
  readonly invite?: { readonly to: number | null; readonly role: string; readonly expiresIn: number | null };
  readonly resend?: { readonly invite: number; readonly rotate: boolean; readonly expiresIn: number | null };
  readonly copy?: { readonly invite: number };
  readonly revoke?: { readonly invite: number };
  readonly link?: { readonly invite: number; readonly generation: number };
  readonly accept?: By;
  readonly decline?: By;
}

export interface Step {
  readonly at: number;
  readonly who: number;
  readonly address: number | null;
  readonly ask: Ask;
  /** The expected response. */
  readonly reply: Readonly<Record<string, unknown>>;
  /** The state after it, if it changed. */
  readonly state: unknown;
}

export interface History {
  readonly history: number;
  readonly policy: number;
  readonly steps: readonly Step[];
  readonly log: readonly unknown[];
}

/** The spend limit of accounts without their own; the model has none there. */
export const DEFAULT_LIMIT = 777;
const FOREVER = 4_000_000_000;
const agent = connections(64);

/** An entry module that sets the clock of the Worker and its objects to the time of the latest request. */
export const CLOCK = `
import Worker from './entry.mjs';
export { AccountObject, MailboxObject, UserObject } from './entry.mjs';
let now = Date.now();
Date.now = () => now;
export default {
  fetch(request, env, context) {
    const header = request.headers.get('test-now');
    if (header !== null) now = Number(header);
    return new Worker(context, env).fetch(request);
  },
};
`;

type Json = Record<string, unknown>;

/** A generation that no link has. */
const LAST_GENERATION = 2 ** 24 - 1;

/** The generation of a link, which its code has behind the ids of the account and the invite. */
const generationOf = (link: string): number => Buffer.from(new URL(link).pathname.slice('/i/'.length), 'base64url').readUIntBE(32, 3);

/** One account's history on one Worker. */
export class Replayer {
  readonly #edge: Edge;
  readonly #common: Common;
  /** The subjects of the users, which are also the local parts of their addresses. */
  readonly #subjects: readonly string[];
  readonly #began: number;
  readonly #identities = new Map<string, string>();
  readonly #users: string[] = [];
  readonly #invites: string[] = [];
  /** The links of each invite, in order. The edge skips generations, so the model counts links. */
  readonly #links: string[][] = [];
  readonly #tokens: string[] = [];
  #account = '';
  #now = 0;

  /** The first of the subjects owns the account. `began` is in seconds since 1970, after every earlier history. */
  constructor(edge: Edge, common: Common, subjects: readonly string[], began: number) {
    this.#edge = edge;
    this.#common = common;
    this.#subjects = subjects;
    this.#began = began;
  }

  /** Signs all users in. */
  async begin(userIds: Map<string, string>): Promise<void> {
    for (const [user, subject] of this.#subjects.entries()) {
      const id = userIds.get(subject) ?? (await this.#signIn(user));
      userIds.set(subject, id);
      this.#users.push(id);
    }
  }

  async #signIn(user: number): Promise<string> {
    const reply = await this.#send(user, user, 'PUT', '/v1/me');
    return String(((reply.json() as Json)['user'] as Json)['id']);
  }

  /** Sends a step's request. Returns the response in the model's terms. */
  async perform(step: Step): Promise<Json> {
    this.#now = step.at;
    const { ask } = step;
    if (ask.link) return this.#open(ask.link);
    const [method, path, body] = this.#request(ask);
    const reply = await this.#send(step.who, step.address, method, path, body);
    if (reply.status >= 400) return this.#denial(reply);
    return this.#success(ask, reply);
  }

  #request(ask: Ask): readonly [string, string, unknown?] {
    const account = `/v1/accounts/${this.#account}`;
    const name = (index: number): string => String(this.#common.names[index]);
    const expiry = (seconds: number | null) => (seconds === null ? {} : { expiresIn: seconds });
    if (ask.open) return ask.open.team ? ['POST', '/v1/accounts', { name: name(0) }] : ['PUT', '/v1/me'];
    if (ask.update) {
      const { name: to, limit } = ask.update;
      return ['PATCH', account, { ...(to === null ? {} : { name: name(to) }), ...(limit === null ? {} : { spendLimitCentsPerHour: limit }) }];
    }
    if (ask.convert) return ['POST', `${account}/convert${dry(ask.convert)}`, { name: name(ask.convert.name) }];
    if (ask.revert) return ['POST', `${account}/revert${dry(ask.revert)}`, { confirmName: name(ask.revert.name) }];
    if (ask.token) return ['POST', `${account}/token`];
    if (ask.role) return ['PATCH', `${account}/members/${this.#users[ask.role.user]}`, { role: ask.role.role }];
    if (ask.remove) return ['DELETE', `${account}/members/${this.#users[ask.remove.user]}`];
    if (ask.invite) {
      const { to, role } = ask.invite;
      return ['POST', `${account}/invites`, { role, ...(to === null ? {} : { email: this.#email(to) }), ...expiry(ask.invite.expiresIn) }];
    }
    if (ask.resend) {
      return ['POST', `${account}/invites/${this.#invite(ask.resend.invite)}/resend`, { rotate: ask.resend.rotate, ...expiry(ask.resend.expiresIn) }];
    }
    if (ask.copy) return ['GET', `${account}/invites/${this.#invite(ask.copy.invite)}/link`];
    if (ask.revoke) return ['DELETE', `${account}/invites/${this.#invite(ask.revoke.invite)}`];
    const by = ask.accept ?? ask.decline;
    if (!by) throw new Error(`unknown command: ${JSON.stringify(ask)}`);
    const body = 'token' in by ? { token: this.#tokens[by.token] } : { inviteId: this.#invite(by.invite) };
    return ['POST', `/v1/invites/${ask.accept ? 'accept' : 'decline'}`, body];
  }

  #success(ask: Ask, reply: Reply): Json {
    if (ask.remove) return { ok: 'removed', user: ask.remove.user };
    const body = reply.json() as Json;
    if (ask.open) {
      this.#account = String(ask.open.team ? body['id'] : (body['own'] as Json)['id']);
      return { ok: 'account' };
    }
    const plan = body['plan'] as Json | undefined;
    if (plan) return { ok: 'plan', members: plan['membersRemoved'] ?? 0, invites: plan['invitesRevoked'] ?? 0 };
    // A revert that closes a team returns the account as it was before.
    if (ask.revert) return { ok: body['kind'] === 'team' ? 'closed' : 'account' };
    if (ask.update || ask.convert) return { ok: body['id'] === this.#account ? 'account' : 'another account' };
    if (ask.token) return { ok: 'token', epoch: decode(String(body['token'])).claims['epoch'] };
    if (ask.role) return { ok: 'member', user: this.#users.indexOf(String(body['user'])) };
    if (ask.invite || ask.resend) return this.#sent(ask, body);
    if (ask.copy) return { ok: body['link'] === this.#links[ask.copy.invite]?.at(-1) ? 'invite' : 'another link', invite: ask.copy.invite };
    if (ask.accept) {
      const { user, invitedBy } = body['membership'] as { user: string; invitedBy?: string };
      const by = 'token' in ask.accept ? this.#invites.indexOf(String(decode(String(this.#tokens[ask.accept.token])).claims['jti'])) : ask.accept.invite;
      return { ok: this.#users.includes(user) && invitedBy !== undefined ? 'accepted' : 'no membership', invite: by };
    }
    return { ok: 'invite', invite: this.#invites.indexOf(String(body['id'])) };
  }

  /** An invite that was created or resent, with its link. */
  #sent(ask: Ask, body: Json): Json {
    const id = String((body['invite'] as Json)['id']);
    const link = String(body['link']);
    if (ask.invite) {
      this.#invites.push(id);
      this.#links.push([link]);
    }
    const number = this.#invites.indexOf(id);
    const links = this.#links[number] ?? [];
    if (ask.resend?.rotate) links.push(link);
    return { ok: links.at(-1) === link ? 'invite' : 'another link', invite: number };
  }

  async #open({ invite, generation }: { invite: number; generation: number }): Promise<Json> {
    const link = this.#links[invite]?.[generation];
    const code = this.#edge.secrets.code(this.#account, this.#invite(invite), LAST_GENERATION);
    const path = link === undefined ? `/i/${code}` : new URL(link).pathname;
    const reply = await send(this.#edge.origin, 'GET', path, { headers: { 'test-now': this.#milliseconds() }, agent });
    const fragment = new URLSearchParams(String(reply.headers.location ?? '').split('#')[1] ?? '');
    const token = fragment.get('invite') ?? '';
    if (token === 'closed') return { ok: 'link closed' };
    this.#tokens.push(token);
    const { claims } = decode(token);
    const number = this.#links[invite]?.findIndex((each) => generationOf(each) === claims['gen']);
    return { ok: 'opened', generation: number, ends: Number(claims['exp']) - this.#began };
  }

  #denial(reply: Reply): Json {
    const problem = reply.json() as { code: string; why?: string; inviteId?: string };
    const invite = problem.inviteId === undefined ? null : this.#invites.indexOf(problem.inviteId);
    return { no: problem.code, why: problem.why ?? null, invite };
  }

  /** The state as the owner reads it, in the model's terms. */
  async state(): Promise<unknown> {
    const path = `/v1/accounts/${this.#account}`;
    const [account, members, invites] = await Promise.all(
      [path, `${path}/members?limit=200`, `${path}/invites?limit=200`].map((each) => this.#send(0, 0, 'GET', each)),
    );
    if (account?.status === 404) return { closed: true };
    const { kind, name, epoch, spendLimitCentsPerHour, memberCount } = account?.json() as Json;
    const found = {
      kind,
      name: this.#common.names.indexOf(String(name)),
      epoch,
      limit: spendLimitCentsPerHour === DEFAULT_LIMIT ? null : spendLimitCentsPerHour,
      members: itemsOf(members).map((each) => this.#member(each)).toSorted((a, b) => Number(a['user']) - Number(b['user'])),
      invites: itemsOf(invites)
        .toSorted((a, b) => this.#invites.indexOf(String(a['id'])) - this.#invites.indexOf(String(b['id'])))
        .map((each) => this.#shown(each)),
    };
    return memberCount === found.members.length ? found : { ...found, memberCount };
  }

  #member(member: Json): Json {
    const user = (id: unknown): number | null => (id === undefined ? null : this.#users.indexOf(String(id)));
    return {
      user: user(member['user']),
      role: member['role'],
      invitedBy: user(member['invitedBy']),
      joined: this.#seconds(member['joinedAt']),
      address: this.#addressOf(member['email']),
    };
  }

  #shown(invite: Json): Json {
    return {
      status: invite['status'],
      to: this.#addressOf(invite['email']),
      role: invite['role'],
      inviter: this.#users.indexOf(String((invite['inviter'] as Json)['user'])),
      created: this.#seconds(invite['createdAt']),
      ends: this.#seconds(invite['expiresAt']),
      decided: this.#seconds(invite['decidedAt']),
    };
  }

  /** The audit log, oldest first. */
  async log(): Promise<unknown[]> {
    const events: Json[] = [];
    for (let next: string | undefined = ''; next !== undefined;) {
      const cursor: string = next === '' ? '' : `&cursor=${encodeURIComponent(next)}`;
      const reply = await this.#send(0, 0, 'GET', `/v1/accounts/${this.#account}/audit?limit=200${cursor}`);
      const page = reply.json() as { items: Json[]; next?: string };
      events.push(...page.items);
      next = page.next;
    }
    return events.toReversed().map((event) => {
      const actor = event['actor'] as { kind: string; id: string };
      return {
        at: this.#seconds(event['at']),
        actor: actor.kind === 'user' ? this.#users.indexOf(actor.id) : null,
        action: event['action'],
        refused: event['outcome'] === 'refused' ? event['code'] : null,
      };
    });
  }

  #send(user: number, address: number | null, method: string, path: string, body?: unknown): Promise<Reply> {
    const headers = { authorization: `Bearer ${this.#identity(user, address)}`, 'test-now': this.#milliseconds() };
    return send(this.#edge.origin, method, path, { headers, agent, ...(body === undefined ? {} : { body }) });
  }

  /** A user's token with this verified address, or with their own, unverified. */
  #identity(user: number, address: number | null): string {
    const name = `${user} ${address}`;
    const existing = this.#identities.get(name);
    if (existing !== undefined) return existing;
    const who = { subject: String(this.#subjects[user]), email: this.#email(address ?? user), emailVerified: address !== null, name: String(this.#common.names[0]) };
    const token = this.#edge.identity(who, { iat: this.#began - 60, exp: FOREVER });
    this.#identities.set(name, token);
    return token;
  }

  #milliseconds(): string {
    return String((this.#began + this.#now) * 1000);
  }
  #seconds(timestamp: unknown): number | null {
    return timestamp === undefined ? null : Date.parse(String(timestamp)) / 1000 - this.#began;
  }
  #email(address: number): string {
    return `${this.#subjects[address]}@example.com`;
  }
  #addressOf(email: unknown): number | null {
    if (email === undefined) return null;
    const found = Array.from({ length: this.#common.users }, (_, index) => this.#email(index)).indexOf(String(email));
    return found;
  }
  #invite(number: number): string {
    return this.#invites[number] ?? unknownInvite(this.#account);
  }
}

function dry({ dry: only }: { dry: boolean }): string {
  return only ? '?dryRun=true' : '';
}

function itemsOf(reply: Reply | undefined): Json[] {
  return (reply?.json() as { items?: Json[] } | undefined)?.items ?? [];
}

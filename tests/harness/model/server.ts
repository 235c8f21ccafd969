// The model behind the HTTP interface, so that the same tests can run against it.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { STATUS_OF } from '../refusal.ts';
import { Provider } from '../provider.ts';
import { decode, Secrets, sha256, type Claims } from '../secrets.ts';
import type { Policy } from '../policy.ts';
import type { World } from '../world.ts';
import type { Fault } from './faults.ts';
import { Model, No, type AccountRow, type Caller, type InviteRow } from './state.ts';

type Json = Record<string, unknown>;
interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
interface Asked {
  readonly me: Caller;
  readonly body: Json;
  readonly part: readonly string[];
  readonly query: URLSearchParams;
}

export interface ModelWorld extends World {
  stop(): Promise<void>;
}

/** Serves the model on a port of its own, with `faults` switched on. */
export async function startModel(policy: Policy, faults: readonly Fault[] = []): Promise<ModelWorld> {
  const secrets = new Secrets();
  const provider = new Provider('model');
  const desk = new Desk(new Model(policy, faults), secrets, provider);
  const server = createServer((incoming, outgoing) => {
    void desk.answer(incoming).then(({ status, body, headers }) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      outgoing.writeHead(status, { ...(text ? { 'content-type': 'application/json' } : {}), ...headers });
      outgoing.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  desk.origin = origin;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin, policy, secrets, identity: (who, claims) => provider.token(who, claims), stop };
}

class Desk {
  origin = '';
  readonly #model: Model;
  readonly #secrets: Secrets;
  readonly #provider: Provider;

  constructor(model: Model, secrets: Secrets, provider: Provider) {
    [this.#model, this.#secrets, this.#provider] = [model, secrets, provider];
  }

  async answer(incoming: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const requestId = randomBytes(6).toString('hex');
    try {
      const text = Buffer.concat(chunks).toString();
      return this.#route(incoming, text === '' ? {} : (JSON.parse(text) as Json));
    } catch (no) {
      if (!(no instanceof No)) throw no;
      const status = STATUS_OF[no.code]?.[0] ?? 500;
      const body = { type: no.code, title: no.code, status, code: no.code, detail: no.code, requestId, ...no.extra };
      return { status, body, headers: { 'content-type': 'application/problem+json', 'hallpass-request': requestId } };
    }
  }

  #route(incoming: IncomingMessage, body: Json): Answer {
    const url = new URL(incoming.url ?? '/', 'http://model');
    const method = incoming.method ?? 'GET';
    if (url.pathname === '/local/sign-in') {
      const email = this.#model.canonical(String(body['email']));
      const who = { subject: email, email, emailVerified: body['emailVerified'] !== false, name: String(body['name']) };
      return { status: 200, body: { token: this.#provider.token(who), expiresAt: new Date().toISOString() } };
    }
    if (url.pathname.startsWith('/i/')) return this.#link(method, url.pathname.slice(3));
    if (method === 'OPTIONS') return { status: 204 };
    const me = this.#caller(incoming.headers.authorization);
    const route = this.#routes().find(([verb, pattern]) => verb === method && pattern.test(url.pathname));
    if (!route) return { status: 405, body: {} };
    const part = (route[1].exec(url.pathname) ?? []).slice(1);
    const fields = route[3];
    const unknown = Object.keys(body).some((field) => !fields.includes(field));
    if (unknown && !this.#model.broken('unknown fields pass')) throw new No('invalid_request');
    return route[2]({ me, body, part, query: url.searchParams });
  }

  #caller(header: string | undefined): Caller {
    if (!header) throw new No('not_signed_in');
    const { claims } = decode(header.replace(/^Bearer /, ''));
    if (Number(claims['exp']) * 1000 <= Date.now() && !this.#model.broken('expired identities pass')) throw new No('token_expired');
    const subject = String(claims['sub']);
    const id = `usr_${sha256(subject).toString('base64url').slice(0, 22)}`;
    return { id, name: String(claims['name']), email: String(claims['email']), verified: claims['email_verified'] === true };
  }

  #routes(): [string, RegExp, (asked: Asked) => Answer, string[]][] {
    const model = this.#model;
    const dry = (asked: Asked): boolean => asked.query.get('dryRun') === 'true' && !model.broken('a dry run writes');
    return [
      ['PUT', /^\/v1\/me$/, ({ me }) => this.#me(me, model.open(me)), []],
      ['GET', /^\/v1\/me$/, ({ me }) => this.#me(me, model.open(me)), []],
      ['POST', /^\/v1\/accounts$/, ({ me, body }) => ({ status: 201, body: this.#account(model.create(me, 'team', String(body['name'])), me) }), ['name']],
      ['GET', /^\/v1\/accounts\/([^/]+)$/, ({ me, part }) => {
        const { account } = model.access(part[0] ?? '', me, 'team:access');
        if (model.broken('reading moves the epoch')) account.epoch += 1;
        return { status: 200, body: this.#account(account, me) };
      }, []],
      ['POST', /^\/v1\/accounts\/([^/]+)\/token$/, ({ me, part }) => ({ status: 200, body: this.#token(part[0] ?? '', me) }), []],
      ['POST', /^\/v1\/accounts\/([^/]+)\/convert$/, (asked) => this.#convert(asked, dry(asked)), ['name']],
      ['POST', /^\/v1\/accounts\/([^/]+)\/revert$/, (asked) => this.#revert(asked, dry(asked)), ['confirmName']],
      ['GET', /^\/v1\/accounts\/([^/]+)\/members$/, ({ me, part }) => {
        const { account } = model.access(part[0] ?? '', me, 'team:access');
        return { status: 200, body: { items: [...account.members.values()] } };
      }, []],
      ['PATCH', /^\/v1\/accounts\/([^/]+)\/members\/([^/]+)$/, ({ me, part, body }) => {
        const { account, mine } = model.access(part[0] ?? '', me, 'members:manage');
        const member = model.member(account, me, mine, part[1] ?? '');
        if (member.user === account.owner.user && !model.broken('owner can be demoted')) model.refuse(account, me, 'owner_protected');
        model.changeRole(account, me, member, String(body['role']), mine);
        return { status: 200, body: member };
      }, ['role']],
      ['DELETE', /^\/v1\/accounts\/([^/]+)\/members\/([^/]+)$/, ({ me, part }) => {
        const { account, mine } = model.access(part[0] ?? '', me, part[1] === me.id ? 'team:access' : 'members:manage');
        const member = model.member(account, me, mine, part[1] ?? '');
        if (member.user === account.owner.user && !model.broken('owner can be removed')) model.refuse(account, me, 'owner_protected');
        model.remove(account, me, member);
        return { status: 200, body: member };
      }, []],
      ['GET', /^\/v1\/accounts\/([^/]+)\/audit$/, ({ me, part }) => ({ status: 200, body: { items: model.access(part[0] ?? '', me, 'audit:read').account.audit.toReversed() } }), []],
      ['GET', /^\/v1\/accounts\/([^/]+)\/invites$/, ({ me, part }) => {
        const { account } = model.access(part[0] ?? '', me, 'members:invite');
        return { status: 200, body: { items: [...account.invites.values()].map((each) => this.#invite(account, each)) } };
      }, []],
      ['POST', /^\/v1\/accounts\/([^/]+)\/invites$/, ({ me, part, body }) => {
        const { account, mine } = model.access(part[0] ?? '', me, 'members:invite');
        return { status: 201, body: this.#sent(account, model.invite(account, me, mine, body)) };
      }, ['email', 'role', 'expiresIn', 'note']],
      ['GET', /^\/v1\/accounts\/([^/]+)\/invites\/([^/]+)$/, (asked) => {
        const { account, invite } = this.#managed(asked);
        return { status: 200, body: this.#invite(account, invite) };
      }, []],
      ['GET', /^\/v1\/accounts\/([^/]+)\/invites\/([^/]+)\/link$/, (asked) => {
        const { account, invite } = this.#managed(asked, true);
        return { status: 200, body: { link: this.#sent(account, invite)['link'] } };
      }, []],
      ['POST', /^\/v1\/accounts\/([^/]+)\/invites\/([^/]+)\/resend$/, (asked) => {
        const { account, invite } = this.#managed(asked, true);
        Object.assign(invite, { inviter: { user: asked.me.id, name: asked.me.name }, status: 'pending' });
        return { status: 200, body: this.#sent(account, invite) };
      }, ['rotate', 'expiresIn']],
      ['DELETE', /^\/v1\/accounts\/([^/]+)\/invites\/([^/]+)$/, (asked) => {
        const { account, invite } = this.#managed(asked);
        if (model.status(invite) !== 'pending') model.closed();
        model.decide(account, invite, asked.me, 'revoked');
        return { status: 200, body: this.#invite(account, invite) };
      }, []],
      ['GET', /^\/v1\/invites$/, ({ me }) => {
        const mine = this.#all().filter(([, each]) => me.verified && each.email === me.email && model.status(each) === 'pending');
        return { status: 200, body: { items: mine.map(([account, each]) => this.#invite(account, each)) } };
      }, []],
      ['POST', /^\/v1\/invites\/(preview|accept|decline)$/, (asked) => this.#answer(asked), ['token', 'code', 'inviteId']],
    ];
  }

  #answer({ me, body, part }: Asked): Answer {
    const model = this.#model;
    const [account, invite] = this.#find(body);
    const byToken = body['inviteId'] === undefined;
    if (part[0] === 'accept') {
      const membership = model.accept(account, invite, me, byToken);
      return { status: 200, body: { ...this.#token(account.id, me), account: this.#account(account, me), membership } };
    }
    const entitled = model.addressed(invite, me, byToken);
    if (model.status(invite) !== 'pending') model.closed(invite, entitled);
    if (part[0] === 'decline') {
      if (!entitled) model.closed();
      model.decide(account, invite, me, 'declined');
      return { status: 200, body: this.#invite(account, invite) };
    }
    return { status: 200, body: { account: { id: account.id, name: account.name }, role: invite.role, roleTitle: invite.role, inviter: { name: invite.inviter.name }, token: this.#inviteToken(account, invite) } };
  }

  #find(body: Json): [AccountRow, InviteRow] {
    const forged = (): never => {
      if (this.#model.broken('forgery is told apart')) throw new No('token_invalid');
      return this.#model.closed();
    };
    let id = String(body['inviteId']);
    if (typeof body['token'] === 'string') {
      try {
        const { header, claims } = decode(body['token']);
        if (this.#secrets.key.seal('invite+jwt', claims) !== body['token'] || header['typ'] !== 'invite+jwt') forged();
        id = String(claims['jti']);
      } catch {
        return forged();
      }
    } else if (typeof body['code'] === 'string') id = this.#read(body['code']) ?? forged();
    return this.#all().find(([, invite]) => invite.id === id) ?? this.#model.closed();
  }

  #read(code: string): string | undefined {
    const bytes = Buffer.from(code, 'base64url');
    const id = `inv_${bytes.subarray(0, 16).toString('base64url')}${bytes.subarray(16, 32).toString('base64url')}`;
    return this.#secrets.code(`acc_${bytes.subarray(0, 16).toString('base64url')}`, id, bytes[34]) === code ? id : undefined;
  }

  #link(method: string, code: string): Answer {
    const row = this.#all().find(([, invite]) => invite.id === this.#read(code));
    const headers = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
    if (!row || this.#model.status(row[1]) !== 'pending') {
      return { status: 303, headers: { ...headers, location: `${this.origin}/join#invite=closed&code=${code}` } };
    }
    if (method === 'HEAD' && this.#model.broken('HEAD uses the link up')) row[1].status = 'accepted';
    return { status: 303, headers: { ...headers, location: `${this.origin}/join#invite=${this.#inviteToken(...row)}` } };
  }

  #managed({ me, part }: Asked, copies = false): { account: AccountRow; invite: InviteRow } {
    const model = this.#model;
    const { account, mine } = model.access(part[0] ?? '', me, 'members:invite');
    const invite = account.invites.get(part[1] ?? '');
    if (!invite) return model.refuse(account, me, 'not_found');
    if (copies && model.status(invite) !== 'pending' && !model.broken('resend revives')) model.closed();
    if (copies && !model.within(invite.role, mine) && !model.broken('copies any link')) model.refuse(account, me, 'role_exceeds_grantor');
    return { account, invite };
  }

  #convert({ me, body, part }: Asked, dry: boolean): Answer {
    const { account } = this.#model.access(part[0] ?? '', me, 'team:access');
    if (account.owner.user !== me.id) this.#model.refuse(account, me, 'forbidden');
    if (account.kind === 'team') this.#model.refuse(account, me, 'already_a_team');
    if (dry) return { status: 200, body: { plan: { membersRemoved: 0, invitesRevoked: 0 } } };
    Object.assign(account, { kind: 'team', name: String(body['name']), epoch: account.epoch + 1 });
    if (this.#model.broken('convert makes another id')) {
      account.id = account.id.replace(/.$/, 'A');
      this.#model.accounts.set(account.id, account);
    }
    this.#model.record(account, me, 'account.convert', account.id);
    return { status: 200, body: this.#account(account, me) };
  }

  #revert({ me, body, part, query }: Asked, dry: boolean): Answer {
    const model = this.#model;
    const { account } = model.access(part[0] ?? '', me, 'team:access');
    if (account.owner.user !== me.id && !model.broken('members may revert')) model.refuse(account, me, 'forbidden');
    if (account.kind !== 'team') model.refuse(account, me, 'not_a_team');
    const pending = [...account.invites.values()].filter((each) => model.status(each) === 'pending');
    const plan = { membersRemoved: account.members.size - 1, invitesRevoked: pending.length };
    if (dry) return { status: 200, body: { plan } };
    const named = body['confirmName'] === account.name || query.get('dryRun') === 'true';
    if (!named && !model.broken('revert needs no name')) model.refuse(account, me, 'name_mismatch');
    pending.forEach((each) => model.decide(account, each, undefined, 'revoked'));
    for (const user of account.members.keys()) if (user !== account.owner.user) account.members.delete(user);
    Object.assign(account, { kind: 'personal', name: account.personalName ?? account.name, epoch: account.epoch + 1 });
    account.closed = account.personalName === undefined && !model.broken('closed teams return');
    model.record(account, me, 'account.revert', account.id);
    return { status: 200, body: query.get('dryRun') === 'true' ? { plan } : this.#account(account, me) };
  }

  #token(id: string, me: Caller): Json {
    const model = this.#model;
    const row = model.broken('the removed get tokens') ? model.accounts.get(id) : model.access(id, me, 'team:access').account;
    if (!row) throw new No('not_found');
    const role = row.members.get(me.id)?.role ?? model.policy.ownerRole;
    const iat = Math.floor(Date.now() / 1000);
    const exp = iat + (model.broken('tokens live long') ? 3600 : 60);
    const claims: Claims = {
      iss: this.origin, aud: model.policy.audience, sub: me.id, acc: id, kind: row.kind, role, epoch: row.epoch, iat, exp,
      perm: '', pol: '', jti: randomBytes(8).toString('hex'),
    };
    return { token: this.#secrets.key.seal('membership+jwt', claims), expiresAt: new Date(exp * 1000).toISOString(), account: this.#account(row, me) };
  }

  #inviteToken(account: AccountRow, invite: InviteRow): string {
    const iat = Math.floor(Date.now() / 1000);
    return this.#secrets.key.seal('invite+jwt', { iss: this.origin, jti: invite.id, acc: account.id, gen: 0, name: account.name, role: invite.role, inv: invite.inviter.name, iat, exp: iat + 86_400 });
  }

  #sent(account: AccountRow, invite: InviteRow): Json {
    return { invite: this.#invite(account, invite), link: `${this.origin}/i/${this.#secrets.code(account.id, invite.id)}` };
  }

  #invite(account: AccountRow, invite: InviteRow): Json {
    const { by: _, expiresAt, email, ...rest } = invite;
    return {
      ...rest, account: account.id, accountName: account.name, status: this.#model.status(invite), ...(email ? { email } : {}),
      ...(expiresAt ? { expiresAt: new Date(expiresAt).toISOString() } : {}),
    };
  }

  #account(account: AccountRow, me: Caller): Json {
    const role = account.members.get(me.id)?.role ?? this.#model.policy.ownerRole;
    const { id, kind, name, owner, epoch, createdAt } = account;
    return { id, kind, name, owner, epoch, createdAt, role, permissions: this.#model.permissionsOf(role), memberCount: account.members.size, spendLimitCentsPerHour: 0 };
  }

  #me(me: Caller, own: AccountRow): Answer {
    const mine = [...this.#model.accounts.values()].filter((each) => !each.closed && each.members.has(me.id));
    const user = { id: me.id, email: me.email, emailVerified: me.verified, name: me.name };
    return { status: 200, body: { user, own: this.#account(own, me), accounts: mine.map((each) => this.#account(each, me)), inboxCount: 0 } };
  }

  #all(): [AccountRow, InviteRow][] {
    return [...this.#model.accounts.values()].flatMap((account) =>
      [...account.invites.values()].map((invite): [AccountRow, InviteRow] => [account, invite]),
    );
  }
}

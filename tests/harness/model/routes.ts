// The model's routes: what each does, and the fields that its body may have.
import { decode } from '../secrets.ts';
import type { Json, Replies } from './replies.ts';
import { No, type AccountRow, type Caller, type InviteRow } from './state.ts';

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}
export interface Asked {
  readonly me: Caller;
  readonly body: Json;
  /** What stood for the path's parameters. */
  readonly part: readonly string[];
  readonly query: URLSearchParams;
}
export interface Route {
  readonly fields: readonly string[];
  readonly run: (asked: Asked) => Answer;
}

const ok = (body: unknown, status = 200): Answer => ({ status, body });

export class Routes {
  readonly table: Readonly<Record<string, Route>>;
  readonly #replies: Replies;

  constructor(replies: Replies) {
    this.#replies = replies;
    this.table = { ...this.#accounts(), ...this.#members(), ...this.#invites() };
  }

  #accounts(): Record<string, Route> {
    const replies = this.#replies;
    const { model } = replies;
    const audit = (id: string | undefined, me: Caller): unknown[] =>
      model.access(id ?? '', me, 'audit:read').account.audit.toReversed();
    const read = ({ me, part }: Asked): Answer => {
      const { account } = model.access(part[0] ?? '', me, 'team:access');
      if (model.broken('reading moves the epoch')) account.epoch += 1;
      return ok(replies.account(account, me));
    };
    const open = ({ me, body }: Asked): Answer => ok(replies.account(model.create(me, 'team', String(body['name'])), me), 201);
    return {
      'PUT /v1/me': { fields: [], run: ({ me }) => ok(replies.me(me, model.open(me))) },
      'GET /v1/me': { fields: [], run: ({ me }) => ok(replies.me(me, model.open(me))) },
      'POST /v1/accounts': { fields: ['name'], run: open },
      'GET /v1/accounts/*': { fields: [], run: read },
      'GET /v1/accounts/*/audit': { fields: [], run: ({ me, part }) => ok({ items: audit(part[0], me) }) },
      'POST /v1/accounts/*/token': { fields: [], run: ({ me, part }) => ok(replies.token(part[0] ?? '', me)) },
      'POST /v1/accounts/*/convert': { fields: ['name'], run: (asked) => this.#convert(asked) },
      'POST /v1/accounts/*/revert': { fields: ['confirmName'], run: (asked) => this.#revert(asked) },
    };
  }

  #members(): Record<string, Route> {
    const { model } = this.#replies;
    const list = ({ me, part }: Asked): Answer => {
      const { account } = model.access(part[0] ?? '', me, 'team:access');
      return ok({ items: [...account.members.values()] });
    };
    const change = ({ me, part, body }: Asked): Answer => {
      const { account, mine } = model.access(part[0] ?? '', me, 'members:manage');
      const member = model.member(account, me, mine, part[1] ?? '');
      const owner = member.user === account.owner.user && !model.broken('owner can be demoted');
      if (owner) model.refuse(account, me, 'owner_protected');
      model.changeRole(account, me, member, String(body['role']), mine);
      return ok(member);
    };
    const remove = ({ me, part }: Asked): Answer => {
      const { account, mine } = model.access(part[0] ?? '', me, part[1] === me.id ? 'team:access' : 'members:manage');
      const member = model.member(account, me, mine, part[1] ?? '');
      const owner = member.user === account.owner.user && !model.broken('owner can be removed');
      if (owner) model.refuse(account, me, 'owner_protected');
      model.remove(account, me, member);
      return ok(member);
    };
    return {
      'GET /v1/accounts/*/members': { fields: [], run: list },
      'PATCH /v1/accounts/*/members/*': { fields: ['role'], run: change },
      'DELETE /v1/accounts/*/members/*': { fields: [], run: remove },
    };
  }

  #invites(): Record<string, Route> {
    const replies = this.#replies;
    const { model } = replies;
    const list = ({ me, part }: Asked): Answer => {
      const { account } = model.access(part[0] ?? '', me, 'members:invite');
      return ok({ items: [...account.invites.values()].map((each) => replies.invite(account, each)) });
    };
    const create = ({ me, part, body }: Asked): Answer => {
      const { account, mine } = model.access(part[0] ?? '', me, 'members:invite');
      return ok(replies.sent(account, model.invite(account, me, mine, body)), 201);
    };
    const read = (asked: Asked): Answer => ok(replies.invite(...this.#managed(asked)));
    const link = (asked: Asked): Answer => ok({ link: replies.sent(...this.#managed(asked, true)).link });
    const resend = (asked: Asked): Answer => {
      const [account, invite] = this.#managed(asked, true);
      Object.assign(invite, { inviter: { user: asked.me.id, name: asked.me.name }, status: 'pending' });
      return ok(replies.sent(account, invite));
    };
    const revoke = (asked: Asked): Answer => {
      const [account, invite] = this.#managed(asked);
      if (model.status(invite) !== 'pending') model.closed();
      model.decide(account, invite, asked.me, 'revoked');
      return ok(replies.invite(account, invite));
    };
    const inbox = ({ me }: Asked): Answer => {
      const mine = this.all().filter(([, each]) => me.verified && each.email === me.email && model.status(each) === 'pending');
      return ok({ items: mine.map((row) => replies.invite(...row)) });
    };
    const named = ['token', 'code', 'inviteId'];
    return {
      'GET /v1/accounts/*/invites': { fields: [], run: list },
      'POST /v1/accounts/*/invites': { fields: ['email', 'role', 'expiresIn', 'note'], run: create },
      'GET /v1/accounts/*/invites/*': { fields: [], run: read },
      'GET /v1/accounts/*/invites/*/link': { fields: [], run: link },
      'POST /v1/accounts/*/invites/*/resend': { fields: ['rotate', 'expiresIn'], run: resend },
      'DELETE /v1/accounts/*/invites/*': { fields: [], run: revoke },
      'GET /v1/invites': { fields: [], run: inbox },
      'POST /v1/invites/preview': { fields: named, run: (asked) => this.#answer(asked, 'preview') },
      'POST /v1/invites/accept': { fields: named, run: (asked) => this.#answer(asked, 'accept') },
      'POST /v1/invites/decline': { fields: named, run: (asked) => this.#answer(asked, 'decline') },
    };
  }

  #answer({ me, body }: Asked, what: 'preview' | 'accept' | 'decline'): Answer {
    const replies = this.#replies;
    const { model } = replies;
    const [account, invite] = this.#find(body);
    const byToken = body['inviteId'] === undefined;
    if (what === 'accept') {
      const membership = model.accept(account, invite, me, byToken);
      return ok({ ...replies.token(account.id, me), account: replies.account(account, me), membership });
    }
    const entitled = model.addressed(invite, me, byToken);
    if (model.status(invite) !== 'pending') model.closed(invite, entitled);
    if (what === 'preview') return ok(replies.preview(account, invite));
    if (!entitled) model.closed();
    model.decide(account, invite, me, 'declined');
    return ok(replies.invite(account, invite));
  }

  #find(body: Json): [AccountRow, InviteRow] {
    const { model, secrets } = this.#replies;
    const forged = (): never => {
      if (model.broken('forgery is told apart')) throw new No('token_invalid');
      return model.closed();
    };
    let id = String(body['inviteId']);
    if (typeof body['token'] === 'string') {
      try {
        const { header, claims } = decode(body['token']);
        if (secrets.key.seal('invite+jwt', claims) !== body['token'] || header['typ'] !== 'invite+jwt') forged();
        id = String(claims['jti']);
      } catch {
        return forged();
      }
    } else if (typeof body['code'] === 'string') id = this.inviteOf(body['code']) ?? forged();
    return this.all().find(([, invite]) => invite.id === id) ?? model.closed();
  }

  /** The invite that a code names, if its tag is good. */
  inviteOf(code: string): string | undefined {
    const bytes = Buffer.from(code, 'base64url');
    const account = bytes.subarray(0, 16).toString('base64url');
    const id = `inv_${account}${bytes.subarray(16, 32).toString('base64url')}`;
    return this.#replies.secrets.code(`acc_${account}`, id, bytes[34]) === code ? id : undefined;
  }

  all(): [AccountRow, InviteRow][] {
    return [...this.#replies.model.accounts.values()].flatMap((account) =>
      [...account.invites.values()].map((invite): [AccountRow, InviteRow] => [account, invite]),
    );
  }

  #managed({ me, part }: Asked, copies = false): [AccountRow, InviteRow] {
    const { model } = this.#replies;
    const { account, mine } = model.access(part[0] ?? '', me, 'members:invite');
    const invite = account.invites.get(part[1] ?? '');
    if (!invite) return model.refuse(account, me, 'not_found');
    if (copies && model.status(invite) !== 'pending' && !model.broken('resend revives')) model.closed();
    const beyond = copies && !model.within(invite.role, mine) && !model.broken('copies any link');
    if (beyond) model.refuse(account, me, 'role_exceeds_grantor');
    return [account, invite];
  }

  #convert({ me, body, part, query }: Asked): Answer {
    const { model } = this.#replies;
    const { account } = model.access(part[0] ?? '', me, 'team:access');
    if (account.owner.user !== me.id) model.refuse(account, me, 'forbidden');
    if (account.kind === 'team') model.refuse(account, me, 'already_a_team');
    const dry = query.get('dryRun') === 'true';
    const plan = { membersRemoved: 0, invitesRevoked: 0 };
    if (dry && !model.broken('a dry run writes')) return ok({ plan });
    Object.assign(account, { kind: 'team', name: String(body['name']), epoch: account.epoch + 1 });
    if (model.broken('convert makes another id')) {
      account.id = account.id.replace(/.$/, (last) => (last === 'A' ? 'Q' : 'A'));
      model.accounts.set(account.id, account);
    }
    model.record(account, me, 'account.convert', account.id);
    return ok(dry ? { plan } : this.#replies.account(account, me));
  }

  #revert({ me, body, part, query }: Asked): Answer {
    const { model } = this.#replies;
    const { account } = model.access(part[0] ?? '', me, 'team:access');
    if (account.owner.user !== me.id && !model.broken('members may revert')) model.refuse(account, me, 'forbidden');
    if (account.kind !== 'team') model.refuse(account, me, 'not_a_team');
    const dry = query.get('dryRun') === 'true';
    const pending = [...account.invites.values()].filter((each) => model.status(each) === 'pending');
    const plan = { membersRemoved: account.members.size - 1, invitesRevoked: pending.length };
    if (dry && !model.broken('a dry run writes')) return ok({ plan });
    const named = dry || body['confirmName'] === account.name || model.broken('revert needs no name');
    if (!named) model.refuse(account, me, 'name_mismatch');
    pending.forEach((each) => model.decide(account, each, undefined, 'revoked'));
    for (const user of account.members.keys()) if (user !== account.owner.user) account.members.delete(user);
    Object.assign(account, { kind: 'personal', name: account.personalName ?? account.name, epoch: account.epoch + 1 });
    account.closed = account.personalName === undefined && !model.broken('closed teams return');
    model.record(account, me, 'account.revert', account.id);
    return ok(dry ? { plan } : this.#replies.account(account, me));
  }
}

import { callerOf, created, type Desk, type Inside, inside, type Asked, type Routes, seen, tokenFor } from '../desk.ts';
import { No } from '../refusal.ts';
import { statusOf } from '../rows.ts';

/** Me, and accounts. */
export const accountRoutes = (desk: Desk): Routes => {
  const { state } = desk;
  const identified = ({ user }: Asked) => {
    if (!user) throw new No('not_signed_in');
    return user;
  };
  return {
    'GET /v1/me': (asked) => state.me(identified(asked)),
    'PUT /v1/me': (asked) => {
      state.own(identified(asked));
      return state.me(identified(asked));
    },
    'POST /v1/accounts': (asked) => {
      const user = callerOf(asked);
      const account = state.addAccount(user, { kind: 'team', name: String(asked.body['name']) });
      return created(seen(desk, state.inside(account.id, user)));
    },
    'GET /v1/accounts/*': (asked) => seen(desk, inside(desk, asked)),
    'PATCH /v1/accounts/*': (asked) => {
      const here = inside(desk, asked);
      const { name, spendLimitCentsPerHour } = asked.body;
      if (name !== undefined) here.account.name = String(name);
      if (spendLimitCentsPerHour !== undefined) here.account.spendLimitCentsPerHour = Number(spendLimitCentsPerHour);
      state.record(here.account, here.user, 'account.update', ['account', here.account.id]);
      return seen(desk, here);
    },
    'POST /v1/accounts/*/convert': (asked) => convert(desk, asked, inside(desk, asked)),
    'POST /v1/accounts/*/revert': (asked) => revert(desk, asked, inside(desk, asked)),
    'POST /v1/accounts/*/token': (asked) => {
      const { account, user } = inside(desk, asked);
      return tokenFor(desk, account, user);
    },
    'POST /v1/tokens': async (asked) => {
      const user = callerOf(asked);
      const rows = (asked.body['accounts'] as string[]).flatMap((id) => state.accounts.get(id) ?? []);
      const mine = rows.filter(({ members }) => members.has(user.id));
      return { items: await Promise.all(mine.map((row) => tokenFor(desk, row, user))) };
    },
  };
};

const convert = (desk: Desk, { query, body }: Asked, here: Inside): object => {
  const { account, user } = here;
  if (account.kind === 'team') throw new No('already_a_team');
  if (query.get('dryRun') === 'true') return { plan: { membersRemoved: 0, invitesRevoked: 0, becomes: 'team' } };
  account.kind = 'team';
  account.name = String(body['name']);
  account.epoch++;
  desk.state.record(account, user, 'account.convert', ['account', account.id]);
  return seen(desk, here);
};

const revert = (desk: Desk, { query, body }: Asked, here: Inside): object => {
  const { account, user } = here;
  if (account.kind === 'personal') throw new No('not_a_team');
  const { now } = desk.moment();
  const open = [...account.invites.values()].filter((invite) => statusOf(invite, now) === 'pending');
  const name = account.personalName;
  if (query.get('dryRun') === 'true') {
    const becomes = name === undefined ? {} : { becomes: 'personal', name };
    return { plan: { membersRemoved: account.members.size - 1, invitesRevoked: open.length, ...becomes } };
  }
  if (body['confirmName'] !== account.name) throw new No('name_mismatch');
  for (const invite of open) desk.state.decide(invite, 'revoked');
  for (const id of account.members.keys()) if (id !== user.id) account.members.delete(id);
  account.epoch++;
  desk.state.record(account, user, 'account.revert', ['account', account.id]);
  if (name === undefined) account.members.clear();
  else [account.kind, account.name] = ['personal', name];
  return seen(desk, here);
};

// How many SQL statements an account runs for a request. Its own row is read once, however many parts need it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { person, tokenOf } from '../harness/person.ts';

/** Accounts that record their statements until they respond; `/statements/{acc}` returns those of the last request. */
const ENTRY = `
import Worker, { AccountObject as Account } from './entry.mjs';
export { MailboxObject, UserObject } from './entry.mjs';

function override(target, members) {
  return new Proxy(target, {
    get(_, name) {
      if (name in members) return members[name];
      const value = target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

export class AccountObject {
  constructor(state, env) {
    this.statements = [];
    const exec = (statement, ...parameters) => {
      this.statements.push(statement);
      return state.storage.sql.exec(statement, ...parameters);
    };
    const storage = override(state.storage, { sql: override(state.storage.sql, { exec }) });
    this.start = () => new Account(override(state, { storage }), env);
    this.account = this.start();
  }
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/statements') return Response.json(this.last);
    // The next request gets a new instance of Hallpass's object on the same storage.
    if (pathname === '/restart') return Response.json((this.account = this.start()) !== undefined);
    this.statements = [];
    const response = await this.account.fetch(request);
    this.last = [...this.statements];
    return response;
  }
  alarm() {
    return this.account.alarm();
  }
}

export default {
  fetch(request, env, context) {
    const [, part, name] = new URL(request.url).pathname.split('/');
    if (part !== 'statements' && part !== 'restart') return new Worker(context, env).fetch(request);
    return env.ACCOUNT.getByName(name).fetch('https://object/' + part);
  },
};
`;

let edge: Edge;
before(async () => {
  edge = await startEdge({ entry: ENTRY });
});
after(() => edge?.stop());

/** The statements of the account's last request, without those of the delivery to other objects that it started. */
async function statements(account: string): Promise<string[]> {
  const response = await fetch(`${edge.origin}/statements/${account}`);
  const all = (await response.json()) as string[];
  const delivery = all.findIndex((statement) => / FROM outbox WHERE due <= /.test(statement));
  return delivery < 0 ? all : all.slice(0, delivery);
}

/** Lets a new instance take the account's next request. */
async function restart(account: string): Promise<void> {
  assert.equal((await fetch(`${edge.origin}/restart/${account}`)).status, 200);
}

/** What changes the schema, or a row. */
const writes = (statement: string): boolean => /\b(CREATE|ALTER|DROP|INSERT|UPDATE|DELETE)\b/.test(statement);

const readsAccount = (statement: string): boolean => /^SELECT .* FROM account /.test(statement);

test('an accept reads the account’s row once', async () => {
  const owner = await person(edge, 'Olga');
  const { id: team } = await owner.team();
  const guest = await person(edge, 'Gus');
  const { link } = await owner.invite(team, { role: 'dev', email: guest.email });
  await guest.join({ token: await tokenOf(edge, link) });
  const run = await statements(team);
  assert.equal(run.filter(readsAccount).length, 1, run.join('\n'));
  assert.ok(run.some((statement) => statement.startsWith('INSERT INTO events')), 'the accept was recorded');
  assert.ok(run.length <= 23, `${run.length} statements:\n${run.join('\n')}`);
});

test('so do an invite, a token and the list of members', async () => {
  const owner = await person(edge, 'Olga');
  const { id: team } = await owner.team();
  for (const request of [
    () => owner.invite(team, { role: 'dev' }),
    () => owner.post(`/v1/accounts/${team}/token`),
    () => owner.members(team),
  ]) {
    await request();
    const run = await statements(team);
    assert.equal(run.filter(readsAccount).length, 1, run.join('\n'));
  }
});

test('the first read of an instance changes nothing in a database of this release', async () => {
  const owner = await person(edge, 'Olga');
  const { id: team } = await owner.team();
  assert.ok((await statements(team)).some(writes), 'opening the account wrote');
  await restart(team);
  await owner.members(team);
  const run = await statements(team);
  assert.ok(run.some((statement) => statement.includes('sqlite_master')), 'it is another instance, which looked at the tables');
  assert.deepEqual(run.filter(writes), []);
});

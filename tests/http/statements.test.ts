// Which SQL statements an account runs for a request, and how SQLite runs them. Its own row is read once, however many parts need it,
// and no request of every day reads a table whole.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { inDatabase } from '../harness/database.ts';
import { startEdge, type Edge } from '../harness/edge.ts';
import { expectOk } from '../harness/expect.ts';
import { send } from '../harness/http.ts';
import { enrol, person, tokenOf } from '../harness/person.ts';
import * as shapes from '../harness/shapes.ts';

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

const readsAccount = (statement: string): boolean => /^SELECT account\.id\b.* FROM account /.test(statement);

test('an accept reads the account’s row once', async () => {
  const owner = await person(edge, 'Olga');
  const { id: team } = await owner.team();
  const guest = await person(edge, 'Gus');
  const { link } = await owner.invite(team, { role: 'dev', email: guest.email });
  await guest.join({ token: await tokenOf(edge, link) });
  const run = await statements(team);
  assert.equal(run.filter(readsAccount).length, 1, run.join('\n'));
  assert.ok(run.some((statement) => statement.startsWith('INSERT INTO events')), 'the accept was recorded');
  // One of them asks all queues that share the alarm. `costs.test.ts` counts those of all objects, with what follows the reply.
  assert.ok(run.length <= 20, `${run.length} statements:\n${run.join('\n')}`);
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

/** The steps of SQLite's plans for these statements that read a table of many rows from one end to the other, or sort rows. */
async function slowSteps(team: string, all: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  await inDatabase(edge, team, (database) => {
    for (const statement of new Set(all)) {
      if (!/^(SELECT|INSERT|UPDATE|DELETE|WITH|REPLACE)\b/.test(statement)) continue;
      const plan = database.prepare(`EXPLAIN QUERY PLAN ${statement}`).all().map(({ detail }) => String(detail));
      // The first row of an index is no scan of it, nor is the account's one row.
      const isFirstRow = /ORDER BY seq DESC LIMIT 1$/.test(statement) && plan.length === 1;
      const slow = plan.filter((step) => /^SCAN (?!account\b|examined_invites\b|json_each\b|CONSTANT)/.test(step) || step.startsWith('USE TEMP B-TREE'));
      if (isFirstRow) continue;
      if (slow.length > 0) found.push(`${slow.join('; ')}: ${statement}`);
    }
  });
  return found;
}

// What a cached check reads is bounded by time and number: see epoch-views.test.ts.
test('tokens, strict checks and accepts look rows up, however many members, projects, invites and events a team has', async () => {
  const owner = await person(edge, 'Olga');
  const { id: team } = await owner.team();
  const at = `/v1/accounts/${team}`;
  const project = expectOk(await owner.post(`${at}/projects`, { name: 'Search' }), shapes.project, 201).id;
  const [member, guest] = [await person(edge, 'Mia'), await person(edge, 'Gus')];
  await enrol(owner, team, member, 'dev');
  const { link } = await owner.invite(team, { email: guest.email, role: 'dev', projects: [{ project, role: 'editor' }] });
  const invited = await tokenOf(edge, link);
  const run: Record<string, string[]> = {};
  const record = async (name: string, request: () => Promise<unknown>): Promise<void> => {
    await request();
    run[name] = await statements(team);
    assert.ok(run[name].some((statement) => statement.includes(' FROM members ')), `${name} reached the account`);
  };
  const tokenOfMember = async (body: object): Promise<string> => expectOk(await member.post(`${at}/token`, body), shapes.token).token;
  const check = (token: string, freshness: string, body: object = {}) =>
    send(edge.origin, 'POST', '/v1/check', { body: { account: team, permissions: ['pods:connect'], freshness, ...body }, headers: { 'hallpass-token': token } });
  await record('a token', () => tokenOfMember({}));
  await record('a token for a project', () => tokenOfMember({ project }));
  const [token, forProject] = [await tokenOfMember({}), await tokenOfMember({ project })];
  await record('a strict check', () => check(token, 'strict'));
  await record('a strict check of a project', () => check(forProject, 'strict', { project }));
  await record('an accept', () => guest.join({ token: invited }));
  assert.deepEqual(await slowSteps(team, Object.values(run).flat()), []);
  const control = await slowSteps(team, ['SELECT user FROM members WHERE name = ?', 'SELECT user FROM members ORDER BY image LIMIT 1']);
  assert.equal(control.length, 2, 'control: a scan and a sort are found');
});

// During a deployment a Worker of the previous release may call objects of this one: they accept its requests, and respond in its
// format.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { person, tokenOf, type Person } from '../harness/person.ts';
import { decode } from '../harness/secrets.ts';

/** Forwards a body to an object as the previous release did: `POST /`. */
const ENTRY = `
import Worker from './entry.mjs';
export { AccountObject, MailboxObject, UserObject } from './entry.mjs';
export default {
  fetch(request, env, context) {
    const [, part, binding, name] = new URL(request.url).pathname.split('/');
    if (part !== 'object') return new Worker(context, env).fetch(request);
    return env[binding].getByName(name).fetch('https://object/', { method: 'POST', body: request.body });
  },
};
`;

type Json = Record<string, unknown>;

let edge: Edge;
let owner: Person;
let team: string;
before(async () => {
  edge = await startEdge({ entry: ENTRY });
  owner = await person(edge, 'Olga');
  team = (await owner.team('Old Team')).id;
});
after(() => edge?.stop());

function callerOf(user: Person): Json {
  return { user: { user: user.id, name: user.name, address: user.email } };
}

/** Sends a request to an object in the format of the previous release. */
async function call(binding: 'ACCOUNT' | 'USER' | 'MAILBOX', name: string, ask: unknown, user?: Person): Promise<Json> {
  const body = JSON.stringify({
    now: new Date().toISOString(),
    random: randomBytes(32).toString('base64url'),
    ...(user === undefined ? {} : { caller: callerOf(user) }),
    ask,
  });
  const response = await fetch(`${edge.origin}/object/${binding}/${name}`, { method: 'POST', body });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text) as Json;
}

async function account(ask: unknown, user?: Person): Promise<Json> {
  return (await call('ACCOUNT', team, ask, user))['reply'] as Json;
}

/** The JSON document that a reply contains as text. */
function documentIn(reply: Json): Json {
  assert.equal(typeof reply['document'], 'string', JSON.stringify(reply));
  return JSON.parse(reply['document'] as string) as Json;
}

test('queries return documents as text', async () => {
  const read = documentIn(await account('read', owner));
  assert.deepEqual(read, (await owner.get(`/v1/accounts/${team}`)).json());
  const members = documentIn(await account({ members: { page: { limit: 50 } } }, owner));
  assert.deepEqual(members, (await owner.get(`/v1/accounts/${team}/members`)).json());
  const found = (await account({ person: { user: owner.id } }, owner)) as { person: { user: string } };
  assert.equal(found.person.user, owner.id);
  const audit = (await account({ audit: { filter: {}, page: { limit: 50 } } }, owner)) as { audit: { items: string } };
  assert.deepEqual(JSON.parse(audit.audit.items), await owner.audit(team));
});

test('an invite can be created, previewed and accepted', async () => {
  const command = { invite: { role: 'dev' } };
  const { invite } = (await account({ run: { account: team, command } }, owner)) as { invite: { id: string; generation: number } };
  const previewed = (await account({ preview: { invite: invite.id, generation: invite.generation } })) as { preview: { inviter: string } };
  assert.equal(previewed.preview.inviter, owner.name);
  const guest = await person(edge, 'Gus');
  const accept = { accept: { invite: invite.id, proof: { token: { generation: invite.generation, expiresAtSeconds: 4_000_000_000 } } } };
  const answer = await call('ACCOUNT', team, { run: { account: team, command: accept } }, guest);
  const { accepted } = answer['reply'] as { accepted: { account: string; membership: string; claims: Json } };
  assert.equal((JSON.parse(accepted.account) as Json)['id'], team);
  assert.equal((JSON.parse(accepted.membership) as Json)['user'], guest.id);
  assert.equal(accepted.claims['role'], 'dev');
  // The Worker of the previous release delivers the row to the user's index.
  const row = answer['ownRow'] as { version: number; row: Json };
  assert.deepEqual(await call('USER', guest.id, { put: { message: row } }), 'taken');
  const { accounts } = (await call('USER', guest.id, 'list')) as { accounts: { own: string; rows: Json[] } };
  assert.equal(accounts.own, guest.own);
  assert.ok(accounts.rows.some((each) => each['id'] === team));
  const standing = (await account({ run: { account: team, command: 'attend' } }, guest)) as { standing: { claims: Json } };
  assert.equal(standing.standing.claims['user'], guest.id);
  const status = (await account({ stands: { user: guest.id, permissions: ['members:manage'] } })) as { stands: Json };
  assert.equal(status.stands['role'], 'dev');
  assert.ok('explanation' in status.stands);
});

test('a mailbox stores an invite as text and lists it', async () => {
  const document = (await owner.invite(team, { role: 'dev', email: 'ida@example.com' })).invite;
  const mailbox = randomBytes(32).toString('base64url');
  const row = { document: JSON.stringify(document), createdAt: document.createdAt };
  const message = { version: 1, row: { mailbox: { mailbox, invite: document.id, row } } };
  assert.deepEqual(await call('MAILBOX', mailbox, { put: { message } }), 'taken');
  assert.deepEqual(await call('MAILBOX', mailbox, 'count'), { count: { count: 1 } });
  const listed = (await call('MAILBOX', mailbox, { list: { page: { limit: 20 } } })) as { invites: { page: string } };
  assert.deepEqual((JSON.parse(listed.invites.page) as { items: unknown[] }).items, [document]);
  assert.deepEqual(await call('MAILBOX', mailbox, { list: { page: { limit: 20, cursor: '!' } } }), 'badCursor');
});

test('errors are replies', async () => {
  const stranger = await person(edge, 'Stella');
  assert.deepEqual(await account('read', stranger), { refused: { refusal: 'not_found', member: false } });
  const link = (await owner.invite(team, { role: 'dev' })).link;
  const claims = decode(await tokenOf(edge, link)).claims;
  const again = { accept: { invite: claims['jti'], proof: { token: { generation: claims['gen'], expiresAtSeconds: 4_000_000_000 } } } };
  const reply = await account({ run: { account: team, command: again } }, owner);
  assert.deepEqual(reply, { refused: { refusal: 'already_member', member: true } });
  const closed = await account({ preview: { invite: claims['jti'], generation: 7 } });
  assert.deepEqual(closed, { closed: {} });
});

test('a request in neither format is a 500', async () => {
  const body = JSON.stringify({ now: new Date().toISOString(), random: randomBytes(32).toString('base64url'), ask: 'nothing' });
  const response = await fetch(`${edge.origin}/object/ACCOUNT/${team}`, { method: 'POST', body });
  assert.equal(response.status, 500);
  await response.text();
});

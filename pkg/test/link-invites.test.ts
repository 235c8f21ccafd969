/** Links for several people, in the built package against the in-memory edge. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HallpassError } from '../src/errors.ts';

const built = (name: string) => import(new URL(`../dist/${name}.js`, import.meta.url).href);
const { createClient } = (await built('index.node')) as typeof import('../src/index.ts');
const { createFakeEdge } = (await built('testing')) as typeof import('../src/testing/index.ts');

/** A team, and a way to act as a user. */
const start = () => {
  const edge = createFakeEdge({ roles: { dev: ['team:access'] } });
  const olga = edge.signIn({ email: 'olga@example.com', name: 'Olga' });
  const team = edge.addTeam({ name: 'Test Production', owner: olga });
  const as = async (email: string) => {
    edge.signIn(email === olga.email ? olga : { email, name: email.slice(0, 3) });
    const client = createClient({ endpoint: edge.origin, fetch: edge.fetch, getIdentityToken: edge.getIdentityToken });
    await client.ready;
    return client;
  };
  const tokenOf = async (link: string) => (await edge.open(link)).split('#invite=')[1] ?? '';
  return { edge, team, as, tokenOf };
};

test('a link joins as many users as it is for, counts them, and closes', async () => {
  const { team, as, tokenOf } = start();
  const owner = await as('olga@example.com');
  const { invite, link } = await owner.invites.create({ role: 'dev', maxUses: 2 }, { account: team });
  assert.deepEqual([invite.uses, invite.maxUses], [0, 2]);
  const token = await tokenOf(link);
  owner.close();
  for (const email of ['kim@example.com', 'lea@example.com']) {
    const guest = await as(email);
    assert.equal((await guest.invites.accept({ token })).account.id, team);
    await guest.invites.accept({ token });
    guest.close();
  }
  const late = await as('mia@example.com');
  await assert.rejects(late.invites.accept({ token }), { code: 'invite_closed' });
  late.close();
  const again = await as('olga@example.com');
  const { uses, status } = await again.invites.read(invite.id);
  assert.deepEqual([uses, status], [2, 'accepted']);
  again.close();
});

test('another domain is told which one an address is needed of, and declining closes the link to nobody', async () => {
  const { edge, team, as, tokenOf } = start();
  const { link } = edge.addInvite(team, { role: 'dev', maxUses: 2, domains: ['acme.example'] });
  const token = await tokenOf(link);
  const eve = await as('eve@other.example');
  const preview = await eve.invites.preview({ token });
  assert.deepEqual([preview.you, preview.hint, preview.domains], ['other', '@acme.example', ['acme.example']]);
  const error = await eve.invites.accept({ token }).catch((thrown: HallpassError) => thrown);
  assert.ok('message' in error);
  assert.deepEqual([error.hint, error.message], ['@acme.example', 'This invite is for emails at acme.example. Sign in with one of them.']);
  eve.close();
  const kim = await as('kim@acme.example');
  const declined = await kim.invites.decline({ token });
  assert.deepEqual([declined.status, declined.uses], ['pending', undefined]);
  await kim.invites.accept({ token });
  kim.close();
});

// Rotation of signing keys: append, deploy, promote, and later drop the old key. Links stay valid throughout.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { ownerWithTeam, person, tokenOf } from '../harness/person.ts';
import { expectOk, expectError } from '../harness/expect.ts';
import { decode, SigningKey } from '../harness/secrets.ts';
import * as shapes from '../harness/shapes.ts';

const next = new SigningKey('next');
let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

/** Restarts the Worker with these keys; the first signs, all verify. */
async function deploy(...keys: readonly SigningKey[]): Promise<void> {
  edge.host.use(0, { settings: { HALLPASS_KEYS: JSON.stringify({ keys: keys.map((each) => each.privateJwk()) }) } });
  await edge.host.kill();
  await edge.host.start();
}

async function publishedKeyIds(): Promise<unknown[]> {
  const { keys } = (await send(edge.origin, 'GET', '/.well-known/jwks.json')).json() as { keys: { kid: string }[] };
  return keys.map((each) => each.kid);
}

test('keys can be appended, promoted and dropped', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const [first, second, third] = [await person(edge, 'Fay'), await person(edge, 'Sam'), await person(edge, 'Tom')];
  const invites = await Promise.all([first, second, third].map((user) => owner.invite(team, { email: user.email, role: 'dev' })));
  const old = await Promise.all(invites.map(({ link }) => tokenOf(edge, link)));
  const signer = async () => decode(expectOk(await owner.post(`/v1/accounts/${team}/token`), shapes.token).token).header['kid'];
  const { key } = edge.secrets;
  const before = expectOk(await owner.post(`/v1/accounts/${team}/token`), shapes.token).token;
  const check = () => {
    const body = { account: team, permissions: ['team:access'] };
    return send(edge.origin, 'POST', '/v1/check', { body, headers: { 'hallpass-token': before } });
  };

  await deploy(key, next);
  assert.deepEqual([await publishedKeyIds(), await signer()], [[key.kid, 'next'], key.kid], 'appended: published but not signing yet');
  await first.join({ token: String(old[0]) });

  await deploy(next, key);
  assert.equal(await signer(), 'next', 'promoted');
  expectOk(await check(), shapes.verdict);
  await second.join({ token: String(old[1]) });

  await deploy(next);
  assert.deepEqual(await publishedKeyIds(), ['next']);
  expectError(await check(), 'token_invalid', 'tokens of a dropped key are invalid');
  expectError(await third.accept({ token: String(old[2]) }), 'invite_closed', 'a token of a dropped key');
  const fresh = await tokenOf(edge, String(invites[2]?.link));
  assert.equal(decode(fresh).header['kid'], 'next');
  await third.join({ token: fresh });
});

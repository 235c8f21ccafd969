// The link: its format, where it redirects, and that opening it reveals and changes nothing.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { JOIN_PATH, startEdge, unique, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { invitePath, openLink, ownerWithTeam, person, tokenOf } from '../harness/person.ts';
import { expectError } from '../harness/expect.ts';
import { altered, unknownAccount, unknownInvite, verified } from '../harness/secrets.ts';
import { readFileSync, readdirSync } from 'node:fs';

let edge: Edge;
before(async () => {
  edge = await startEdge();
});
after(() => edge?.stop());

test('the code is 51 bytes: account, invite, generation and tag', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite, link } = await owner.invite(team, { role: 'dev' });
  const { claims } = verified(await tokenOf(edge, link), [edge.secrets.key.publicJwk()]);
  assert.equal(link, `${edge.origin}/i/${edge.secrets.code(team, invite.id, Number(claims['gen']))}`);
  assert.ok(link.length < 100, `${link.length} characters`);
});

test('a valid link redirects to the join page with a new token in the fragment', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const email = `invitee.${unique()}@example.com`;
  const { invite, link } = await owner.invite(team, { email, role: 'dev', expiresIn: 3600 });
  const { reply, fragment } = await openLink(edge, link);
  assert.equal(reply.status, 303);
  assert.ok(String(reply.headers.location).startsWith(`${edge.origin}${JOIN_PATH}#invite=`), String(reply.headers.location));
  assert.equal(reply.headers['referrer-policy'], 'no-referrer');
  assert.match(String(reply.headers['cache-control']), /\bno-store\b/);
  assert.match(String(reply.headers['x-robots-tag']), /\bnoindex\b/);
  assert.ok(!reply.text.includes(email) && !reply.text.includes('Olga'), 'the body reveals nothing to scanners');
  const { header, claims } = verified(fragment.get('invite') ?? '', [edge.secrets.key.publicJwk()]);
  assert.deepEqual(header, { alg: 'EdDSA', kid: edge.secrets.key.kid, typ: 'invite+jwt' });
  const { iat, exp, pol, hint, gen, ...rest } = claims as { iat: number; exp: number; pol: string; hint: string; gen: number };
  assert.ok(Number.isInteger(gen));
  assert.deepEqual(rest, { iss: edge.origin, jti: invite.id, acc: team, name: "Olga's team", role: 'dev', inv: 'Olga' });
  assert.match(pol, /^[\w-]{16}$/);
  assert.ok(hint.endsWith('@example.com') && !hint.startsWith('invitee'), hint);
  assert.ok(exp * 1000 <= Date.parse(invite.expiresAt ?? '') + 999 && exp > iat, 'no longer than the invite itself');
});

test('the token of a link invite has no hint and expires within a day', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { link } = await owner.invite(team, { role: 'dev' });
  const { claims } = verified(await tokenOf(edge, link), [edge.secrets.key.publicJwk()]);
  assert.ok(!('hint' in claims));
  assert.ok(Number(claims['exp']) - Number(claims['iat']) <= 86_400);
});

test('HEAD responds like GET without a body; other methods are 405', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { link } = await owner.invite(team, { role: 'dev' });
  const { reply, fragment } = await openLink(edge, link, 'HEAD');
  assert.deepEqual([reply.status, reply.text], [303, '']);
  assert.ok(fragment.get('invite'));
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    assert.equal((await openLink(edge, link, method)).reply.status, 405, method);
  }
});

test('closed and forged links redirect to the same page, with the code as given', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite, link } = await owner.invite(team, { role: 'dev' });
  await owner.delete(invitePath(invite.id));
  const code = new URL(link).pathname.slice(3);
  const unknown = unknownAccount();
  for (const each of [
    code,
    altered(code, -1),
    altered(code, 0),
    edge.secrets.code(unknown, unknownInvite(unknown)),
    'A'.repeat(68),
  ]) {
    const reply = await send(edge.origin, 'GET', `/i/${each}`);
    assert.equal(reply.status, 303);
    assert.equal(reply.headers.location, `${edge.origin}${JOIN_PATH}#invite=closed&code=${each}`);
    assert.equal(reply.headers['referrer-policy'], 'no-referrer');
  }
});

test('a malformed code is not reflected', async () => {
  for (const junk of [
    'x',
    'A'.repeat(67),
    'A'.repeat(69),
    `${'A'.repeat(67)}!`,
    `${'A'.repeat(66)}%41`,
    '%3Cscript%3E',
    '..%2f..%2fadmin',
    'a'.repeat(5000),
  ]) {
    const reply = await send(edge.origin, 'GET', `/i/${junk}`);
    assert.equal(reply.status, 303, junk.slice(0, 80));
    assert.equal(reply.headers.location, `${edge.origin}${JOIN_PATH}#invite=closed`, junk.slice(0, 80));
  }
});

test('new links end in a letter or digit', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const sent = await Promise.all(Array.from({ length: 150 }, () => owner.invite(team, { role: 'dev' })));
  for (const { link } of sent) assert.match(link, /\/i\/[\w-]{67}[A-Za-z0-9]$/);
  // The first generation of some ends in punctuation. It was skipped, so it is closed, like any other that is not the row's.
  const skipped = sent.map(({ invite }) => edge.secrets.code(team, invite.id, 0)).filter((code) => /[-_]$/.test(code));
  assert.ok(skipped.length > 0, 'none was skipped, so nothing was tested');
  for (const code of skipped) assert.equal((await openLink(edge, `${edge.origin}/i/${code}`)).fragment.get('invite'), 'closed');
});

test('punctuation that was pasted around a link is forgiven', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { link } = await owner.invite(team, { role: 'dev' });
  const code = new URL(link).pathname.slice(3);
  for (const [before, after] of [
    ['', '.'], ['', ','], ['', ')'], ['', '/'], ['', '/)'], ['', ';'], ['', '!'], ['', '?'], ['', '%20'], ['', "'"], ['', '%22'], ['%3C', '%3E'],
    ['(', ').'], ['', '%E3%80%82'], ['', '%EF%BC%89'], ['', '%E3%80%8D'], ['%E2%80%9C', '%E2%80%9D'], ['*', '*'], ['', '_'], ['', '%C2%A0'],
  ] as const) {
    const reply = await send(edge.origin, 'GET', `/i/${before}${code}${after}`);
    assert.equal(reply.status, 303, `${before}…${after}`);
    assert.match(String(reply.headers.location), /#invite=[\w-]+\.[\w-]+\.[\w-]+$/, `${before}…${after}`);
  }
  for (const after of ['A', '=A', '.A', '%41', '%FF']) {
    const reply = await send(edge.origin, 'GET', `/i/${code}${after}`);
    if (after !== '%FF') assert.equal(reply.headers.location, `${edge.origin}${JOIN_PATH}#invite=closed`, after);
  }
});

test('a link without its last character is closed, and the page gets what is left of its code', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { link } = await owner.invite(team, { role: 'dev' });
  const cut = new URL(link).pathname.slice(3, -1);
  const reply = await send(edge.origin, 'GET', `/i/${cut}`);
  assert.equal(reply.headers.location, `${edge.origin}${JOIN_PATH}#invite=closed&code=${cut}`);
  expectError(await send(edge.origin, 'POST', '/v1/invites/preview', { body: { code: cut } }), 'invite_closed');
});

test('the caller’s headers and query do not change the redirect', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const { link } = await owner.invite(team, { role: 'dev' });
  const { pathname, port } = new URL(link);
  const evil = { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https', forwarded: 'host=evil.example' };
  for (const [path, headers] of [
    [pathname, evil],
    [pathname, { ...evil, host: `localhost:${port}` }],
    [pathname, { host: 'evil.example' }],
    [`${pathname}?next=https://evil.example&redirect=//evil.example`, {}],
  ] as const) {
    const reply = await send(edge.origin, 'GET', path, { headers });
    assert.ok(!String(reply.headers.location).includes('evil'), `${path}: ${String(reply.headers.location)}`);
    if (reply.status === 303) assert.ok(String(reply.headers.location).startsWith(`${edge.origin}${JOIN_PATH}#`));
  }
  const created = await owner.post(`/v1/accounts/${team}/invites`, { role: 'dev' }, { headers: evil });
  assert.ok(!created.text.includes('evil'), created.text);
});

test('the assets do not shadow the route', async () => {
  const reply = await send(edge.origin, 'GET', `/i/${'A'.repeat(68)}`);
  assert.equal(reply.status, 303);
  assert.ok(!reply.text.includes('<title>assets</title>'));
});

test('neither the log nor storage contains links or tokens, and the log contains no addresses', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { link } = await owner.invite(team, { email: guest.email, role: 'dev' });
  const token = await tokenOf(edge, link);
  expectError(await owner.accept({ token }), 'wrong_account');
  await guest.join({ token });
  const code = new URL(link).pathname.slice(3);
  for (const [name, secret] of Object.entries({
    code,
    token,
    address: guest.email,
    identity: guest.identity,
    tag: code.slice(-20),
    pepper: edge.secrets.pepper.toString('base64url'),
    key: String(edge.secrets.key.privateJwk().d),
  })) {
    assert.ok(!edge.host.log.includes(secret), `the log contains the ${name}`);
    if (name !== 'address') assert.ok(!storedBytes().includes(secret), `storage contains the ${name}`);
  }
});

/** Everything that the objects store on disk. */
function storedBytes(): Buffer {
  const files = readdirSync(`${edge.host.folder}/data`, { recursive: true, withFileTypes: true }).filter((each) => each.isFile());
  return Buffer.concat(files.map((each) => readUnlessDeleted(`${each.parentPath}/${each.name}`)));
}

/** SQLite deletes its temporary files at any time. */
function readUnlessDeleted(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0);
    throw error;
  }
}

import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { FakeEdge, json } from './fake-edge.ts';
import { focusTab, openTab, setUp, start, tearDown } from './browser-tab.ts';

beforeEach(setUp);
afterEach(tearDown);

test('the token is moved from the address into this tab’s storage', async () => {
  const tab = openTab('https://app.test/join?lang=de#invite=a.b.c');
  focusTab(tab);
  const client = start(new FakeEdge());
  assert.equal(client.pendingInvite.state, 'none');
  client.pendingInvite.capture();
  assert.equal(tab.location.href, 'https://app.test/join?lang=de');
  assert.equal(client.pendingInvite.state, 'held');
  assert.equal(client.pendingInvite.token(), 'a.b.c');
  client.pendingInvite.capture();
  assert.equal(client.pendingInvite.token(), 'a.b.c', 'safe to repeat');

  const reloaded = start(new FakeEdge());
  assert.equal(reloaded.pendingInvite.token(), 'a.b.c');
  focusTab(openTab('https://app.test/', tab.localStorage));
  assert.equal(start(new FakeEdge()).pendingInvite.state, 'none', 'another tab knows nothing');

  focusTab(tab);
  mock.timers.tick(24 * 60 * 60 * 1000);
  assert.equal(start(new FakeEdge()).pendingInvite.state, 'none', 'a day later it is gone');
});

test('a closed link keeps its code', async () => {
  focusTab(openTab(`https://app.test/join#invite=closed&code=${'x'.repeat(68)}`));
  const client = start(new FakeEdge());
  client.pendingInvite.capture();
  assert.equal(client.pendingInvite.state, 'closed');
  assert.equal(client.pendingInvite.code(), 'x'.repeat(68));
  assert.equal(client.pendingInvite.token(), undefined);
  assert.equal(await client.pendingInvite.verified(), 'closed');
  client.pendingInvite.clear();
  assert.equal(client.pendingInvite.state, 'none');
  assert.equal(await client.pendingInvite.verified(), undefined);
});

test('punctuation around a pasted link is forgiven', () => {
  const code = `${'x'.repeat(67)}-`;
  for (const [hash, token, kept] of [
    ['#invite=a.b.c.', 'a.b.c'],
    ['#invite=a.b.c)', 'a.b.c'],
    ['#invite=a.b.c%3E', 'a.b.c'],
    ['#invite=a.b.c%E3%80%82', 'a.b.c'],
    [`#invite=closed&code=${code},`, undefined, code],
    [`#invite=closed&code=%3C${code}%3E`, undefined, code],
    [`#invite=closed&code=${code}_`, undefined, code],
    [`#invite=closed&code=${code}%E3%80%8D`, undefined, code],
  ]) {
    focusTab(openTab(`https://app.test/join${hash}`));
    const { pendingInvite } = start(new FakeEdge());
    pendingInvite.capture();
    assert.deepEqual([pendingInvite.token(), pendingInvite.code()], [token, kept], hash);
  }
});

test('other fragments stay in the address', () => {
  const tab = openTab('https://app.test/join#section');
  focusTab(tab);
  const client = start(new FakeEdge());
  client.pendingInvite.capture();
  assert.equal(tab.location.hash, '#section');
});

test('answering the invite clears its link, and that of no other', async () => {
  const claims = Buffer.from(JSON.stringify({ jti: 'inv_one' })).toString('base64url');
  const edge = new FakeEdge();
  edge.on('POST /v1/invites/decline', () => json({}));
  const tab = openTab(`https://app.test/join#invite=e30.${claims}.sig`);
  focusTab(tab);
  const client = start(edge);
  await client.ready;
  client.pendingInvite.capture();
  await client.invites.decline({ inviteId: 'inv_two' });
  assert.equal(client.pendingInvite.state, 'held');
  await client.invites.decline({ inviteId: 'inv_one' });
  assert.equal(client.pendingInvite.state, 'none');
});

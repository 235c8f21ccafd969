// What the log says besides requests: metrics and operators read these lines. To see one fail: leave out `reported` in
// worker/src/objects/account/mail_queue.rs.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { send } from '../harness/http.ts';
import { MailServer } from '../harness/mail-server.ts';
import { ownerWithTeam } from '../harness/person.ts';
import { Receiver } from '../harness/receiver.ts';

let mail: MailServer;
let receiver: Receiver;
let edge: Edge;
before(async () => {
  mail = await MailServer.start();
  receiver = await new Receiver().start();
  edge = await startEdge({ settings: { EMAIL: JSON.stringify({ from: 'invites@acme.example', transport: 'smtp', host: '127.0.0.1', port: mail.port }), WEBHOOKS: JSON.stringify([receiver.setting('billing')]) } });
});
after(async () => {
  await edge?.stop();
  await mail?.stop();
  await receiver?.stop();
});

test('a request’s line has the calls of objects that it made, whatever others make meanwhile', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const replies = await Promise.all([
    ...Array.from({ length: 5 }, () => owner.get(`/v1/accounts/${team}`)),
    ...Array.from({ length: 5 }, () => send(edge.origin, 'GET', '/healthz')),
    ...Array.from({ length: 5 }, () => owner.get('/v1/me')),
  ]);
  const counts = new Map<unknown, unknown[]>();
  for (const { headers } of replies) {
    const id = String(headers['hallpass-request']);
    const line = JSON.parse(await edge.host.logLine(`"request":"${id}"`)) as Record<string, unknown>;
    counts.set(line['route'], [...(counts.get(line['route']) ?? []), line['objects']]);
  }
  assert.deepEqual(Object.fromEntries(counts), { Account: [1, 1, 1, 1, 1], Health: [0, 0, 0, 0, 0], Me: [2, 2, 2, 2, 2] });
});

test('each run of the queue of mails has a line that says what is left', async () => {
  const { owner, team } = await ownerWithTeam(edge, 'Vera');
  await owner.invite(team, { email: 'dora@example.com', role: 'dev' });
  await edge.host.logLine(`{"part":"mail","account":"${team}","sent":1,"deferred":0,"failed":0,"waiting":0}`);
  mail.refusal = { at: 'recipient', code: 450, text: 'mailbox busy' };
  await owner.invite(team, { email: 'kim@example.com', role: 'dev' });
  await edge.host.logLine(`{"part":"mail","account":"${team}","sent":0,"deferred":1,"failed":0,"waiting":1}`);
});

test('each run of the queue of a webhook has a line that says how far behind it is', async () => {
  const { owner, team } = await ownerWithTeam(edge, 'Wim');
  const lineOf = (rest: string) => edge.host.logLine(new RegExp(`^\\{"part":"webhook","webhook":"billing","account":"${team}",${rest}$`));
  await lineOf('"delivered":[1-9]\\d*,"failed":0,"behind":0,"paused":false}');
  receiver.behaviour = () => ({ status: 500 });
  await owner.patch(`/v1/accounts/${team}`, { name: 'Another name' });
  await lineOf('"delivered":0,"failed":1,"behind":1,"paused":false}');
});

test('a fetch of keys has a line with its outcome', async () => {
  const [reachable, unreachable] = [edge.provider.setting(), { name: 'away', kind: 'user', issuer: 'http://127.0.0.1:1', audience: 'a', algorithms: ['RS256'], emailDomains: ['*'] }];
  const other = await startEdge({ providers: [{ ...reachable, emailDomains: ['*'] }, unreachable] });
  try {
    const token = [{ alg: 'RS256', kid: 'a' }, { iss: unreachable.issuer, aud: 'a', sub: 's', iat: 1, exp: 9_999_999_999 }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.');
    await send(other.origin, 'GET', '/v1/me', { headers: { authorization: `Bearer ${token}.AAAA` } });
    await other.host.logLine('{"part":"identity","provider":"away","outcome":"failed"}');
  } finally {
    await other.stop();
  }
});

test('one line has the mistakes in the settings, together and each by itself', async () => {
  const wrong = await startEdge({ settings: { JOIN_URL: 'join', MEMBERSHIP_TTL: '7' } });
  try {
    await send(wrong.origin, 'GET', '/v1/policy');
    const { fault, mistakes } = JSON.parse(await wrong.host.logLine('"part":"settings"')) as { fault: string; mistakes: string[] };
    assert.deepEqual(mistakes.map((mistake) => mistake.split(':')[0]).toSorted(), ['JOIN_URL', 'MEMBERSHIP_TTL']);
    assert.equal(fault, mistakes.join('; '));
  } finally {
    await wrong.stop();
  }
});

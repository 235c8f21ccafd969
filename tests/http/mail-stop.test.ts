// "Stop mails about invites": a link in every mail, whose page changes nothing until its button is pressed.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { send, type Reply } from '../harness/http.ts';
import { eventually, openLink, ownerWithTeam, person, type Person } from '../harness/person.ts';
import { EMAIL, linkIn, ResendServer, type ReceivedMail } from '../harness/resend.ts';
import type { Delivery } from '../harness/shapes.ts';

let provider: ResendServer;
let edge: Edge;
before(async () => {
  provider = await new ResendServer().start();
  edge = await startEdge({ entry: provider.entry, settings: { EMAIL } });
});
after(async () => {
  provider?.stop();
  await edge?.stop();
});

const FORM = { 'content-type': 'application/x-www-form-urlencoded' };

/** Invites a user to a new team, and waits until the mail is no longer queued. */
async function invited(guest: Person): Promise<{ delivery: Delivery; link: string }> {
  const { owner, team } = await ownerWithTeam(edge);
  const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev' });
  const delivery = await eventually('the mail is decided', async () => {
    const { delivery } = await owner.inviteState(invite.id);
    return delivery && delivery.state !== 'queued' ? delivery : undefined;
  }, 20_000);
  return { delivery, link };
}

async function stopPath(guest: Person): Promise<string> {
  await invited(guest);
  return new URL(linkIn(provider.to(guest.email).at(-1) as ReceivedMail, 'stop')).pathname;
}

function expectPage(reply: Reply, status: number, language: string, title: string): void {
  assert.deepEqual([reply.status, reply.headers['content-type']], [status, 'text/html; charset=utf-8'], reply.text.slice(0, 200));
  assert.ok(reply.text.includes(`<html lang="${language}">`) && reply.text.includes(`<h1>${title}</h1>`), reply.text);
  const style = /<style>([\s\S]*?)<\/style>/.exec(reply.text)?.[1] ?? '';
  const policy = String(reply.headers['content-security-policy']);
  assert.ok(policy.includes(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`));
  assert.ok(policy.includes("default-src 'none'") && policy.includes("frame-ancestors 'none'"));
  assert.equal(policy.includes("form-action 'self'"), status === 200);
  assert.ok(!/<script|<img|https?:/.test(reply.text));
  assert.deepEqual([reply.headers['cache-control'], reply.headers['x-robots-tag']], ['private, no-store', 'noindex']);
}

test('the page changes nothing, its button stops mails, and another lets them come again', async () => {
  const guest = await person(edge, 'Gina');
  const path = await stopPath(guest);
  for (let opened = 0; opened < 3; opened++) {
    expectPage(await send(edge.origin, 'GET', path), 200, 'en', 'Stop emails about invites?');
    assert.equal((await send(edge.origin, 'HEAD', path)).status, 200);
  }
  assert.equal((await invited(guest)).delivery.state, 'sent', 'still welcome');

  expectPage(await send(edge.origin, 'POST', path, { headers: FORM, body: 'mail=stopped' }), 200, 'en', 'Emails are off');
  expectPage(await send(edge.origin, 'GET', path), 200, 'en', 'Emails are off');
  const stopped = await invited(guest);
  assert.deepEqual([stopped.delivery.state, stopped.delivery.reason], ['failed', 'address_stopped']);
  assert.equal(provider.to(guest.email).length, 2);

  expectPage(await send(edge.origin, 'POST', path, { headers: FORM, body: 'mail=welcome' }), 200, 'en', 'Emails are back on');
  assert.equal((await invited(guest)).delivery.state, 'sent');
  const { fragment } = await openLink(edge, stopped.link);
  await guest.join({ token: String(fragment.get('invite')) });
});

test('a mail program unsubscribes with one request, without cookies or redirects', async () => {
  const guest = await person(edge, 'Gina');
  const path = await stopPath(guest);
  const mail = provider.to(guest.email).at(-1) as ReceivedMail;
  assert.equal(mail.headers['List-Unsubscribe-Post'], 'List-Unsubscribe=One-Click');
  for (let repeat = 0; repeat < 2; repeat++) {
    const reply = await send(edge.origin, 'POST', path, { headers: FORM, body: 'List-Unsubscribe=One-Click' });
    assert.deepEqual([reply.status, reply.headers['set-cookie'], reply.headers.location], [200, undefined, undefined]);
  }
  assert.equal((await invited(guest)).delivery.reason, 'address_stopped');
});

test('one address is stopped, and no other', async () => {
  const [gina, hugo] = await Promise.all([person(edge, 'Gina'), person(edge, 'Hugo')]) as [Person, Person];
  await send(edge.origin, 'POST', await stopPath(gina), { body: '' });
  assert.equal((await invited(hugo)).delivery.state, 'sent');
  assert.equal((await invited(gina)).delivery.reason, 'address_stopped');
});

test('a link that was altered stops nothing', async () => {
  const guest = await person(edge, 'Gina');
  const path = await stopPath(guest);
  const other = await stopPath(await person(edge, 'Hugo'));
  const inviteCode = new URL(linkIn(provider.to(guest.email)[0] as ReceivedMail, 'i')).pathname.replace('/i/', '/stop/');
  const swapped = `${other.slice(0, '/stop/'.length + 43)}${path.slice('/stop/'.length + 43)}`;
  for (const altered of [path.slice(0, -1), `${path}A`, path.replace(/.(?=AA$)/, (last) => (last === 'B' ? 'C' : 'B')), swapped, inviteCode, '/stop/x']) {
    for (const method of ['GET', 'POST']) {
      expectPage(await send(edge.origin, method, altered), 404, 'en', 'This link is incomplete');
    }
  }
  assert.equal((await invited(guest)).delivery.state, 'sent');
});

test('the page speaks the language that the browser asks for', async () => {
  const path = await stopPath(await person(edge, 'Gina'));
  for (const [accepted, language] of [
    ['de', 'de'],
    ['de-AT,de;q=0.9,en;q=0.8', 'de'],
    ['en-GB,en;q=0.9,de;q=0.8', 'en'],
    ['fr, de;q=0.5, en;q=0.1', 'de'],
    ['de;q=0', 'en'],
    ['fr', 'en'],
    ['', 'en'],
  ] as const) {
    const reply = await send(edge.origin, 'GET', path, { headers: { 'accept-language': accepted } });
    assert.ok(reply.text.includes(`<html lang="${language}">`), accepted);
  }
});

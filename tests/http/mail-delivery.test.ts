// Invites by mail: what is sent, when, and what those who may invite learn of it. The provider is a server of this process.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdges, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { send } from '../harness/http.ts';
import { address, eventually, inParallel, invitePath, memberOf, openLink, ownerWithTeam, person, type Person } from '../harness/person.ts';
import { EMAIL, linkIn, report, ResendServer, type ReceivedMail } from '../harness/resend.ts';
import * as shapes from '../harness/shapes.ts';

/** A day of waiting is a second. */
const RETRY_DIVISOR = '86400';
const DAY = 86_400;

let provider: ResendServer;
let edge: Edge;
/** The same provider, where a day of waiting takes minutes. */
let patient: Edge;
let without: Edge;
before(async () => {
  provider = await new ResendServer().start();
  const settings = { EMAIL, RETRY_DIVISOR };
  const slower = { EMAIL, RETRY_DIVISOR: '200' };
  [edge, patient, without] = (await startEdges([{ entry: provider.entry, settings }, { entry: provider.entry, settings: slower }, {}])) as [Edge, Edge, Edge];
});
after(async () => {
  provider?.stop();
  await edge?.stop();
});

/** Answers mails to these addresses; all others are accepted. Returns a function that ends it. */
function answer(addresses: readonly string[], status: number, body: unknown = {}): () => void {
  const previous = provider.answer;
  provider.answer = (mail) => (addresses.includes(mail.to) ? { status, body } : (previous?.(mail) ?? { status: 200, body: { id: provider.idOf(mail) } }));
  return () => void (provider.answer = previous);
}

/** Waits until the delivery of an invite is in a state. */
async function delivered(owner: Person, id: string, state: shapes.Delivery['state']): Promise<shapes.Delivery> {
  return eventually(`${id} is ${state}`, async () => {
    const { delivery } = await owner.inviteState(id);
    return delivery?.state === state ? delivery : undefined;
  }, 20_000);
}

/** Sets the clock of the patient edge ahead by seconds. */
async function setClockAhead(seconds: number): Promise<void> {
  await fetch(`${patient.origin}/clock`, { method: 'POST', body: String(seconds) });
}

async function mailTo(to: string): Promise<ReceivedMail> {
  return eventually(`a mail to ${to}`, async () => provider.to(to).at(-1), 20_000);
}

test('an invite is mailed: its link joins, and the inviter sees that it was sent', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const { invite } = await owner.invite(team, { email: guest.email, role: 'dev', note: 'See you!', locale: 'de-AT' });
  assert.equal(invite.delivery?.state, 'queued');
  const { delivery } = await owner.inviteState(invite.id);
  assert.ok(delivery);
  const sent = await delivered(owner, invite.id, 'sent');
  assert.equal(sent.reason, undefined);
  const [listed] = await owner.invites(team);
  assert.deepEqual(listed?.delivery, sent);

  const mails = provider.to(guest.email);
  assert.equal(mails.length, 1);
  const [mail] = mails as [ReceivedMail];
  assert.match(mail.subject, /Olga/);
  assert.match(mail.text, /See you!/);
  assert.ok(mail.headers['List-Unsubscribe']?.includes(linkIn(mail, 'stop')));

  const inbox = expectOk(await guest.get('/v1/invites'), shapes.page(shapes.invite));
  assert.deepEqual(inbox.items.map(({ id, delivery }) => [id, delivery]), [[invite.id, undefined]], 'an invitee learns nothing of mails');
  const { fragment } = await openLink(edge, linkIn(mail, 'i'));
  assert.equal((await guest.join({ token: String(fragment.get('invite')) })).membership.role, 'dev');
});

test('a mail is sent where it can be, unless the request says otherwise', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const [silent, link] = await Promise.all([
    owner.invite(team, { email: address('silent'), role: 'dev', send: false }),
    owner.invite(team, { role: 'basic' }),
  ]);
  assert.deepEqual([silent.invite.delivery, link.invite.delivery], [undefined, undefined]);
  const refused = expectError(await owner.post(`/v1/accounts/${team}/invites`, { role: 'basic', send: true }), 'invalid_request');
  assert.deepEqual(refused.errors?.map(({ field }) => field), ['send']);
  for (const locale of ['d', 'de_DE', 'de\r\nBcc: eve@evil.example', 3]) {
    const body = { email: address('x'), role: 'dev', locale };
    assert.equal(expectError(await owner.post(`/v1/accounts/${team}/invites`, body), 'invalid_request').errors?.[0]?.field, 'locale');
  }

  const resent = expectOk(await owner.post(`${invitePath(silent.invite.id)}/resend`, {}), shapes.sent);
  assert.equal(resent.invite.delivery?.state, 'queued');
  await delivered(owner, silent.invite.id, 'sent');
  assert.equal(provider.to(String(silent.invite.email)).length, 1, 'only the resend was mailed');

  const other = await ownerWithTeam(without);
  const unset = await other.owner.invite(other.team, { email: address('u'), role: 'dev' });
  assert.equal(unset.invite.delivery, undefined);
  const body = { email: address('v'), role: 'dev', send: true };
  assert.deepEqual(expectError(await other.owner.post(`/v1/accounts/${other.team}/invites`, body), 'invalid_request').errors?.map(({ field }) => field), ['send']);
});

test('a mail that is deferred is tried again, and fails for good after a day', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const [later, never] = [address('later'), address('never')];
  const recover = answer([later], 500);
  answer([never], 503);
  const [first, second] = await Promise.all([later, never].map((email) => owner.invite(team, { email, role: 'dev' }))) as [shapes.Sent, shapes.Sent];
  await mailTo(later);
  recover();
  answer([never], 503);
  await delivered(owner, first.invite.id, 'sent');
  const keys = new Set(provider.to(later).map(({ key }) => key));
  assert.ok(provider.to(later).length > 1);
  assert.equal(keys.size, 1, 'every attempt has the same idempotency key');

  const failed = await delivered(owner, second.invite.id, 'failed');
  assert.equal(failed.reason, 'transport_unreachable');
  provider.answer = undefined;
  const events = (await owner.audit(team)).filter(({ action }) => action === 'hallpass.invite.undeliverable');
  assert.deepEqual(events.map(({ actor, resourceId, details }) => [actor.kind, resourceId, details]), [['system', second.invite.id, { reason: 'transport_unreachable' }]]);
});

test('a mail that the provider refuses fails at once, and the invite works all the same', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const guest = await person(edge, 'Gina');
  const end = answer([guest.email], 403, { name: 'invalid_api_key', message: 'API key is invalid' });
  const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev' });
  assert.equal((await delivered(owner, invite.id, 'failed')).reason, 'transport_rejected');
  end();
  assert.equal(provider.to(guest.email).length, 1);
  const { fragment } = await openLink(edge, link);
  await guest.join({ token: String(fragment.get('invite')) });
});

test('a mail says what its invite is when it is sent, and a closed one is not mailed', async () => {
  const { owner, team } = await ownerWithTeam(patient);
  const [closed, changed] = [address('closed'), address('changed')];
  const end = answer([closed, changed], 500);
  const first = await owner.invite(team, { email: closed, role: 'dev', note: 'before' });
  const second = await owner.invite(team, { email: changed, role: 'dev', note: 'before' });
  await Promise.all([mailTo(closed), mailTo(changed)]);
  expectOk(await owner.delete(invitePath(first.invite.id)), shapes.invite);
  expectOk(await owner.patch(invitePath(second.invite.id), { note: 'after' }), shapes.invite);
  const rotated = expectOk(await owner.post(`${invitePath(second.invite.id)}/resend`, { rotate: true }), shapes.sent);
  const attempts = provider.to(closed).length;
  end();
  await delivered(owner, second.invite.id, 'sent');
  const last = provider.to(changed).at(-1) as ReceivedMail;
  assert.match(last.text, /after/);
  assert.equal(new URL(linkIn(last, 'i')).pathname, new URL(rotated.link).pathname);
  assert.notEqual(linkIn(provider.to(changed)[0] as ReceivedMail, 'i'), linkIn(last, 'i'));
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  assert.ok(provider.to(closed).length <= attempts + 1, 'at most the attempt that was under way');
  assert.equal((await owner.inviteState(first.invite.id)).delivery, undefined);
});

test('a refused command sends nothing', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const member = await memberOf(owner, team, 'Mia', 'basic');
  const email = address('refused');
  expectError(await member.post(`/v1/accounts/${team}/invites`, { email, role: 'admin' }), 'forbidden');
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  assert.deepEqual(provider.to(email), []);
});

test('an address gets three mails a day, not counting teams that it joined', async () => {
  const guest = await person(edge, 'Gina');
  const invited = async (): Promise<{ owner: Person; invite: shapes.Invite; link: string }> => {
    const { owner, team } = await ownerWithTeam(edge);
    return { owner, ...(await owner.invite(team, { email: guest.email, role: 'dev' })) };
  };
  for (let mail = 0; mail < 3; mail++) {
    const { owner, invite } = await invited();
    await delivered(owner, invite.id, 'sent');
  }
  const fourth = await invited();
  assert.equal((await delivered(fourth.owner, fourth.invite.id, 'failed')).reason, 'address_budget');
  assert.equal(provider.to(guest.email).length, 3);
  await eventually('all invites are in the inbox', async () => ((await guest.me()).inboxCount === 4 ? true : undefined));

  const { items } = expectOk(await guest.get('/v1/invites'), shapes.page(shapes.invite));
  const joined = items.find(({ id }) => id !== fourth.invite.id) as shapes.Invite;
  await guest.join({ inviteId: joined.id });
  await eventually('the mailbox knows', async () => ((await guest.me()).inboxCount === 3 ? true : undefined));
  const fifth = await invited();
  await delivered(fifth.owner, fifth.invite.id, 'sent');
  const sixth = await invited();
  assert.equal((await delivered(sixth.owner, sixth.invite.id, 'failed')).reason, 'address_budget');
});

test('2,000 invites in a minute: a young team sends 20 mails, an older one 200 per inviter', { timeout: 240_000 }, async () => {
  const { owner, team } = await ownerWithTeam(patient);
  const count = async (inviter: Person, prefix: string): Promise<{ sent: number; reasons: Record<string, number> }> => {
    const before = provider.requests.length;
    await inParallel(10, 4, async (page) => {
      const items = Array.from({ length: 200 }, (_, row) => ({ email: `${prefix}-${page}-${row}@example.com`, role: 'dev' }));
      const results = await inviter.inviteAll(team, items, `${prefix}-${page}`);
      assert.ok(results.every(({ status }) => status === 201));
    });
    const reasons: Record<string, number> = {};
    await eventually('no mail is queued', async () => {
      const invites = (await inviter.invites(team)).filter(({ email }) => email?.startsWith(prefix));
      for (const key of Object.keys(reasons)) delete reasons[key];
      for (const { delivery } of invites) reasons[delivery?.reason ?? String(delivery?.state)] = (reasons[delivery?.reason ?? String(delivery?.state)] ?? 0) + 1;
      return invites.length === 2000 && reasons['queued'] === undefined ? true : undefined;
    }, 90_000);
    return { sent: provider.requests.length - before, reasons };
  };
  assert.deepEqual(await count(owner, 'young'), { sent: 20, reasons: { sent: 20, team_budget: 1980 } });
  await setClockAhead(DAY + 60);
  try {
    const later = await person(patient, 'Olga', { email: owner.email });
    assert.deepEqual(await count(later, 'old'), { sent: 200, reasons: { sent: 200, inviter_budget: 1800 } });
  } finally {
    await setClockAhead(0);
  }
});

test('a report of the provider ends a delivery, once, if the provider signed it', async () => {
  const { owner, team } = await ownerWithTeam(edge);
  const email = address('bounced');
  const { invite } = await owner.invite(team, { email, role: 'dev' });
  await delivered(owner, invite.id, 'sent');
  const [mail] = provider.to(email) as [ReceivedMail];
  const event = (type: string, id: string, about = invite.id): unknown => ({ type, data: { email_id: id, to: [email], tags: { invite: about } } });
  const id = provider.idOf(mail);
  const unchanged = async (): Promise<void> => assert.equal((await owner.inviteState(invite.id)).delivery?.state, 'sent');

  const forged: Parameters<typeof report>[2][] = [
    { key: Buffer.alloc(24).toString('base64') },
    { at: Date.now() / 1000 - 400 },
    { at: Date.now() / 1000 + 400 },
    { tamper: (body) => body.replace('bounced', 'failed ') },
  ];
  for (const options of forged) expectError(await report(edge, event('email.bounced', id), options), 'token_invalid');
  expectError(await send(edge.origin, 'POST', '/v1/email/events/resend', { body: event('email.bounced', id) }), 'token_invalid');
  expectError(await report(edge, event('email.bounced', id), { transport: 'postmark' }), 'not_found');
  expectError(await report(edge, event('email.bounced', id), { transport: 'smtp' }), 'not_found');
  expectError(await report(without, event('email.bounced', id)), 'not_found');
  await unchanged();

  const other = `inv_${invite.id.slice(4, 26)}${'A'.repeat(22)}`;
  for (const unknown of [event('email.delivered', id), event('email.bounced', 'em_other'), event('email.bounced', id, other), event('email.bounced', id, 'inv_x'), { type: 'contact.created' }, []]) {
    assert.equal((await report(edge, unknown)).status, 204, JSON.stringify(unknown));
  }
  await unchanged();

  for (let replay = 0; replay < 3; replay++) assert.equal((await report(edge, event('email.bounced', id))).status, 204);
  const { delivery } = await owner.inviteState(invite.id);
  assert.deepEqual([delivery?.state, delivery?.reason], ['bounced', 'bounced']);
  assert.equal((await report(edge, event('email.complained', id))).status, 204);
  assert.equal((await owner.inviteState(invite.id)).delivery?.reason, 'bounced', 'what is decided stays');
  const events = (await owner.audit(team)).filter(({ action }) => action === 'hallpass.invite.undeliverable');
  assert.deepEqual(events.map(({ actor, details }) => [actor.kind, details]), [['system', { reason: 'bounced' }]]);
});

// What became of an invite's mail: in `hallpass/testing`, and in words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFakeEdge } from '../src/testing/index.ts';
import type { DeliveryFailure, Invite, MailPreview } from '../src/types.ts';
import { DELIVERY_WORDS } from '../src/words/delivery.ts';

const FAILURES: Readonly<Record<DeliveryFailure, RegExp>> = {
  address_budget: /this email has received/,
  inviter_budget: /the inviter/,
  team_budget: /first day/,
  address_stopped: /unsubscribed/,
  address_rejected: /blocks this email/,
  mailbox_unavailable: /mailbox doesn't exist/,
  transport_rejected: /rejected it/,
  transport_unreachable: /reached/,
  bounced: /bounced/,
  complained: /as spam/,
};

test('each delivery has words that say whether the mail arrived, and why not', () => {
  const at = new Date(0).toISOString();
  assert.match(DELIVERY_WORDS.delivery({ state: 'queued', at }), /on its way/);
  assert.match(DELIVERY_WORDS.delivery({ state: 'sent', at }), /^Email sent/);
  for (const [reason, words] of Object.entries(FAILURES) as [DeliveryFailure, RegExp][]) {
    const text = DELIVERY_WORDS.delivery({ state: 'failed', at, reason });
    assert.match(text, words);
    assert.match(text, /not delivered.*The link still works/);
  }
});

test('the edge of hallpass/testing mails invites if it is told to', async () => {
  const call = async (sendsMail: boolean, body: object): Promise<{ status: number; invite?: Invite; read(): Promise<Invite>; mail(): Promise<Response>; deliver(): void; inbox(): Promise<Invite[]> }> => {
    const edge = createFakeEdge({ roles: { dev: ['jobs:read'] }, sendsMail });
    const guest = edge.signIn({ email: 'gina@example.com' });
    const owner = edge.signIn({ email: 'olga@example.com' });
    const team = edge.addTeam({ name: 'Team', owner });
    const send = async (method: string, path: string, user = owner, json?: object): Promise<Response> =>
      edge.fetch(`${edge.origin}${path}`, {
        method,
        headers: { authorization: `Bearer ${edge.identityOf(user)}` },
        ...(json && { body: JSON.stringify(json) }),
      });
    const reply = await send('POST', `/v1/accounts/${team}/invites`, owner, { role: 'dev', ...body });
    const invite = reply.status === 201 ? ((await reply.json()) as { invite: Invite }).invite : undefined;
    return {
      status: reply.status,
      ...(invite && { invite }),
      read: async () => (await send('GET', `/v1/accounts/${team}/invites/${invite?.id}`)).json() as Promise<Invite>,
      mail: () => send('GET', `/v1/accounts/${team}/invites/${invite?.id}/mail`),
      deliver: () => edge.setDelivery(String(invite?.id), { state: 'failed', reason: 'address_stopped' }),
      inbox: async () => ((await (await send('GET', '/v1/invites', guest)).json()) as { items: Invite[] }).items,
    };
  };
  const email = 'gina@example.com';
  assert.equal((await call(false, { email })).invite?.delivery, undefined);
  assert.equal((await call(true, { email, send: false })).invite?.delivery, undefined);
  assert.equal((await call(true, {})).invite?.delivery, undefined);
  assert.equal((await call(false, { email, send: true })).status, 400);
  assert.equal((await call(true, { send: true })).status, 400);
  const mailed = await call(true, { email, locale: 'de' });
  assert.equal(mailed.invite?.delivery?.state, 'queued');
  const { subject, to, html } = (await (await mailed.mail()).json()) as MailPreview;
  assert.deepEqual([subject, to], ['olga invited you to Team', email]);
  assert.match(html, /\/i\/preview/);
  for (const other of [await call(false, { email }), await call(true, {})]) assert.equal((await other.mail()).status, 404);
  mailed.deliver();
  const { delivery } = await mailed.read();
  assert.deepEqual([delivery?.state, delivery?.reason], ['failed', 'address_stopped']);
  const [inboxed] = await mailed.inbox();
  assert.equal(inboxed?.id, mailed.invite.id);
  assert.equal(inboxed?.delivery, undefined, 'an invitee learns nothing of mails');
});

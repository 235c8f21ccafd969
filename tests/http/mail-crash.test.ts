// A mail is sent at least once, whatever happens to the edge: one that was sent, but not stored as sent, is sent again under the
// same key.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { address, eventually, ownerWithTeam } from '../harness/person.ts';
import { EMAIL, ResendServer } from '../harness/resend.ts';

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

test('an edge that is killed before it learns that a mail was sent, sends it again as the same mail', { timeout: 60_000 }, async () => {
  const { owner, team } = await ownerWithTeam(edge);
  provider.answer = () => ({ status: 200, body: {}, lost: true });
  const emails = Array.from({ length: 5 }, () => address('crash'));
  const results = await owner.inviteAll(team, emails.map((email) => ({ email, role: 'dev' })), 'crash');
  const invites = results.map((result) => ('invite' in result ? result.invite.id : assert.fail(JSON.stringify(result))));
  await eventually('every mail is under way', async () => (emails.every((email) => provider.to(email).length === 1) ? true : undefined));
  await edge.host.kill();
  provider.answer = undefined;
  await edge.host.start();
  for (const invite of invites) {
    await eventually('it is sent', async () => ((await owner.inviteState(invite)).delivery?.state === 'sent' ? true : undefined), 30_000);
  }
  for (const email of emails) {
    const mails = provider.to(email);
    assert.equal(mails.length, 2);
    assert.equal(new Set(mails.map(({ key }) => key)).size, 1);
    assert.equal(new Set(mails.map(({ text }) => text)).size, 1);
  }
});

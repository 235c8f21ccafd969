// Rule 2: `GET`, `HEAD` and `OPTIONS` change nothing. A link can be opened any number of times.
// To break it: let the link's route or any read write, for example count views, record the reader or use the invite up.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Edge, startEdge } from '../../harness/edge.ts';
import { OBSERVED, ObservedObject, record } from '../../harness/objects.ts';
import { eventually, invitePath, openLink, ownerWithTeam, person, signIn, tokenOf, type Person } from '../../harness/person.ts';

/** Everything that the owner can read of a team. */
async function readAll(owner: Person, team: string): Promise<unknown> {
  const [account, members, invites, audit] = [
    await owner.account(team),
    await owner.members(team),
    await owner.invites(team),
    await owner.audit(team),
  ];
  return { account, members, invites, audit };
}

describe('rule 2: safe methods change nothing', () => {
  let edge: Edge;
  /** One that records what its objects write. */
  let observed: Edge;
  before(async () => {
    [edge, observed] = await Promise.all([startEdge(), startEdge({ entry: OBSERVED })]);
  });
  after(() => Promise.all([edge?.stop(), observed?.stop()]));

  test('a link that was opened 75 times is unchanged and usable', async () => {
    const { owner, team } = await ownerWithTeam(edge);
    const { link } = await owner.invite(team, { role: 'basic' });
    const before = await readAll(owner, team);
    for (const method of ['HEAD', 'GET', 'OPTIONS']) {
      for (let times = 0; times < 25; times++) await openLink(edge, link, method);
    }
    assert.deepEqual(await readAll(owner, team), before);
    const guest = await person(edge, 'Gina');
    await guest.join({ token: await tokenOf(edge, link) });
  });

  test('safe methods on every route leave the team unchanged', async () => {
    const { owner, team } = await ownerWithTeam(observed);
    const guest = await person(observed, 'Gina');
    const { invite, link } = await owner.invite(team, { email: guest.email, role: 'dev' });
    await eventually('everything was delivered', async () => {
      const entries = [team, owner.own, guest.own].map((name) => new ObservedObject(observed, 'ACCOUNT', name).rows('SELECT 1 FROM outbox UNION ALL SELECT 1 FROM broadcasts'));
      return (await Promise.all(entries)).flat().length === 0 ? true : undefined;
    });
    const before = await readAll(owner, team);
    const account = `/v1/accounts/${team}`;
    const paths = [
      '/v1/me',
      '/v1/accounts',
      account,
      `${account}/convert`,
      `${account}/revert`,
      `${account}/token`,
      `${account}/members`,
      `${account}/members/${owner.id}`,
      `${account}/invites`,
      `${account}/audit`,
      invitePath(invite.id),
      `${invitePath(invite.id)}/link`,
      `${invitePath(invite.id)}/resend`,
      '/v1/invites',
      '/v1/invites/preview',
      '/v1/invites/accept',
      '/v1/invites/decline',
      '/v1/tokens',
      '/v1/policy',
      '/.well-known/jwks.json',
      '/healthz',
      '/local/sign-in',
      new URL(link).pathname,
    ];
    const stranger = await signIn(observed, 'Nora');
    const { statements, writes } = await record(observed, async () => {
      for (const user of [owner, guest, stranger]) {
        for (const path of paths) {
          for (const method of ['GET', 'HEAD', 'OPTIONS']) await user.send(method, path);
        }
      }
    });
    assert.ok(statements > 50, `${statements} statements`);
    assert.deepEqual(writes, [], 'no object wrote a row or set an alarm');
    assert.deepEqual(await readAll(owner, team), before);
    const control = await record(observed, () => owner.patch(account, { name: 'Renamed' }));
    assert.ok(control.writes.length > 3, 'control: a change writes');
  });
});

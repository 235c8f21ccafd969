// Many people behind one address, as in a class or an office: nobody's look-ups stop a neighbour's. The Worker runs with the
// platform's rate limiter, as deployed.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { startEdges, type Edge } from '../harness/edge.ts';
import { expectError, expectOk } from '../harness/expect.ts';
import { send, type Reply } from '../harness/http.ts';
import { inParallel, openLink, ownerWithTeam, people, person, tokenOf, type Person } from '../harness/person.ts';
import * as shapes from '../harness/shapes.ts';

const CLASS = 120;
/** The numbers of `wrangler.toml`, with windows of an hour: a slow machine does not get a second one. */
const LIMITER = { limit: 120, period: 3600 };
const SETTINGS = { BUDGET_LOOKUPS: '30/3600', BUDGET_REDEEMS: '20/3600' };

/** A limiter that is asked before each look-up, by network alone. It blocks a request by taking its body and its token away. */
const BY_NETWORK = `
import Worker from './entry.mjs';
export { AccountObject, MailboxObject, UserObject } from './entry.mjs';
export default {
  async fetch(request, env, context) {
    if (/^\\/v1\\/invites\\/(preview|accept|decline)$/.test(new URL(request.url).pathname)) {
      const { success } = await env.LIMITER.limit({ key: request.headers.get('cf-connecting-ip') });
      if (!success) return new Worker(context, env).fetch(new Request(request.url, { method: 'POST' }));
    }
    return new Worker(context, env).fetch(request);
  },
};
`;

let edge: Edge;
let byNetwork: Edge;
let platformOnly: Edge;
before(async () => {
  [edge, byNetwork, platformOnly] = (await startEdges([
    { limiter: LIMITER, settings: SETTINGS },
    { limiter: LIMITER, settings: SETTINGS, entry: BY_NETWORK },
    { limiter: LIMITER },
  ])) as [Edge, Edge, Edge];
});
after(() => edge?.stop());

const from = (network: string): { headers: Record<string, string> } => ({ headers: { 'cf-connecting-ip': network } });

function guess(at: Edge, network: string, headers: Record<string, string> = {}): Promise<Reply> {
  const code = randomBytes(51).toString('base64url');
  return send(at.origin, 'POST', '/v1/invites/preview', { headers: { ...from(network).headers, ...headers }, body: { code } });
}

/** Each previews by code before they sign in, and accepts after it. Returns the statuses that are not 200. */
async function joinAll(at: Edge, network: string, inviter: Person, team: string, guests: readonly Person[]): Promise<number[]> {
  const links = await inParallel(guests.length, 8, async (index) => {
    const { link } = await inviter.invite(team, { email: guests[index]?.email, role: 'dev' });
    return link;
  });
  const statuses = await inParallel(guests.length, 16, async (index) => {
    const [guest, link] = [guests[index] as Person, links[index] as string];
    const code = new URL(link).pathname.slice(3);
    const preview = await send(at.origin, 'POST', '/v1/invites/preview', { ...from(network), body: { code } });
    const accept = await guest.accept({ token: await tokenOf(at, link) }, from(network));
    return [preview.status, accept.status];
  });
  return statuses.flat().filter((status) => status !== 200);
}

test(`${CLASS} people behind one address join, beside somebody who guesses links`, async () => {
  const network = '203.0.113.40';
  const { owner, team } = await ownerWithTeam(edge);
  const guests = await people(edge, CLASS, 'Student', 16);
  let isOver = false;
  const guesses: Reply[] = [];
  const guesser = (async () => {
    while (!isOver || guesses.length < 150) guesses.push(await guess(edge, network));
  })();
  try {
    assert.deepEqual(await joinAll(edge, network, owner, team, guests), []);
  } finally {
    isOver = true;
  }
  await guesser;
  assert.equal(guesses.filter(({ status }) => status === 410).length, 30, 'the guesser had 30 guesses');
  expectError(await guess(edge, network), 'rate_limited', 'the guesser is limited');
  assert.equal((await owner.members(team)).length, CLASS + 1);
});

test('control: with a limiter that counts networks, the class cannot join', async () => {
  const { owner, team } = await ownerWithTeam(byNetwork);
  const guests = await people(byNetwork, 70, 'Student', 16);
  const failed = await joinAll(byNetwork, '203.0.113.41', owner, team, guests);
  assert.equal(failed.length, 70 * 2 - LIMITER.limit);
  assert.ok(failed.every((status) => status >= 400));
});

test('tokens that identify nobody count as failures of their network', async () => {
  const network = '203.0.113.42';
  const junk = { authorization: 'Bearer e30.e30.e30' };
  for (let count = 0; count < 30; count++) expectError(await guess(edge, network, junk), 'token_invalid', `${count}`);
  expectError(await guess(edge, network, junk), 'rate_limited', 'a junk token');
  expectError(await guess(edge, network), 'rate_limited', 'no token');
  expectError(await guess(edge, '203.0.113.43', junk), 'token_invalid', 'control: another network');
  const { owner, team } = await ownerWithTeam(edge);
  const gus = await person(edge, 'Gus');
  const { link } = await owner.invite(team, { email: gus.email, role: 'dev' });
  expectOk(await gus.accept({ token: await tokenOf(edge, link) }, from(network)), shapes.accepted);
  const expired = gus.post('/v1/invites/accept', {}, { headers: { ...from(network).headers, authorization: `Bearer ${expiredToken()}` } });
  expectError(await expired, 'token_expired', 'a client whose token has expired is told so, and renews it');
});

function expiredToken(): string {
  const now = Math.floor(Date.now() / 1000);
  return edge.identity({ subject: 'late', email: 'late@example.com', emailVerified: true, name: 'Late' }, { iat: now - 7200, exp: now - 3600 });
}

test('without budgets the platform’s limiter counts failures: by user when signed in, otherwise by network', async () => {
  const network = '203.0.113.44';
  for (let count = 0; count < LIMITER.limit; count++) expectError(await guess(platformOnly, network), 'invite_closed', `${count}`);
  expectError(await guess(platformOnly, network), 'rate_limited');
  expectError(await guess(platformOnly, '203.0.113.45'), 'invite_closed', 'control: another network');
  const eve = await person(platformOnly, 'Eve');
  const tries = await inParallel(LIMITER.limit + 1, 8, (n) => eve.accept({ token: 'made.up.token' }, from(`198.51.100.${n}`)));
  assert.equal(tries.filter(({ status }) => status === 429).length, 1);
  const gus = await person(platformOnly, 'Gus');
  expectError(await gus.accept({ token: 'made.up.token' }, from('198.51.100.1')), 'invite_closed', 'another user has a budget of their own');
  assert.equal((await openLink(platformOnly, `${platformOnly.origin}/i/x`)).reply.status, 303);
});

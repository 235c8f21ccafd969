// To a stranger all failures are the same bytes, and those that reach the object take the same time. Bodies and headers are compared;
// times are measured and printed with the effect size, but not asserted, since they depend on the load of the machine.
// `HALLPASS_TIMING_SAMPLES=20000` is the full measurement.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { connections, send, type Reply } from '../harness/http.ts';
import { enrol, invitePath, ownerWithTeam, person, sleep, type Person } from '../harness/person.ts';
import { altered, unknownAccount, unknownInvite } from '../harness/secrets.ts';

const SAMPLES = Number(process.env['HALLPASS_TIMING_SAMPLES'] ?? 200);

let edge: Edge;
let owner: Person;
let team: string;
let stranger: Person;
/** Codes with a valid tag, which reach the object. */
let reaching: Record<string, string>;
/** Codes that are rejected before the object. */
let malformed: Record<string, string>;
before(async () => {
  edge = await startEdge();
  ({ owner, team } = await ownerWithTeam(edge));
  stranger = await person(edge, 'Stella');
  reaching = await closedInvites();
  const [some = ''] = Object.values(reaching);
  malformed = { forged: altered(some, -1), garbage: 'A'.repeat(68), short: 'A'.repeat(67), empty: 'x', 'not ASCII': 'é'.repeat(68) };
});
after(() => edge?.stop());

/** An invite of each failure class, which a stranger must not be able to tell apart. */
async function closedInvites(): Promise<Record<string, string>> {
  const code = (invite: string, generation = 0): string =>
    edge.secrets.code(`acc_${invite.slice(4, 26)}`, invite, generation);
  const guest = await person(edge, 'Gina');
  const invited = async (role = 'dev'): Promise<string> => (await owner.invite(team, { email: guest.email, role })).invite.id;
  const revoked = await invited();
  await owner.delete(invitePath(revoked));
  const declined = await invited();
  await guest.post('/v1/invites/decline', { inviteId: declined });
  const expired = (await owner.invite(team, { email: guest.email, role: 'dev', expiresIn: 1 })).invite.id;
  await sleep(1100);
  const used = await invited();
  await guest.join({ inviteId: used });
  const removed = await person(edge, 'Rita');
  await enrol(owner, team, removed, 'dev');
  const outdated = (await owner.invite(team, { role: 'basic' })).invite.id;
  await owner.delete(invitePath(outdated));
  const unknown = unknownAccount();
  return {
    revoked: code(revoked),
    declined: code(declined),
    expired: code(expired),
    used: code(used),
    'another generation': code(outdated, 7),
    'unknown invite': code(unknownInvite(team)),
    'unknown account': code(unknownInvite(unknown)),
  };
}

/** A response without its request id and time. */
function plain({ status, headers, text }: Reply): string {
  const { 'hallpass-request': _, 'hallpass-time': __, 'server-timing': ___, date: ____, ...rest } = headers;
  return JSON.stringify([status, rest, text.replace(/"requestId":"[^"]*"/, '')]);
}

const preview = (code: string, user?: Person): Promise<Reply> =>
  user
    ? user.post('/v1/invites/preview', { code }, { agent })
    : send(edge.origin, 'POST', '/v1/invites/preview', { body: { code }, agent });
const agent = connections(1);

test('a stranger gets the same bytes for every failure', async () => {
  for (const user of [undefined, stranger]) {
    const responses = new Set<string>();
    for (const code of [...Object.values(reaching), ...Object.values(malformed)]) responses.add(plain(await preview(code, user)));
    assert.equal(responses.size, 1, [...responses].join('\n'));
  }
  // Negative control: an open invite differs.
  const open = (await owner.invite(team, { role: 'basic' })).link;
  const responses = new Set([plain(await preview(new URL(open).pathname.slice(3))), plain(await preview(reaching['revoked'] ?? ''))]);
  assert.equal(responses.size, 2);
});

test('accept and decline give a stranger the same response for every failure', async () => {
  const claims = { iss: edge.origin, acc: team, gen: 0, name: 'x', role: 'dev', inv: 'y', pol: 'AAAAAAAAAAAAAAAA' };
  const now = Math.floor(Date.now() / 1000);
  const token = (code: string): string => {
    const bytes = Buffer.from(code, 'base64url');
    const account = bytes.subarray(0, 16).toString('base64url');
    const jti = `inv_${account}${bytes.subarray(16, 32).toString('base64url')}`;
    const gen = bytes.readUIntBE(32, 3);
    return edge.secrets.key.sign('invite+jwt', { ...claims, acc: `acc_${account}`, jti, gen, iat: now, exp: now + 600 });
  };
  for (const operation of ['accept', 'decline']) {
    const responses = new Set<string>();
    for (const code of Object.values(reaching)) {
      responses.add(plain(await stranger.post(`/v1/invites/${operation}`, { token: token(code) })));
      responses.add(plain(await stranger.post(`/v1/invites/${operation}`, { token: altered(token(code), -3) })));
    }
    for (const inviteId of [unknownInvite(team), unknownInvite(), 'inv_x']) {
      responses.add(plain(await stranger.post(`/v1/invites/${operation}`, { inviteId })));
    }
    assert.equal(responses.size, 1, [...responses].join('\n'));
  }
});

test('the time of failures that reach the object', async (context) => {
  const classes = Object.keys(reaching);
  const times = new Map(classes.map((name) => [name, [] as number[]]));
  for (let round = 0; round < SAMPLES; round++) {
    // Each round in another order, so that drift does not look like a difference between classes.
    for (const name of shuffled(classes, round)) {
      const began = performance.now();
      const reply = await preview(reaching[name] ?? '');
      times.get(name)?.push(performance.now() - began);
      assert.equal(reply.status, 410, name);
    }
  }
  const everything = [...times.values()].flat().toSorted((a, b) => a - b);
  let largest = 0;
  for (const [name, all] of times) {
    const effect = cliffsDelta(all, everything);
    largest = Math.max(largest, Math.abs(effect));
    context.diagnostic(`${name}: median ${median(all).toFixed(3)} ms, effect size ${effect.toFixed(3)} (Cliff’s delta)`);
  }
  context.diagnostic(`${SAMPLES} samples each; largest effect ${largest.toFixed(3)}; below 0.147 counts as negligible`);
  // Control: a class that is slower by half is detected.
  const slower = (times.get('revoked') ?? []).map((time) => time * 1.5);
  assert.ok(cliffsDelta(slower, everything) > 0.2);
});

function shuffled<T>(all: readonly T[], seed: number): T[] {
  let state = seed * 2654435761 + 1;
  const draw = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  return all.map((each) => [draw(), each] as const).toSorted((a, b) => a[0] - b[0]).map(([, each]) => each);
}

function median(all: readonly number[]): number {
  return all.toSorted((a, b) => a - b)[all.length >> 1] ?? NaN;
}

/** Cliff's delta: how much more often a value of `some` is above one of `sorted` than below it, from -1 to 1. */
function cliffsDelta(some: readonly number[], sorted: readonly number[]): number {
  const below = (value: number, orEqual: boolean): number => {
    let [low, high] = [0, sorted.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      const at = sorted[middle] ?? NaN;
      if (at < value || (orEqual && at === value)) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const sum = some.reduce((total, value) => total + below(value, false) - (sorted.length - below(value, true)), 0);
  return sum / (some.length * sorted.length);
}

/**
 * Requests per second and processor time per request in plain `workerd serve`: an API behind `hallpass/edge`, membership checks and
 * invite links, compared with Hono and jose and with an empty handler. Every Worker has its own process. The contestants alternate
 * round by round, so that other load on the machine affects all of them.
 */
import { randomBytes } from 'node:crypto';
import { freePort } from '../tests/harness/edge.ts';
import { altered, decode } from '../tests/harness/secrets.ts';
import { atLeast, format, information, publish, ratios, rotated, scaled, summarize, table, type Verdict } from './figures.ts';
import { Hallpass } from './hallpass.ts';
import { encodeRequest, Load, type Requests } from './load.ts';
import { type Process, startWorker } from './workerd.ts';

const ROUNDS = scaled(21);
/** Rounds that are not counted, while V8 still optimises. */
const WARM_UP = scaled(4);
const MILLISECONDS = 200;
const CONNECTIONS = 8;
/** How many tokens take turns: few, as from members at work, or more than any cache holds, so that each is new. */
const TOKENS = { known: 64, new: 4_000 };
const PERMISSION = 'pods:connect';

const hallpass = await Hallpass.start();
const { origin, policy, secrets } = hallpass;
const owner = await hallpass.signIn('owner');
const { id: team } = await owner.team('Bench');
const { token: genuine } = (await owner.post(`/v1/accounts/${team}/token`)).json() as { token: string };
const { link } = await owner.invite(team, { role: 'dev' });
const code = new URL(link).pathname.slice(3);

/** Tokens in the edge's format, each with its own id. They live for the 300 s that a token may, which is enough for all rounds. */
const signToken = (typ: string, claims: object): string => {
  const now = Math.floor(Date.now() / 1000);
  return secrets.key.sign(typ, { ...claims, iat: now, exp: now + 300, jti: randomBytes(16).toString('base64url') });
};
const claims = decode(genuine).claims;
const membershipTokens = (count: number): string[] => Array.from({ length: count }, () => signToken('membership+jwt', claims));

const checkBody = JSON.stringify({ account: team, permissions: [PERMISSION], freshness: 'stateless' });
const checkRequest = (token: string): Buffer => encodeRequest('POST', '/v1/check', { 'hallpass-token': token }, checkBody);
/** A request to an app's own API, with the account in its path, as `protect` guards it. */
const apiRequest = (token: string): Buffer => encodeRequest('GET', `/pods/${team}`, { 'hallpass-token': token });
const linkRequest = (inviteCode: string): Buffer => encodeRequest('GET', `/i/${inviteCode}`);
const [knownTokens, newTokens] = [membershipTokens(TOKENS.known), membershipTokens(TOKENS.new)];
const checks = { known: knownTokens.map(checkRequest), new: newTokens.map(checkRequest) };
const apiCalls = { known: knownTokens.map(apiRequest), new: newTokens.map(apiRequest) };
/** Forged codes have the right format and a wrong tag or signature. Garbage has no valid format. */
const forgedCodes = Array.from({ length: 500 }, (_, n) => altered(code, -2 - (n % 20)));
const forgedInvite = altered(signToken('invite+jwt', { ...claims, gen: 0 }), -30);
const garbage = Array.from({ length: 500 }, () => linkRequest(randomBytes(30).toString('base64url')));

const peer = await startWorker('hono', await freePort(), {
  KEY: JSON.stringify(secrets.key.publicJwk()), ISSUER: origin, AUDIENCE: policy.audience, PERMISSIONS: JSON.stringify(policy.permissions),
});
const guarded = await startWorker('guarded', await freePort(), { ENDPOINT: origin });
const empty = await startWorker('empty', await freePort());
const ours = hallpass.process;
const servers = [ours, peer, guarded, empty];

/** One row of the table: requests to one server, and the status that each has to get. */
interface Contestant {
  readonly server: Process;
  readonly load: Load;
  readonly requests: Requests;
}
const loads = new Map(servers.map((server) => [server, new Load(server.port, CONNECTIONS)]));
const contestant = (server: Process, bytes: readonly Buffer[], status: number): Contestant =>
  ({ server, load: loads.get(server)!, requests: { bytes, status, next: 0 } });
const CONTESTANTS: Record<string, Contestant> = {
  'empty handler': contestant(empty, apiCalls.known, 200),
  'empty handler, unread body': contestant(empty, checks.known, 200),
  // The cost of the Worker itself.
  'Hallpass /healthz': contestant(ours, [encodeRequest('GET', '/healthz')], 200),
  'own API: Hono + jose, known tokens': contestant(peer, apiCalls.known, 200),
  'own API: hallpass/edge, known tokens': contestant(guarded, apiCalls.known, 200),
  'own API: Hono + jose, new tokens': contestant(peer, apiCalls.new, 200),
  'own API: hallpass/edge, new tokens': contestant(guarded, apiCalls.new, 200),
  'check: Hono + jose, known tokens': contestant(peer, checks.known, 200),
  'check: hallpass/edge, known tokens': contestant(guarded, checks.known, 200),
  'check: Hallpass /v1/check, known tokens': contestant(ours, checks.known, 200),
  'check: Hono + jose, new tokens': contestant(peer, checks.new, 200),
  'check: hallpass/edge, new tokens': contestant(guarded, checks.new, 200),
  'check: Hallpass /v1/check, new tokens': contestant(ours, checks.new, 200),
  'link: Hallpass, valid': contestant(ours, [linkRequest(code)], 303),
  'link: Hallpass, forged': contestant(ours, forgedCodes.map(linkRequest), 303),
  'link: Hallpass, garbage': contestant(ours, garbage, 303),
  'link: Hono + jose, forged': contestant(peer, [linkRequest(forgedInvite)], 303),
  'link: Hono + jose, garbage': contestant(peer, garbage, 303),
};

const genuineToken = signToken('membership+jwt', claims);
const forgedToken = altered(genuineToken, -30);
const powerlessToken = signToken('membership+jwt', { ...claims, role: 'billing', perm: '' });

/** Stops the run if a check allows a forged token or a permission that the token does not carry. */
const verifyChecks = async (name: string, { port }: Process): Promise<void> => {
  const isAllowed = async (token: string): Promise<boolean> => {
    const response = await fetch(`http://127.0.0.1:${port}/v1/check`, {
      method: 'POST',
      headers: { 'hallpass-token': token, 'content-type': 'application/json' },
      body: checkBody,
    });
    return ((await response.json()) as { allowed?: unknown }).allowed === true;
  };
  const found = [await isAllowed(genuineToken), await isAllowed(forgedToken), await isAllowed(powerlessToken)];
  if (String(found) !== 'true,false,false') {
    throw new Error(`${name} answers ${found.join(', ')} to a genuine token, a forged one and one without permissions`);
  }
};

/** The same for an app's own API, and for another account in the path. */
const verifyApi = async (name: string, { port }: Process): Promise<void> => {
  const statusOf = async (token: string, account: string): Promise<number> => {
    const response = await fetch(`http://127.0.0.1:${port}/pods/${account}`, { headers: { 'hallpass-token': token } });
    await response.body?.cancel();
    return response.status;
  };
  const otherAccount = `acc_${'A'.repeat(22)}`;
  const found = [
    await statusOf(genuineToken, team), await statusOf(forgedToken, team), await statusOf(powerlessToken, team),
    await statusOf(genuineToken, otherAccount),
  ];
  if (String(found) !== '200,401,403,422') {
    throw new Error(`${name} answers ${found.join(', ')} to a genuine token, a forged one, one without permissions and one for another account`);
  }
};

/** Stops the run if a forged link is not refused. */
const verifyLinks = async (): Promise<void> => {
  const isValid = async ({ port }: Process, inviteCode: string): Promise<boolean> => {
    const response = await fetch(`http://127.0.0.1:${port}/i/${inviteCode}`, { redirect: 'manual' });
    return !String(response.headers.get('location')).includes('invite=closed');
  };
  const validInvite = signToken('invite+jwt', { ...claims, gen: 0 });
  const found = [
    await isValid(ours, code), await isValid(ours, forgedCodes[0]!), await isValid(peer, validInvite), await isValid(peer, forgedInvite),
  ];
  if (String(found) !== 'true,false,true,false') throw new Error(`valid and forged links are answered ${found.join(', ')}`);
};

for (const [name, server] of [['Hono + jose', peer], ['hallpass/edge', guarded]] as const) {
  await verifyChecks(name, server);
  await verifyApi(name, server);
}
await verifyChecks('Hallpass', ours);
await verifyLinks();

const order = Object.keys(CONTESTANTS);
const emptyLists = (): Record<string, number[]> => Object.fromEntries(order.map((name) => [name, []]));
const perSecond = emptyLists();
/** Requests per second of workerd's processor time, which other load on the machine changes least. */
const perProcessorSecond = emptyLists();
const totals: Record<string, { seconds: number; count: number }> = Object.fromEntries(order.map((name) => [name, { seconds: 0, count: 0 }]));
for (let round = 0; round < ROUNDS + WARM_UP; round++) {
  for (const name of rotated(order, round)) {
    const { server, load, requests } = CONTESTANTS[name]!;
    const before = server.processorSeconds();
    const { count, seconds } = await load.run(requests, MILLISECONDS);
    const after = server.processorSeconds();
    if (round < WARM_UP) continue;
    perSecond[name]!.push(count / seconds);
    // The clock, where the system does not report processor time.
    const processorSeconds = before === undefined || after === undefined ? seconds : after - before;
    perProcessorSecond[name]!.push(count / processorSeconds);
    totals[name]!.count += count;
    totals[name]!.seconds += processorSeconds;
  }
}
for (const load of loads.values()) load.close();
for (const server of servers) await server.stop();

const results = order.map((name) => {
  const { seconds, count } = totals[name]!;
  return { name, perSecond: summarize(perSecond[name]!), processorMicroseconds: (seconds * 1e6) / count };
});

/** How many times the base's requests `name` serves, by processor time and by the clock. Without a limit nothing is promised. */
const compare = (what: string, name: string, base: string, limit?: number): Verdict => {
  const found = ratios(perProcessorSecond[name]!, perProcessorSecond[base]!);
  const verdict = limit === undefined ? information(what, found) : atLeast(what, limit, found);
  return { ...verdict, byClock: ratios(perSecond[name]!, perSecond[base]!) };
};
const verdicts = (['known', 'new'] as const).flatMap((age) => {
  const [api, apiPeer] = [`own API: hallpass/edge, ${age} tokens`, `own API: Hono + jose, ${age} tokens`];
  const [check, checkPeer] = [`check: hallpass/edge, ${age} tokens`, `check: Hono + jose, ${age} tokens`];
  const endpoint = `check: Hallpass /v1/check, ${age} tokens`;
  const promised = (limit: number): number | undefined => (age === 'known' ? limit : undefined);
  return [
    compare(`own API, ${age} tokens: hallpass/edge / Hono + jose`, api, apiPeer, promised(1.8)),
    compare(`own API, ${age} tokens: hallpass/edge / empty handler`, api, 'empty handler'),
    compare(`check, ${age} tokens: hallpass/edge / Hono + jose`, check, checkPeer),
    compare(`check, ${age} tokens: hallpass/edge / empty handler`, check, 'empty handler, unread body'),
    compare(`check, ${age} tokens: /v1/check / Hono + jose`, endpoint, checkPeer, promised(1)),
    compare(`check, ${age} tokens: /v1/check / empty handler`, endpoint, 'empty handler, unread body'),
  ];
});
verdicts.push(compare('forged links: Hallpass / Hono + jose', 'link: Hallpass, forged', 'link: Hono + jose, forged', 1.2));

publish('edge', verdicts, { rounds: ROUNDS, milliseconds: MILLISECONDS, connections: CONNECTIONS, tokens: TOKENS, results }, [
  `${ROUNDS} alternating rounds of ${MILLISECONDS} ms, ${CONNECTIONS} connections; median (10th to 90th percentile). Ratios are of requests per second of processor time`,
  table(
    ['request', 'requests per second', 'µs of workerd’s processor time'],
    results.map((result) => [result.name, format(result.perSecond, 0), result.processorMicroseconds.toFixed(0)]),
  ),
].join('\n'));

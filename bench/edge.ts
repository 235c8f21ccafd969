/**
 * Requests per second in bare `workerd serve`: membership checks and invite links, beside Hono with jose and an empty handler.
 * One process to a Worker; rounds take turns, so that whatever else the machine does falls on all of them.
 */
import { randomBytes } from 'node:crypto';
import { freePort } from '../tests/harness/edge.ts';
import { altered, decode } from '../tests/harness/secrets.ts';
import { atLeast, conclude, ratios, shown, some, spread, table, turned } from './figures.ts';
import { Hallpass } from './hallpass.ts';
import { bytesOf, Load, type Requests } from './load.ts';
import { type Process, startWorker } from './workerd.ts';

const ROUNDS = some(21);
/** Thrown away: the compiler is not done yet. */
const WARM_UP = some(4);
const MILLISECONDS = 200;
const CONNECTIONS = 8;
/** Tokens that come again and again, as those of members at work do, and so many that each comes as a new one. */
const TOKENS = { known: 64, fresh: 4_000 };
const PERMISSION = 'pods:connect';

const hallpass = await Hallpass.start();
const { origin, policy, secrets } = hallpass;
const owner = await hallpass.signIn('owner');
const { id: team } = await owner.team('Bench');
const { token: genuine } = (await owner.post(`/v1/accounts/${team}/token`)).json() as { token: string };
const { link } = await owner.invite(team, { role: 'dev' });
const code = new URL(link).pathname.slice(3);

/** Tokens as the edge’s own, each with an id of its own. They live as long as a token may, which is enough for all rounds. */
const seal = (typ: string, claims: object): string => {
  const now = Math.floor(Date.now() / 1000);
  return secrets.key.seal(typ, { ...claims, iat: now, exp: now + 300, jti: randomBytes(16).toString('base64url') });
};
const claims = decode(genuine).claims;
const tokens = (count: number): string[] => Array.from({ length: count }, () => seal('membership+jwt', claims));

const asked = JSON.stringify({ account: team, permissions: [PERMISSION], freshness: 'stateless' });
const check = (token: string): Buffer => bytesOf('POST', '/v1/check', { 'hallpass-token': token }, asked);
/** A request to one's own API, with the account in its path and the token beside it: what `protect` stands in front of. */
const own = (token: string): Buffer => bytesOf('GET', `/pods/${team}`, { 'hallpass-token': token });
const opened = (text: string): Buffer => bytesOf('GET', `/i/${text}`);
const requests = (bytes: readonly Buffer[], status: number): Requests => ({ bytes, status, next: 0 });
const [held, unseen] = [tokens(TOKENS.known), tokens(TOKENS.fresh)];
const [known, fresh, knownOwn, freshOwn] = [held.map(check), unseen.map(check), held.map(own), unseen.map(own)];
/** Forged: of the right form, with a signature or tag that nobody made. Garbage: of no form at all. */
const forgedCodes = Array.from({ length: 500 }, (_, n) => altered(code, -2 - (n % 20)));
const forgedInvite = altered(seal('invite+jwt', { ...claims, gen: 0 }), -30);
const garbage = Array.from({ length: 500 }, () => opened(randomBytes(30).toString('base64url')));

const peer = await startWorker('hono', await freePort(), {
  KEY: JSON.stringify(secrets.key.publicJwk()), ISSUER: origin, AUDIENCE: policy.audience, PERMISSIONS: JSON.stringify(policy.permissions),
});
const guarded = await startWorker('guarded', await freePort(), { ENDPOINT: origin });
const empty = await startWorker('empty', await freePort());
const ours = hallpass.process;
const processes = [ours, peer, guarded, empty];

interface Subject {
  readonly at: Process;
  readonly load: Load;
  readonly requests: Requests;
}
const loads = new Map(processes.map((each) => [each, new Load(each.port, CONNECTIONS)]));
const subject = (at: Process, bytes: readonly Buffer[], status: number): Subject =>
  ({ at, load: loads.get(at)!, requests: requests(bytes, status) });
const SUBJECTS: Record<string, Subject> = {
  'empty handler': subject(empty, knownOwn, 200),
  'empty handler, with a body that it does not read': subject(empty, known, 200),
  // What the Worker costs before it looks at anything.
  'Hallpass /healthz': subject(ours, [bytesOf('GET', '/healthz')], 200),
  'own API: Hono + jose, known tokens': subject(peer, knownOwn, 200),
  'own API: hallpass/edge, known tokens': subject(guarded, knownOwn, 200),
  'own API: Hono + jose, new tokens': subject(peer, freshOwn, 200),
  'own API: hallpass/edge, new tokens': subject(guarded, freshOwn, 200),
  'check: Hono + jose, known tokens': subject(peer, known, 200),
  'check: hallpass/edge in a Worker, known': subject(guarded, known, 200),
  'check: Hallpass /v1/check, known tokens': subject(ours, known, 200),
  'check: Hono + jose, new tokens': subject(peer, fresh, 200),
  'check: hallpass/edge in a Worker, new': subject(guarded, fresh, 200),
  'check: Hallpass /v1/check, new tokens': subject(ours, fresh, 200),
  'link: Hallpass, good': subject(ours, [opened(code)], 303),
  'link: Hallpass, forged': subject(ours, forgedCodes.map(opened), 303),
  'link: Hallpass, garbage': subject(ours, garbage, 303),
  'link: Hono + jose, forged': subject(peer, [opened(forgedInvite)], 303),
  'link: Hono + jose, garbage': subject(peer, garbage, 303),
};

/** Whoever says yes to a forged token, or to a permission that is not held, is not measured. */
const control = async (name: string, { port: at }: Process): Promise<void> => {
  const ask = async (token: string, permissions: readonly string[]): Promise<boolean> => {
    const reply = await fetch(`http://127.0.0.1:${at}/v1/check`, {
      method: 'POST',
      headers: { 'hallpass-token': token, 'content-type': 'application/json' },
      body: JSON.stringify({ account: team, permissions, freshness: 'stateless' }),
    });
    return ((await reply.json()) as { allowed?: unknown }).allowed === true;
  };
  const good = seal('membership+jwt', claims);
  const weak = seal('membership+jwt', { ...claims, role: 'billing', perm: '' });
  const found = [await ask(good, [PERMISSION]), await ask(altered(good, -30), [PERMISSION]), await ask(weak, [PERMISSION])];
  if (String(found) !== 'true,false,false') throw new Error(`${name} answers ${found.join(', ')} to a good token, a forged one and one that holds nothing`);
};
/** The same for one's own API, and for another account in the path. */
const controlOwn = async (name: string, { port: at }: Process): Promise<void> => {
  const ask = async (token: string, account: string): Promise<number> => {
    const reply = await fetch(`http://127.0.0.1:${at}/pods/${account}`, { headers: { 'hallpass-token': token } });
    await reply.body?.cancel();
    return reply.status;
  };
  const good = seal('membership+jwt', claims);
  const weak = seal('membership+jwt', { ...claims, role: 'billing', perm: '' });
  const found = [await ask(good, team), await ask(altered(good, -30), team), await ask(weak, team), await ask(good, `acc_${'A'.repeat(22)}`)];
  if (String(found) !== '200,401,403,422') throw new Error(`${name} answers ${found.join(', ')} to a good token, a forged one, one that holds nothing, and one of another account`);
};
const leadsTo = async ({ port: at }: Process, text: string): Promise<boolean> => {
  const reply = await fetch(`http://127.0.0.1:${at}/i/${text}`, { redirect: 'manual' });
  return !String(reply.headers.get('location')).includes('invite=closed');
};
await control('Hono + jose', peer);
await control('hallpass/edge', guarded);
await control('Hallpass', ours);
await controlOwn('Hono + jose', peer);
await controlOwn('hallpass/edge', guarded);
const goodInvite = seal('invite+jwt', { ...claims, gen: 0 });
const leads = [await leadsTo(ours, code), await leadsTo(ours, forgedCodes[0]!), await leadsTo(peer, goodInvite), await leadsTo(peer, forgedInvite)];
if (String(leads) !== 'true,false,true,false') throw new Error(`links that are good and forged lead to ${leads.join(', ')}`);

const order = Object.keys(SUBJECTS);
const rates: Record<string, number[]> = Object.fromEntries(order.map((name) => [name, []]));
/** Requests in a second of workerd's processor, which a neighbour on the machine changes least. */
const served: Record<string, number[]> = Object.fromEntries(order.map((name) => [name, []]));
const used: Record<string, { seconds: number; count: number }> = Object.fromEntries(order.map((name) => [name, { seconds: 0, count: 0 }]));
for (let round = 0; round < ROUNDS + WARM_UP; round++) {
  for (const name of turned(order, round)) {
    const { at, load, requests: sent } = SUBJECTS[name]!;
    const before = at.processorSeconds();
    const { count, seconds } = await load.run(sent, MILLISECONDS);
    const after = at.processorSeconds();
    if (round < WARM_UP) continue;
    rates[name]!.push(count / seconds);
    // Where the system does not say, the clock does.
    const spent = before === undefined || after === undefined ? seconds : after - before;
    served[name]!.push(count / spent);
    used[name]!.count += count;
    used[name]!.seconds += spent;
  }
}
for (const load of loads.values()) load.close();
for (const each of processes) await each.stop();

const results = order.map((name) => {
  const { seconds, count } = used[name]!;
  return { name, perSecond: spread(rates[name]!), processorMicroseconds: (seconds * 1e6) / count };
});
/** How many times as many requests in a second of workerd's processor; and on the clock, where every other program on the machine counts, too. */
const over = (what: string, least: number, above: string, below: string) =>
  ({ ...atLeast(what, least, ratios(served[above]!, served[below]!)), byClock: ratios(rates[above]!, rates[below]!) });
const verdicts = ['known', 'new'].flatMap((which) => {
  const [worker, beside] = [`check: Hallpass /v1/check, ${which} tokens`, `check: hallpass/edge in a Worker, ${which}`];
  const nothing = 'empty handler, with a body that it does not read';
  const theirs = `check: Hono + jose, ${which} tokens`;
  const [own, peers] = [`own API: hallpass/edge, ${which} tokens`, `own API: Hono + jose, ${which} tokens`];
  return [
    over(`own API, ${which} tokens, hallpass/edge over Hono + jose`, 2, own, peers),
    over(`own API, ${which} tokens, hallpass/edge over the empty handler`, 0.7, own, 'empty handler'),
    over(`check, ${which} tokens, hallpass/edge over Hono + jose`, 2, beside, theirs),
    over(`check, ${which} tokens, hallpass/edge over the empty handler`, 0.7, beside, nothing),
    over(`check, ${which} tokens, /v1/check over Hono + jose`, 2, worker, theirs),
    over(`check, ${which} tokens, /v1/check over the empty handler`, 0.7, worker, nothing),
  ];
});
verdicts.push(over('forged links refused, Hallpass over Hono + jose', 1.5, 'link: Hallpass, forged', 'link: Hono + jose, forged'));

conclude('edge', verdicts, { rounds: ROUNDS, milliseconds: MILLISECONDS, connections: CONNECTIONS, tokens: TOKENS, results }, [
  `${ROUNDS} rounds of ${MILLISECONDS} ms in turns, ${CONNECTIONS} connections; median (10 % to 90 %)`,
  table(
    ['request', 'a second', 'µs of workerd’s processor'],
    results.map((each) => [each.name, shown(each.perSecond, 0), each.processorMicroseconds.toFixed(0)]),
  ),
].join('\n'));

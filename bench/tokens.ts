/**
 * How long the verification of a token takes, beside that of peers, in one run: tokens that were never seen, and one token over
 * and over. One after the other, in rounds that take turns, so that whatever else the machine does falls on all of them.
 */
import { generateKeyPairSync, randomBytes, sign, webcrypto } from 'node:crypto';
import { verifyToken } from '@clerk/backend';
import { importJWK, jwtVerify, type JWK } from 'jose';
import { createGuard } from '../pkg/dist/server.node.js';
import { GenuineEdge, mint, ORIGIN, POLICY, USER } from '../pkg/test/genuine.ts';
import { ratios, showVerdict, spread, turned, verdict } from './figures.ts';

const ROUNDS = 61;
/** Thrown away: the compiler is not done yet. */
const WARM_UP = 10;
/** New tokens of a round. */
const NEW = 20;
/** How often one token is verified in a round: whoever remembers it is too quick for fewer. */
const AGAIN = { ours: 5_000, peers: 20 };
const OURS = 'hallpass/edge guard.verify';
const JOSE = 'jose jwtVerify';

/** One verifier: how it makes a token of its own, and what it says of one. */
interface Subject {
  make(): string;
  /** Whose token it is; rejects for one that is not genuine. */
  verify(token: string): Promise<string | undefined>;
  readonly again: number;
}

const seconds = Math.floor(Date.now() / 1000);
const edge = new GenuineEdge();
const [key] = edge.keys;
if (!key) throw new Error('the edge has no key');
const name = (): string => randomBytes(16).toString('base64url');
const make = (): string => mint(key, seconds, { exp: seconds + 300, jti: name() }, 0b111111);

const guard = createGuard({ endpoint: ORIGIN, fetch: edge.fetch as typeof fetch });
const imported = await importJWK(key.open as JWK, 'EdDSA');
const rules = { algorithms: ['EdDSA'], typ: 'membership+jwt', issuer: ORIGIN, audience: POLICY.audience };
const raw = await webcrypto.subtle.importKey('jwk', key.open as JWK, 'Ed25519', false, ['verify']);

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwtKey = rsa.publicKey.export({ format: 'pem', type: 'spki' }) as string;
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A session token as Clerk's are: RS256, an organization and its permissions. */
const makeClerk = (): string => {
  const claims = {
    azp: 'https://app.test', exp: seconds + 300, iat: seconds, nbf: seconds - 10, iss: 'https://clerk.test', jti: name(), sid: 'sess_x', sub: USER, v: 2,
    o: { id: 'org_x', rol: 'admin', slg: 'x', per: 'manage,read', fpm: '3' },
  };
  const signed = `${part({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${part(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), rsa.privateKey).toString('base64url')}`;
};

const SUBJECTS: Record<string, Subject> = {
  [OURS]: { make, verify: async (token) => (await guard.verify(token)).user, again: AGAIN.ours },
  [JOSE]: { make, verify: async (token) => (await jwtVerify(token, imported, rules)).payload.sub, again: AGAIN.peers },
  'Clerk verifyToken (RS256)': {
    make: makeClerk,
    verify: async (token) => (await verifyToken(token, { jwtKey, authorizedParties: ['https://app.test'] })).sub,
    again: AGAIN.peers,
  },
  // The signature alone, nothing of what a token says: the least that any of the others could take with it.
  'WebCrypto Ed25519, raw': {
    make,
    async verify(token) {
      const dot = token.lastIndexOf('.');
      const [signed, signature] = [Buffer.from(token.slice(0, dot)), Buffer.from(token.slice(dot + 1), 'base64url')];
      return (await webcrypto.subtle.verify('Ed25519', raw, signature, signed)) ? USER : undefined;
    },
    again: AGAIN.peers,
  },
};

/** Whoever lets a forged token pass is not measured. */
for (const [subject, { make: one, verify }] of Object.entries(SUBJECTS)) {
  const token = one();
  if ((await verify(token)) !== USER) throw new Error(`${subject} does not know whose a good token is`);
  const forged = token.slice(0, -20) + (token.at(-20) === 'A' ? 'B' : 'A') + token.slice(-19);
  if ((await verify(forged).catch(() => undefined)) !== undefined) throw new Error(`${subject} takes a forged token`);
}

/** Microseconds of a verification: on the clock, and of the processor, of which more than one core may have done the work. */
const timed = async (count: number, work: (n: number) => Promise<unknown>): Promise<{ clock: number; processor: number }> => {
  const spent = process.cpuUsage();
  const from = process.hrtime.bigint();
  for (let n = 0; n < count; n++) await work(n);
  const clock = Number(process.hrtime.bigint() - from) / 1000 / count;
  const { user, system } = process.cpuUsage(spent);
  return { clock, processor: (user + system) / count };
};

const order = Object.keys(SUBJECTS);
const empty = (): Record<string, number[]> => Object.fromEntries(order.map((each) => [each, []]));
const [cold, repeated, processor] = [empty(), empty(), empty()];
for (let round = 0; round < ROUNDS + WARM_UP; round++) {
  for (const subject of turned(order, round)) {
    const { make: one, verify, again } = SUBJECTS[subject]!;
    const tokens = Array.from({ length: NEW }, one);
    const first = await timed(NEW, (n) => verify(tokens[n]!));
    const later = await timed(again, () => verify(tokens[0]!));
    if (round < WARM_UP) continue;
    cold[subject]!.push(first.clock);
    processor[subject]!.push(first.processor);
    repeated[subject]!.push(later.clock);
  }
}

const results = order.map((subject) => ({
  name: subject,
  microseconds: { cold: spread(cold[subject]!), coldProcessor: spread(processor[subject]!), repeated: spread(repeated[subject]!) },
  timesOurs: { cold: ratios(cold[subject]!, cold[OURS]!), repeated: ratios(repeated[subject]!, repeated[OURS]!) },
}));
const verdicts = [
  verdict('the same token again: jose takes, of ours,', 50, ratios(repeated[JOSE]!, repeated[OURS]!)),
  verdict('a new token: jose takes, of ours,', 1.2, ratios(cold[JOSE]!, cold[OURS]!)),
];
/** jose leaves the signature to another thread, which waits its turn on a machine that has others at work. */
const byProcessor = ratios(processor[JOSE]!, processor[OURS]!);

if (process.argv.includes('--json')) {
  console.log(JSON.stringify({ node: process.version, rounds: ROUNDS, newPerRound: NEW, again: AGAIN, results, verdicts, byProcessor }));
} else {
  const show = (n: number) => n.toFixed(2).padStart(8);
  console.log(`${ROUNDS} rounds in turns, ${NEW} new tokens each, one after the other, Node ${process.version}`);
  console.log('microseconds, median (10 % to 90 %)');
  console.log('verification                 new token   (spread)             processor  x ours     again   (spread)             x ours');
  for (const { name: subject, microseconds, timesOurs } of results) {
    const [first, again] = [microseconds.cold, microseconds.repeated];
    const both = ({ median, low, high }: typeof first) => `${show(median)}  (${show(low)} to${show(high)})`;
    console.log(
      `${subject.padEnd(28)} ${both(first)}  ${show(microseconds.coldProcessor.median)}${show(timesOurs.cold.median)}`
      + `  ${both(again)}  ${show(timesOurs.repeated.median)}`,
    );
  }
  for (const each of verdicts) console.log(showVerdict(each));
  console.log(`a new token, by processor: ${byProcessor.median.toFixed(2)} (${byProcessor.low.toFixed(2)} to ${byProcessor.high.toFixed(2)})`);
}
process.exitCode = verdicts.every(({ passed }) => passed) ? 0 : 1;

/**
 * How long the verification of a token takes, beside that of peers, in one run: tokens that were never seen, and one token over
 * and over. One after the other, in rounds that take turns, so that whatever else the machine does falls on all of them.
 */
import { generateKeyPairSync, randomBytes, sign, webcrypto } from 'node:crypto';
import type { AuthorizerBuilder } from '@biscuit-auth/biscuit-wasm';
import { verifyToken } from '@clerk/backend';
import { importJWK, jwtVerify, type JWK } from 'jose';
import { createGuard } from '../pkg/dist/server.node.js';
import { GenuineEdge, mint, ORIGIN, POLICY, USER } from '../pkg/test/genuine.ts';
import { atLeast, conclude, ratios, shown, some, spread, table, turned } from './figures.ts';
import { Native } from './native.ts';

const ROUNDS = some(61);
/** Thrown away: the compiler is not done yet. */
const WARM_UP = some(10);
/** New tokens of a round. */
const NEW = 20;
/** How often one token is verified in a round: whoever remembers it is too quick for fewer. */
const AGAIN = { ours: 5_000, peers: 20, native: 20 };
const OURS = 'hallpass/edge guard.verify';
const JOSE = 'jose jwtVerify';

/** One verifier: how it makes a token of its own, and what it says of one. */
interface Subject {
  make(): string;
  /** Whose token it is; rejects for one that is not genuine. */
  verify(token: string): Promise<string | undefined>;
  readonly again: number;
  /** Microseconds of each, where it is not to be timed from here. */
  time?(tokens: readonly string[]): Promise<number>;
}

// It writes a line when it is loaded, which is no figure.
const { log } = console;
console.log = () => {};
const { Biscuit, KeyPair, SignatureAlgorithm, authorizer, biscuit } = await import('@biscuit-auth/biscuit-wasm');
console.log = log;

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

const pair = new KeyPair(SignatureAlgorithm.Ed25519);
const root = pair.getPublicKey();
/** The same facts as a membership token's, in Biscuit's words. */
const makeBiscuit = (): string =>
  biscuit`user(${USER}); account("acc_x"); token(${name()}); right("pods:connect"); check if time($t), $t < 2100-01-01T00:00:00Z;`
    .build(pair.getPrivateKey()).toBase64();
const ENOUGH = { max_facts: 1000, max_iterations: 100, max_time_micro: 1e6 };
/** Whether the token lets its bearer do one thing; nothing where its signature is not good. */
const authorized = (token: string, builder: AuthorizerBuilder): boolean => {
  const opened = Biscuit.fromBase64(token, root);
  const asked = builder.buildAuthenticated(opened);
  try {
    return asked.authorizeWithLimits(ENOUGH) === 0;
  } finally {
    asked.free();
    opened.free();
  }
};

const native = new Native([JSON.stringify({ keys: [key.open] }), ORIGIN, POLICY.audience]);
const nativeSubject = (what: 'token' | 'signature'): Subject => ({
  make,
  verify: async (token) => ((await native.ask(what, seconds, [token])).genuine === 1 ? USER : undefined),
  again: AGAIN.native,
  time: async (tokens) => {
    const { nanoseconds, genuine } = await native.ask(what, seconds, tokens);
    if (genuine !== tokens.length) throw new Error('the native verifier refuses a good token');
    return nanoseconds / 1000 / tokens.length;
  },
});

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
  'biscuit-wasm fromBase64': {
    make: makeBiscuit,
    async verify(token) {
      Biscuit.fromBase64(token, root).free();
      return USER;
    },
    again: AGAIN.peers,
  },
  'biscuit-wasm, and authorize': {
    make: makeBiscuit,
    verify: async (token) =>
      (authorized(token, authorizer`time(${new Date()}); allow if user(${USER}), right("pods:connect")`) ? USER : undefined),
    again: AGAIN.peers,
  },
  // The same verifier without WebAssembly, and its signature alone: what could be reached at most.
  'ours as native code': nativeSubject('token'),
  'native dalek verify_strict': nativeSubject('signature'),
};

/** Whoever lets a forged token pass is not measured. */
for (const [subject, { make: one, verify }] of Object.entries(SUBJECTS)) {
  const token = one();
  if ((await verify(token)) !== USER) throw new Error(`${subject} does not know whose a good token is`);
  const forged = token.slice(0, -20) + (token.at(-20) === 'A' ? 'B' : 'A') + token.slice(-19);
  const said = await Promise.resolve(forged).then(verify).catch(() => undefined);
  if (said !== undefined) throw new Error(`${subject} takes a forged token`);
}

/** Microseconds of a verification. */
interface Spent {
  readonly clock: number;
  readonly processor: number;
}

/** Microseconds of a verification: on the clock, and of the processor, of which more than one core may have done the work. */
const timed = async (count: number, work: (n: number) => Promise<unknown>): Promise<Spent> => {
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
    const { make: one, verify, again, time } = SUBJECTS[subject]!;
    const tokens = Array.from({ length: NEW }, one);
    const elsewhere = async (these: readonly string[]): Promise<Spent> => {
      const clock = await time!(these);
      return { clock, processor: clock };
    };
        const first = time ? await elsewhere(tokens) : await timed(NEW, (n) => verify(tokens[n]!));
    const later = time ? await elsewhere(Array.from({ length: again }, () => tokens[0]!)) : await timed(again, () => verify(tokens[0]!));
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
  atLeast('the same token again: jose takes, of ours,', 50, ratios(repeated[JOSE]!, repeated[OURS]!)),
  // jose leaves the signature to another thread, which waits its turn on a machine that has others at work.
  { ...atLeast('a new token: jose takes, of ours,', 1.2, ratios(cold[JOSE]!, cold[OURS]!)), byProcessor: ratios(processor[JOSE]!, processor[OURS]!).median },
];
native.end();
conclude('tokens', verdicts, { rounds: ROUNDS, newPerRound: NEW, again: AGAIN, results }, [
  `${ROUNDS} rounds in turns, ${NEW} new tokens each, one after the other; microseconds, median (10 % to 90 %)`,
  table(
    ['verification', 'a new token', 'processor', '× ours', 'the same again', '× ours'],
    results.map(({ name: subject, microseconds, timesOurs }) => [
      subject, shown(microseconds.cold, 1), shown(microseconds.coldProcessor, 1), timesOurs.cold.median.toFixed(2),
      shown(microseconds.repeated), timesOurs.repeated.median.toFixed(2),
    ]),
  ),
].join('\n'));

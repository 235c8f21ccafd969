/**
 * The time to verify a membership token, in Hallpass and in peers: new tokens, and one token again and again. Verifications are
 * sequential. The contestants alternate round by round, so that other load on the machine affects all of them.
 */
import { generateKeyPairSync, randomBytes, sign, webcrypto } from 'node:crypto';
import type { AuthorizerBuilder } from '@biscuit-auth/biscuit-wasm';
import { verifyToken } from '@clerk/backend';
import { importJWK, jwtVerify, type JWK } from 'jose';
import { createGuard } from '../pkg/dist/server.node.js';
import { SigningEdge, mint, ORIGIN, POLICY, USER } from '../pkg/test/signing-edge.ts';
import { atLeast, format, publish, ratios, rotated, scaled, summarize, table } from './figures.ts';
import { Native } from './native.ts';

const ROUNDS = scaled(61);
/** Rounds that are not counted, while V8 still optimises. */
const WARM_UP = scaled(10);
const NEW_TOKENS_PER_ROUND = 20;
/** How often a round verifies the same token. A cached result needs many repetitions to be measurable. */
const REPETITIONS = { ours: 5_000, peers: 20, native: 20 };
const OURS = 'hallpass/edge guard.verify';
const JOSE = 'jose jwtVerify';

interface Contestant {
  /** Mints a token that was never verified before. */
  mint(): string;
  /** Returns the user id of a genuine token. Rejects a forged one, or returns nothing. */
  verify(token: string): Promise<string | undefined>;
  readonly repetitions: number;
  /** Microseconds per token, for a contestant that measures its own time. */
  time?(tokens: readonly string[]): Promise<number>;
}

// The module logs a line when it is loaded, which `--json` must not print.
const { log } = console;
console.log = () => {};
const { Biscuit, KeyPair, SignatureAlgorithm, authorizer, biscuit } = await import('@biscuit-auth/biscuit-wasm');
console.log = log;

const seconds = Math.floor(Date.now() / 1000);
const edge = new SigningEdge();
const [key] = edge.keys;
if (!key) throw new Error('the edge has no key');
const randomId = (): string => randomBytes(16).toString('base64url');
const mintMembership = (): string => mint(key, seconds, { exp: seconds + 300, jti: randomId() }, 0b111111);

const guard = createGuard({ endpoint: ORIGIN, fetch: edge.fetch as typeof fetch });
const joseKey = await importJWK(key.publicJwk as JWK, 'EdDSA');
const joseOptions = { algorithms: ['EdDSA'], typ: 'membership+jwt', issuer: ORIGIN, audience: POLICY.audience };
const webCryptoKey = await webcrypto.subtle.importKey('jwk', key.publicJwk as JWK, 'Ed25519', false, ['verify']);

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const jwtKey = rsa.publicKey.export({ format: 'pem', type: 'spki' }) as string;
const base64urlJson = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
/** A session token in Clerk's format: RS256, with an organization and its permissions. */
const mintClerk = (): string => {
  const claims = {
    azp: 'https://app.test', exp: seconds + 300, iat: seconds, nbf: seconds - 10, iss: 'https://clerk.test', jti: randomId(), sid: 'sess_x', sub: USER, v: 2,
    o: { id: 'org_x', rol: 'admin', slg: 'x', per: 'manage,read', fpm: '3' },
  };
  const signed = `${base64urlJson({ alg: 'RS256', kid: 'one', typ: 'JWT' })}.${base64urlJson(claims)}`;
  return `${signed}.${sign('sha256', Buffer.from(signed), rsa.privateKey).toString('base64url')}`;
};

const pair = new KeyPair(SignatureAlgorithm.Ed25519);
const root = pair.getPublicKey();
/** The claims of a membership token as Biscuit facts. */
const mintBiscuit = (): string =>
  biscuit`user(${USER}); account("acc_x"); token(${randomId()}); right("pods:connect"); check if time($t), $t < 2100-01-01T00:00:00Z;`
    .build(pair.getPrivateKey()).toBase64();
const BISCUIT_LIMITS = { max_facts: 1000, max_iterations: 100, max_time_micro: 1e6 };
/** Whether the token grants the builder's request. Throws if the signature is invalid. */
const isAuthorizedByBiscuit = (token: string, builder: AuthorizerBuilder): boolean => {
  const biscuitToken = Biscuit.fromBase64(token, root);
  const request = builder.buildAuthenticated(biscuitToken);
  try {
    return request.authorizeWithLimits(BISCUIT_LIMITS) === 0;
  } finally {
    request.free();
    biscuitToken.free();
  }
};

const native = new Native([JSON.stringify({ keys: [key.publicJwk] }), ORIGIN, POLICY.audience]);
const nativeContestant = (what: 'token' | 'signature'): Contestant => ({
  mint: mintMembership,
  verify: async (token) => ((await native.verify(what, seconds, [token])).genuine === 1 ? USER : undefined),
  repetitions: REPETITIONS.native,
  time: async (tokens) => {
    const { nanoseconds, genuine } = await native.verify(what, seconds, tokens);
    if (genuine !== tokens.length) throw new Error('the native verifier refuses a good token');
    return nanoseconds / 1000 / tokens.length;
  },
});

const CONTESTANTS: Record<string, Contestant> = {
  [OURS]: { mint: mintMembership, verify: async (token) => (await guard.verify(token)).user, repetitions: REPETITIONS.ours },
  [JOSE]: { mint: mintMembership, verify: async (token) => (await jwtVerify(token, joseKey, joseOptions)).payload.sub, repetitions: REPETITIONS.peers },
  'Clerk verifyToken (RS256)': {
    mint: mintClerk,
    verify: async (token) => (await verifyToken(token, { jwtKey, authorizedParties: ['https://app.test'] })).sub,
    repetitions: REPETITIONS.peers,
  },
  // The signature alone, without the claims: the lower bound for verifiers that use WebCrypto.
  'WebCrypto Ed25519, signature only': {
    mint: mintMembership,
    async verify(token) {
      const dot = token.lastIndexOf('.');
      const [signed, signature] = [Buffer.from(token.slice(0, dot)), Buffer.from(token.slice(dot + 1), 'base64url')];
      return (await webcrypto.subtle.verify('Ed25519', webCryptoKey, signature, signed)) ? USER : undefined;
    },
    repetitions: REPETITIONS.peers,
  },
  'biscuit-wasm fromBase64': {
    mint: mintBiscuit,
    async verify(token) {
      Biscuit.fromBase64(token, root).free();
      return USER;
    },
    repetitions: REPETITIONS.peers,
  },
  'biscuit-wasm, with authorize': {
    mint: mintBiscuit,
    verify: async (token) =>
      (isAuthorizedByBiscuit(token, authorizer`time(${new Date()}); allow if user(${USER}), right("pods:connect")`) ? USER : undefined),
    repetitions: REPETITIONS.peers,
  },
  // The same verifier without WebAssembly, and its signature check alone: the lower bounds for ours.
  'hallpass, native code': nativeContestant('token'),
  'ed25519-dalek, native code': nativeContestant('signature'),
};

/** Stops the run if a contestant accepts a forged token. */
for (const [name, { mint: mintToken, verify }] of Object.entries(CONTESTANTS)) {
  const token = mintToken();
  if ((await verify(token)) !== USER) throw new Error(`${name} does not return the user of a genuine token`);
  const forged = token.slice(0, -20) + (token.at(-20) === 'A' ? 'B' : 'A') + token.slice(-19);
  const user = await Promise.resolve(forged).then(verify).catch(() => undefined);
  if (user !== undefined) throw new Error(`${name} accepts a forged token`);
}

/** Microseconds per verification. Processor time counts all threads. */
interface Timing {
  readonly clock: number;
  readonly processor: number;
}

const measure = async (count: number, verifyNth: (n: number) => Promise<unknown>): Promise<Timing> => {
  const cpuBefore = process.cpuUsage();
  const start = process.hrtime.bigint();
  for (let n = 0; n < count; n++) await verifyNth(n);
  const clock = Number(process.hrtime.bigint() - start) / 1000 / count;
  const { user, system } = process.cpuUsage(cpuBefore);
  return { clock, processor: (user + system) / count };
};

/** Times the verification of these tokens, here or in the contestant's own process, which has one thread. */
const timeAll = async ({ verify, time }: Contestant, tokens: readonly string[]): Promise<Timing> => {
  if (!time) return measure(tokens.length, (n) => verify(tokens[n]!));
  const clock = await time(tokens);
  return { clock, processor: clock };
};

const order = Object.keys(CONTESTANTS);
const emptyLists = (): Record<string, number[]> => Object.fromEntries(order.map((name) => [name, []]));
const [fresh, freshProcessor, repeated] = [emptyLists(), emptyLists(), emptyLists()];
for (let round = 0; round < ROUNDS + WARM_UP; round++) {
  for (const name of rotated(order, round)) {
    const contestant = CONTESTANTS[name]!;
    const tokens = Array.from({ length: NEW_TOKENS_PER_ROUND }, contestant.mint);
    const first = await timeAll(contestant, tokens);
    const again = await timeAll(contestant, Array.from({ length: contestant.repetitions }, () => tokens[0]!));
    if (round < WARM_UP) continue;
    fresh[name]!.push(first.clock);
    freshProcessor[name]!.push(first.processor);
    repeated[name]!.push(again.clock);
  }
}
native.end();

const results = order.map((name) => ({
  name,
  microseconds: { new: summarize(fresh[name]!), newProcessor: summarize(freshProcessor[name]!), repeated: summarize(repeated[name]!) },
  timesOurs: { new: ratios(fresh[name]!, fresh[OURS]!), repeated: ratios(repeated[name]!, repeated[OURS]!) },
}));
const verdicts = [
  atLeast('known token: time of jose / hallpass/edge', 50, ratios(repeated[JOSE]!, repeated[OURS]!)),
  // jose verifies on another thread, which has to wait for a core on a busy machine. Processor time does not count that wait.
  { ...atLeast('new token: time of jose / hallpass/edge', 1, ratios(fresh[JOSE]!, fresh[OURS]!)), byProcessor: ratios(freshProcessor[JOSE]!, freshProcessor[OURS]!) },
];
publish('tokens', verdicts, { rounds: ROUNDS, newTokensPerRound: NEW_TOKENS_PER_ROUND, repetitions: REPETITIONS, results }, [
  `${ROUNDS} alternating rounds, ${NEW_TOKENS_PER_ROUND} new tokens each; microseconds per token, median (10th to 90th percentile)`,
  table(
    ['verification', 'new token', 'processor', '× ours', 'known token', '× ours'],
    results.map(({ name, microseconds, timesOurs }) => [
      name, format(microseconds.new, 1), format(microseconds.newProcessor, 1), timesOurs.new.median.toFixed(2),
      format(microseconds.repeated), timesOurs.repeated.median.toFixed(2),
    ]),
  ),
].join('\n'));

// Junk-signed requests are reset at random moments while an identity provider is slow, often fails, and rotates its key. Every user
// with a known key is answered without a fetch, each new key is learned at once, and the provider is not flooded.
import { request } from 'node:http';
import { startEdge, unique, type Edge } from '../tests/harness/edge.ts';
import { send } from '../tests/harness/http.ts';
import { sleep } from '../tests/harness/person.ts';
import { Provider } from '../tests/harness/provider.ts';
import { FULL, progress, Random, report, scaled, SEED, type Control, type Figure } from './kit/proof.ts';
import { SlowKeyServer } from './kit/slow-key-server.ts';
import { runProof } from './kit/time-limit.ts';

const ROUNDS = scaled(20, 2);
const JUNK_PER_ROUND = scaled(1_000, 150);
/** The junk of a round arrives within this time. */
const ROUND_MS = 8_000;
/** A junk request is reset within this time after it was sent. */
const LATEST_RESET_MS = 3_000;
/** Users who sign in with a known key, each again after a pause. */
const USERS = 4;
const PAUSE_MS = 20;
/** The time without junk in which waits are measured for comparison. */
const QUIET_MS = 4_000;
/** Longer than a request waits for keys in the Worker. */
const GIVE_UP_MS = 9_000;

const DEPENDENT = 'sign-ins with a known key that failed or waited for a fetch';
const UNKNOWN = 'rotations unknown after the second completed fetch';
const TOO_SOON = 'fetches less than a second after another one';

interface Totals {
  rounds: number;
  junk: number;
  /** Junk requests that were reset before their response. */
  unanswered: number;
  signIns: number;
  dependent: number;
  unknown: number;
  readonly stormMs: number[];
  readonly quietMs: number[];
}

/** A Worker and its provider. */
class Storm {
  readonly #edge: Edge;
  readonly #keys: SlowKeyServer;
  readonly #random: Random;
  readonly #issuer: string;
  /** Signs with the newest key that the Worker knows. */
  #known: Provider;
  readonly totals: Totals = { rounds: 0, junk: 0, unanswered: 0, signIns: 0, dependent: 0, unknown: 0, stormMs: [], quietMs: [] };

  private constructor(edge: Edge, keys: SlowKeyServer, provider: Provider, random: Random) {
    this.#edge = edge;
    this.#keys = keys;
    this.#random = random;
    this.#issuer = provider.issuer;
    this.#known = provider;
  }

  /** Starts a Worker that has fetched the provider's first key. */
  static async start(seed: string, entry?: string): Promise<Storm> {
    const provider = new Provider('storm');
    const keys = await SlowKeyServer.start(provider);
    const providers = [provider.setting({ jwks: undefined, jwksUrl: keys.url })];
    const edge = await startEdge({ providers, ...(entry === undefined ? {} : { entry }) });
    const storm = new Storm(edge, keys, provider, new Random(seed));
    for (let user = 0; user < USERS; user++) {
      const status = await storm.#signIn(provider, user, 'PUT');
      if (status !== 200) throw new Error(`the first sign-in: ${status}`);
    }
    return storm;
  }

  async stop(): Promise<void> {
    await this.#keys.stop();
    await this.#edge.stop();
  }

  get fetches(): readonly { readonly startedAt: number; readonly status: number }[] {
    return this.#keys.fetches;
  }

  /** The waits of the same users while nothing else happens. */
  async quietPeriod(): Promise<void> {
    const end = performance.now() + QUIET_MS;
    await this.#signInRepeatedly(() => performance.now() < end, this.totals.quietMs);
  }

  /** One round: junk requests, users with a known key, and a rotation. */
  async playRound(): Promise<void> {
    let isOver = false;
    const users = this.#signInRepeatedly(() => !isOver, this.totals.stormMs);
    const junk = Promise.all(Array.from({ length: JUNK_PER_ROUND }, (_, index) => this.#sendJunk(index)));
    await sleep(this.#random.below(LATEST_RESET_MS));
    await this.#rotate();
    await junk;
    isOver = true;
    await users;
    this.totals.rounds += 1;
  }

  /** Publishes another key. Its first user causes a fetch, as a new key does; later it must be known. */
  async #rotate(): Promise<void> {
    const next = new Provider(unique());
    this.#keys.published = [this.#known, next];
    let isLearned = false;
    const firstUser = (async () => {
      while (!isLearned) {
        await this.#signIn(next, 0);
        await sleep(PAUSE_MS);
      }
    })();
    await this.#keys.completedFetches(2);
    if (!(await this.#signInWithoutFetch(next, 0))) this.totals.unknown += 1;
    this.#known = next;
    isLearned = true;
    await firstUser;
  }

  async #signInRepeatedly(goesOn: () => boolean, waits: number[]): Promise<void> {
    const users = Array.from({ length: USERS }, async (_, user) => {
      while (goesOn()) {
        const known = this.#known;
        const succeeded = await this.#keys.withoutFetches(async () => {
          const began = performance.now();
          const isOk = await this.#isOkWithoutFetch(known, user);
          waits.push(performance.now() - began);
          return isOk;
        });
        this.totals.signIns += 1;
        if (!succeeded) this.totals.dependent += 1;
        await sleep(PAUSE_MS);
      }
    });
    await Promise.all(users);
  }

  #signInWithoutFetch(key: Provider, user: number): Promise<boolean> {
    return this.#keys.withoutFetches(() => this.#isOkWithoutFetch(key, user));
  }

  /** Whether a sign-in succeeds before the Worker gives up a fetch, the only other end of one here. */
  async #isOkWithoutFetch(key: Provider, user: number): Promise<boolean> {
    const { aborted } = this.#keys;
    const status = await this.#signIn(key, user);
    return status === 200 && this.#keys.aborted === aborted;
  }

  /** The status, or 0 if the user gives up. */
  async #signIn(key: Provider, user: number, method = 'GET'): Promise<number> {
    const identity = { subject: `user-${user}`, email: `user-${user}@example.com`, emailVerified: true, name: 'Mo' };
    const token = key.token(identity, { iss: this.#issuer });
    const reply = send(this.#edge.origin, method, '/v1/me', { headers: { authorization: `Bearer ${token}` } });
    return Promise.race([reply.then(({ status }) => status, () => 0), sleep(GIVE_UP_MS).then(() => 0)]);
  }

  /** A request with an unknown key, or a known one and a wrong signature, whose connection is reset after a while. */
  async #sendJunk(index: number): Promise<void> {
    const [delayMs, resetMs] = [this.#random.below(ROUND_MS), this.#random.below(LATEST_RESET_MS)];
    const identity = { subject: unique() };
    const claims = { iss: this.#issuer };
    await sleep(delayMs);
    const token = index % 2 === 0 ? this.#known.token(identity, claims, { kid: unique() }) : new Provider(this.#known.name).token(identity, claims);
    const sent = request(`${this.#edge.origin}/v1/me`, { headers: { authorization: `Bearer ${token}` }, agent: false });
    let isAnswered = false;
    sent.on('error', () => undefined);
    sent.on('response', (response) => {
      isAnswered = true;
      response.resume();
    });
    sent.end();
    await sleep(resetMs);
    sent.socket?.resetAndDestroy();
    sent.destroy();
    this.totals.junk += 1;
    if (!isAnswered) this.totals.unanswered += 1;
  }
}

/** A Worker whose requests for keys go through `fetchKeys(url, init)`. */
const faulty = (fetchKeys: string, before = ''): string => `
import Worker from './entry.mjs';
export { AccountObject, MailboxObject, UserObject } from './entry.mjs';
const realFetch = globalThis.fetch;
${fetchKeys}
globalThis.fetch = (resource, init) => (String(resource.url ?? resource).endsWith('/jwks') ? fetchKeys(resource, init) : realFetch(resource, init));
export default {
  async fetch(request, env, context) {
    ${before}
    return new Worker(context, env).fetch(request);
  },
};
`;

const FAULTS: readonly { readonly fault: string; readonly entry: string }[] = [
  {
    fault: 'every request waits for the running fetch',
    entry: faulty(
      `
let isFetching = false;
const fetchKeys = async (resource, init) => {
  isFetching = true;
  try { return await realFetch(resource, init); } finally { isFetching = false; }
};`,
      'for (let waitedMs = 0; isFetching && waitedMs < 15_000; waitedMs += 20) await new Promise((done) => setTimeout(done, 20));',
    ),
  },
  {
    fault: 'the first key set is never replaced',
    entry: faulty(`
let cached;
const fetchKeys = async (resource, init) => {
  const response = await realFetch(resource, init);
  cached ??= await response.clone().text();
  return new Response(cached, response);
};`),
  },
  {
    fault: 'each fetch is sent twice',
    entry: faulty(`
const fetchKeys = (resource, init) => {
  realFetch(resource, init).catch(() => undefined);
  return realFetch(resource, init);
};`),
  },
];

function tooSoon(fetches: Storm['fetches']): number {
  return fetches.slice(1).filter((fetch, index) => fetch.startedAt - (fetches[index]?.startedAt ?? 0) < 1_000).length;
}

/** The figures that a fault can change. */
function safetyFigures(storm: Storm): Figure[] {
  return [
    { name: DEPENDENT, value: storm.totals.dependent, exactly: 0 },
    { name: UNKNOWN, value: storm.totals.unknown, exactly: 0 },
    { name: TOO_SOON, value: tooSoon(storm.fetches), exactly: 0 },
  ];
}

async function runControl({ fault, entry }: (typeof FAULTS)[number]): Promise<Control> {
  const storm = await Storm.start(`${SEED} ${fault}`, entry);
  await storm.playRound();
  await storm.stop();
  return { fault, figures: safetyFigures(storm).map(({ name, value }) => ({ name, value })) };
}

function runControls(): Promise<Control[]> {
  return Promise.all(FAULTS.map(runControl));
}

function describe(waits: readonly number[]): string {
  const sorted = waits.toSorted((a, b) => a - b);
  const at = (share: number): string => (sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(0);
  return `median ${at(0.5)} ms, 99 % within ${at(0.99)} ms, longest ${at(1)} ms`;
}

async function main(): Promise<void> {
  const print = progress();
  const storm = await Storm.start(SEED);
  await storm.quietPeriod();
  // At full scale nothing else may delay the sign-ins that are measured.
  const early = FULL ? undefined : runControls();
  for (let round = 0; round < ROUNDS; round++) {
    await storm.playRound();
    print(`round ${round + 1} of ${ROUNDS}, ${storm.fetches.length} fetches`);
  }
  await storm.stop();
  const controls = await (early ?? runControls());
  const { totals, fetches } = storm;
  report({
    figures: [
      { name: 'rounds, each with a rotation', value: totals.rounds, at_least: ROUNDS },
      { name: 'junk requests that were reset', value: totals.junk, at_least: ROUNDS * JUNK_PER_ROUND },
      { name: 'of them before their response', value: totals.unanswered, at_least: Math.floor((ROUNDS * JUNK_PER_ROUND) / 10) },
      { name: 'sign-ins with a known key', value: totals.signIns, at_least: ROUNDS * 20 },
      { name: 'fetches', value: fetches.length, at_least: ROUNDS * 2 },
      { name: 'fetches that failed', value: fetches.filter(({ status }) => status === 500).length, at_least: Math.floor((ROUNDS * 2) / 3) },
      ...safetyFigures(storm),
    ],
    controls,
    notes: [`waits of users with a known key in the storm: ${describe(totals.stormMs)}; without it: ${describe(totals.quietMs)}`],
  });
}

await runProof(main);

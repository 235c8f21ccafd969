import { createCore } from '../core.ts';
import { HallpassError } from '../errors.ts';
import { REQUIRED } from '../generated.ts';
import { refusal } from '../messages.ts';
import type { WasmSource } from '../types.ts';
import { type Books, createBooks } from './books.ts';
import { accountOf, DemandError, requirementsOf } from './demand.ts';
import { type Ask, createAsk, parse } from './edge.ts';
import { createExplain, type Explain, refused, standingOf, answerNode } from './refuse.ts';
import type { Authorized, Demand, Freshness, Guard, GuardOptions, Membership, NodeReply, NodeRequest, Protect } from './types.ts';
import { createVerify, type Verify } from './verify.ts';

const TOKEN = 'hallpass-token';
const MIN_EPOCH = 'hallpass-min-epoch';
/** What the edge may say no with, word for word; whatever else it says is that it cannot be asked. */
const NOES: ReadonlySet<string> = new Set(['token_invalid', 'token_expired', 'stale_epoch', 'forbidden', 'account_mismatch', 'spend_limit', 'rate_limited']);

interface Parts {
  readonly ask: Ask;
  readonly books: Books;
  readonly verify: Verify;
  readonly explain: Explain;
}

/** A guard for one edge; `wasm` is where its WebAssembly usually is. */
export const createGuard = (options: GuardOptions, wasm?: WasmSource): Guard => {
  const ask = createAsk(options);
  const core = createCore(options.wasm ?? wasm);
  const books = createBooks(ask, core);
  const parts = { ask, books, verify: createVerify(options, books, core), explain: createExplain(books, core) };
  const admitted = new WeakMap<object, Membership>();
  const logged = new Set<string>();

  /** Tells the developer about a mistake in their code, once for each. */
  const log = ({ message, cause }: DemandError): void => {
    if (logged.has(message)) return;
    logged.add(message);
    console.error(`hallpass/edge: request denied: ${message}`, ...(cause === undefined ? [] : [cause]));
  };

  const authorize: Guard['authorize'] = async (request, demand = {}) => {
    try {
      const answer = await decide(parts, request, demand);
      if (answer.allowed) admitted.set(request, answer.membership);
      return answer;
    } catch (error) {
      if (!(error instanceof DemandError)) return refused(error);
      log(error);
      return refused(refusal('forbidden', { status: 403, detail: 'The access check of this route is misconfigured.' }));
    }
  };

  const protect = (handler: (...values: unknown[]) => unknown, demand?: Demand<never>) =>
    async (request: Request | NodeRequest, ...rest: unknown[]): Promise<unknown> => {
      const answer = await authorize(request, demand);
      if (answer.allowed) return handler(request, ...rest);
      if (isFetch(request)) return answer.response();
      return answerNode(rest[0] as NodeReply, answer.refusal);
    };

  return { verify: parts.verify, authorize, protect: protect as unknown as Protect, membership: (request) => admitted.get(request) };
};

const decide = async <R extends Request | NodeRequest>(parts: Parts, request: R, demand: Demand<R>): Promise<Authorized> => {
  const { verify, explain } = parts;
  const { permissions: wanted, freshness } = requirementsOf(demand);
  const token = headerOf(request, TOKEN);
  if (!token) return refused(refusal('not_signed_in', { status: 401 }), await explain({ is: 'signedOut' }, wanted));
  let membership: Membership;
  try {
    membership = await verify(token);
  } catch (error) {
    const expired = error instanceof HallpassError && error.code === 'token_expired';
    return refused(error, expired ? await explain({ is: 'tokenExpired' }, wanted) : undefined);
  }
  const account = accountOf(demand, request);
  if (account !== undefined && account !== membership.account) return refused(refusal('account_mismatch', { status: 422 }));
  if (!wanted.every((name) => membership.permissions.includes(name))) {
    const why = await explain(standingOf(membership), wanted, membership.user);
    return refused(refusal('forbidden', { status: 403 }), why);
  }
  if (freshness !== 'stateless') await askEdge(parts, request, { token, membership, wanted, freshness });
  return { allowed: true, membership };
};

interface Check {
  readonly token: string;
  readonly membership: Membership;
  readonly wanted: readonly string[];
  readonly freshness: Freshness;
}

/**
 * `POST /v1/check`. Throws unless the edge allows everything that is wanted.
 *
 * A check names at least one permission. Where nothing but membership is wanted, any will do, and so will every verdict
 * about the account: the edge refuses the token of a user who is no longer an active member whatever is asked.
 */
const askEdge = async ({ ask }: Parts, request: Request | NodeRequest, { token, membership, wanted, freshness }: Check): Promise<void> => {
  const known = headerOf(request, MIN_EPOCH);
  const headers = { 'content-type': 'application/json', [TOKEN]: token, ...(known ? { [MIN_EPOCH]: known } : {}) };
  const body = JSON.stringify({ account: membership.account, permissions: wanted.length > 0 ? wanted : [REQUIRED.teamAccess], freshness });
  let verdict: { allowed?: unknown; account?: unknown; permissions?: Record<string, unknown>; explanation?: HallpassError['explanation'] };
  try {
    verdict = parse((await ask('/v1/check', { method: 'POST', headers, body })).text) ?? {};
  } catch (error) {
    if (error instanceof HallpassError && NOES.has(error.code)) throw error;
    throw refusal('unavailable', { status: 503 }, {}, error);
  }
  const { allowed, account, permissions } = verdict;
  const holdsAll = wanted.every((name) => permissions?.[name] === true);
  const isEnough = wanted.length > 0 ? allowed === true && holdsAll : typeof allowed === 'boolean';
  if (isEnough && account === membership.account) return;
  throw refusal('forbidden', { status: 403, ...(verdict.explanation ? { explanation: verdict.explanation } : {}) });
};

const isFetch = (request: Request | NodeRequest): request is Request =>
  typeof (request.headers as { get?: unknown }).get === 'function';

const headerOf = (request: Request | NodeRequest, name: string): string | undefined => {
  const value = isFetch(request) ? request.headers.get(name) : request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

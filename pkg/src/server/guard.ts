import { createCore, loadCore } from '../core.ts';
import { HallpassError } from '../errors.ts';
import { REQUIRED } from '../generated.ts';
import { refusal } from '../messages.ts';
import type { WasmSource } from '../types.ts';
import { accountOf, DemandError, projectOf, type Requirements, requirementsOf } from './demand.ts';
import { createEdgeClient, type EdgeClient, parseJson } from './edge-client.ts';
import { createEdgeDocuments } from './edge-documents.ts';
import { createExplain, type Explain, refuse, sendRefusal } from './refusals.ts';
import type { Authorized, Demand, Guard, GuardOptions, Membership, NodeReply, NodeRequest, Protect } from './types.ts';
import { createVerifyToken, type VerifyToken } from './verify-token.ts';

const TOKEN_HEADER = 'hallpass-token';
const MIN_EPOCH_HEADER = 'hallpass-min-epoch';
/** Errors of a check that the caller sees. Any other means that the edge did not answer. */
const FORWARDED_CODES: ReadonlySet<string> = new Set([
  'token_invalid', 'token_expired', 'stale_epoch', 'forbidden', 'account_mismatch', 'project_mismatch', 'spend_limit',
  'rate_limited',
]);

type AnyRequest = Request | NodeRequest;

interface GuardContext {
  readonly edge: EdgeClient;
  readonly verifyToken: VerifyToken;
  readonly explain: Explain;
}

/** Creates a guard for one edge; `wasm` is where the WebAssembly is by default. */
export const createGuard = (options: GuardOptions, wasm?: WasmSource): Guard => {
  const edge = createEdgeClient(options);
  const core = createCore(() => loadCore(options.wasm ?? wasm));
  const documents = createEdgeDocuments(edge, core);
  const verifyToken = createVerifyToken(options, documents, core);
  const context = { edge, verifyToken, explain: createExplain(documents, core) };
  const logMistake = createMistakeLog();
  const memberships = new WeakMap<object, Membership>();

  const authorize: Guard['authorize'] = async (request, demand = {}) => {
    try {
      const answer = await decide(context, request, demand);
      if (answer.allowed) memberships.set(request, answer.membership);
      return answer;
    } catch (error) {
      if (!(error instanceof DemandError)) return refuse(error);
      logMistake(error);
      return refuse(refusal('forbidden', { status: 403, detail: 'The access check of this route is misconfigured.' }));
    }
  };

  const protect = (handler: (...values: unknown[]) => unknown, demand?: Demand<never>) =>
    async (request: AnyRequest, ...rest: unknown[]): Promise<unknown> => {
      const answer = await authorize(request, demand);
      if (answer.allowed) return handler(request, ...rest);
      if (isFetchRequest(request)) return answer.response();
      return sendRefusal(rest[0] as NodeReply, answer.refusal);
    };

  return {
    verify: verifyToken,
    authorize,
    protect: protect as unknown as Protect,
    membership: (request) => memberships.get(request),
  };
};

/** Logs a mistake in the host's code, each one once. */
const createMistakeLog = () => {
  const logged = new Set<string>();
  return ({ message, cause }: DemandError): void => {
    if (logged.has(message)) return;
    logged.add(message);
    console.error(`hallpass/edge: request denied: ${message}`, ...(cause === undefined ? [] : [cause]));
  };
};

const decide = async <R extends AnyRequest>(context: GuardContext, request: R, demand: Demand<R>): Promise<Authorized> => {
  const { verifyToken, explain } = context;
  const requirements = requirementsOf(demand);
  const { permissions, freshness } = requirements;
  const token = headerOf(request, TOKEN_HEADER);
  if (!token) return refuse(refusal('not_signed_in', { status: 401 }), await explain({ is: 'signedOut' }, permissions));
  let membership: Membership;
  try {
    membership = await verifyToken(token);
  } catch (error) {
    const isExpired = error instanceof HallpassError && error.code === 'token_expired';
    return refuse(error, isExpired ? await explain({ is: 'tokenExpired' }, permissions) : undefined);
  }
  const account = accountOf(demand, request);
  if (account !== undefined && account !== membership.account) return refuse(refusal('account_mismatch', { status: 422 }));
  const project = projectOf(demand, request);
  if (project !== undefined && project !== membership.project) return refuse(refusal('project_mismatch', { status: 422 }));
  const held = (project === undefined ? membership.permissions : membership.projectPermissions) ?? [];
  if (!permissions.every((name) => held.includes(name))) {
    return refuse(refusal('forbidden', { status: 403 }), await explain({ is: 'member', membership }, permissions));
  }
  if (freshness !== 'stateless') await checkWithEdge(context.edge, request, { token, membership, project, requirements });
  return { allowed: true, membership };
};

interface Check {
  readonly token: string;
  readonly membership: Membership;
  readonly project: string | undefined;
  readonly requirements: Requirements;
}

interface Verdict {
  readonly allowed?: unknown;
  readonly account?: unknown;
  readonly project?: unknown;
  readonly permissions?: Record<string, unknown>;
  readonly explanation?: HallpassError['explanation'];
}

/** Asks the edge with `POST /v1/check`. Throws unless it allows everything that is required. */
const checkWithEdge = async (edge: EdgeClient, request: AnyRequest, check: Check): Promise<void> => {
  const verdict = await fetchVerdict(edge, request, check);
  if (isSufficient(verdict, check)) return;
  throw refusal('forbidden', { status: 403, ...(verdict.explanation ? { explanation: verdict.explanation } : {}) });
};

const fetchVerdict = async (edge: EdgeClient, request: AnyRequest, { token, membership, project, requirements }: Check): Promise<Verdict> => {
  const minEpoch = headerOf(request, MIN_EPOCH_HEADER);
  const headers = {
    'content-type': 'application/json',
    [TOKEN_HEADER]: token,
    ...(minEpoch === undefined ? {} : { [MIN_EPOCH_HEADER]: minEpoch }),
  };
  const { permissions, freshness } = requirements;
  // A check names at least one permission; any one serves where membership alone is required.
  const names = permissions.length > 0 ? permissions : [REQUIRED.teamAccess];
  const body = JSON.stringify({ account: membership.account, project, permissions: names, freshness });
  try {
    return parseJson<Verdict | null>((await edge('/v1/check', { method: 'POST', headers, body })).text) ?? {};
  } catch (error) {
    if (error instanceof HallpassError && FORWARDED_CODES.has(error.code)) throw error;
    throw refusal('unavailable', { status: 503 }, {}, error);
  }
};

const isSufficient = ({ allowed, account, project, permissions }: Verdict, check: Check): boolean => {
  const { membership, requirements } = check;
  if (account !== membership.account || project !== check.project) return false;
  // The edge refuses the token of a user who is no longer an active member, so here every verdict says that they are.
  if (requirements.permissions.length === 0) return typeof allowed === 'boolean';
  return allowed === true && requirements.permissions.every((name) => permissions?.[name] === true);
};

const isFetchRequest = (request: AnyRequest): request is Request =>
  typeof (request.headers as { get?: unknown }).get === 'function';

const headerOf = (request: AnyRequest, name: string): string | undefined => {
  const value = isFetchRequest(request) ? request.headers.get(name) : request.headers[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

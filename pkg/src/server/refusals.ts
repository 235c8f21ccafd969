import { localNow } from '../clock.ts';
import type { Core } from '../core.ts';
import { HallpassError } from '../errors.ts';
import { refusal } from '../messages.ts';
import { freshKey } from '../random.ts';
import type { Explanation } from '../types.ts';
import type { EdgeDocuments } from './edge-documents.ts';
import type { Authorized, Membership, NodeReply, Refusal } from './types.ts';

/** Who is refused. */
export type Caller =
  | { readonly is: 'signedOut' | 'tokenExpired' }
  | { readonly is: 'member'; readonly membership: Membership };

/** Explains a refusal; `undefined` if that fails, because the refusal is sent either way. */
export type Explain = (caller: Caller, permissions: readonly string[]) => Promise<Explanation | undefined>;

/** Explains with the core, under the current policy. */
export const createExplain = (documents: EdgeDocuments, core: Core): Explain => async (caller, permissions) => {
  try {
    const policy = JSON.stringify(await documents.currentPolicy());
    const result = await core('explain', {
      query: { allOf: permissions },
      denied: true,
      here: ACCOUNT,
      ended: caller.is === 'tokenExpired',
      state: stateOf(caller),
      // A guard cannot list members, so it names nobody to ask. The edge does.
      pages: [{ items: [] }],
      now: new Date(localNow()).toISOString(),
      policy,
    });
    return result.kind === 'explained' ? result.explanation : undefined;
  } catch {
    return undefined;
  }
};

/** A placeholder for the account: explanations do not name it. */
const ACCOUNT = 'here';

const stateOf = (caller: Caller) => {
  if (caller.is === 'signedOut') return { status: 'signed-out', accounts: [], inboxCount: 0 };
  const { user, role } = caller.is === 'member' ? caller.membership : { user: undefined, role: 'member' };
  return {
    status: 'ready',
    user: user === undefined ? undefined : { id: user },
    accounts: [{ id: ACCOUNT, role, kind: 'team' as const }],
    inboxCount: 0,
  };
};

/** A refusal that can be sent. An error of another kind is a failure of this server, and its details are not sent. */
export const refuse = (error: unknown, explanation?: Explanation): Authorized => {
  const known = error instanceof HallpassError ? error : refusal('unavailable', { status: 503 });
  const explained = known.explanation ?? explanation;
  const problem: Refusal = {
    type: `about:blank#${known.code}`,
    title: known.message,
    status: known.status || 503,
    code: known.code,
    detail: known.detail || known.message,
    requestId: known.requestId ?? freshKey(),
    ...(explained ? { explanation: explained } : {}),
  };
  return {
    allowed: false,
    refusal: problem,
    response: () => new Response(JSON.stringify(problem), { status: problem.status, headers: headersOf(problem) }),
  };
};

/** Sends a refusal as the response to a Node request. */
export const sendRefusal = (response: NodeReply, problem: Refusal): void => {
  response.writeHead(problem.status, headersOf(problem));
  response.end(JSON.stringify(problem));
};

const headersOf = ({ status }: Refusal): Record<string, string> => ({
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
  ...(status === 503 ? { 'retry-after': '1' } : {}),
});

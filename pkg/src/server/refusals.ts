import type { Core } from '../core.ts';
import { HallpassError } from '../errors.ts';
import { refusal } from '../messages.ts';
import { freshKey } from '../random.ts';
import type { Explanation } from '../types.ts';
import type { Books } from './books.ts';
import type { Authorized, Membership, NodeReply, Refusal } from './types.ts';

/** Where the one who asks stands, in the words of the core. */
export type Standing =
  | { readonly is: 'signedOut' | 'tokenExpired' }
  | { readonly is: 'member'; readonly role: string; readonly owns: false };

/** Finds the words for a no; nothing where they cannot be had, for the no stands without them. */
export type Explain = (standing: Standing, permissions: readonly string[], user?: string) => Promise<Explanation | undefined>;

/** Explains with the core, under today's policy. */
export const createExplain = (books: Books, core: Core): Explain => async (situation, permissions, user) => {
  try {
    const here = 'here';
    const input = {
      query: { allOf: permissions },
      denied: true,
      here,
      ended: situation.is === 'tokenExpired',
      state: {
        status: situation.is === 'signedOut' ? 'signed-out' : 'ready',
        user: user === undefined ? undefined : { id: user },
        accounts: situation.is === 'signedOut' ? [] : [{ id: here, role: situation.is === 'member' ? situation.role : 'member', kind: 'team' as const }],
        inboxCount: 0,
      },
      // Nobody is named here: whom to ask, the edge tells.
      pages: [{ items: [] }],
      policy: JSON.stringify(await books.policy()),
    };
    const result = await core('explain', input);
    return result.kind === 'explained' ? result.explanation : undefined;
  } catch {
    return undefined;
  }
};

/** The standing of a member. */
export const standingOf = ({ role }: Membership): Standing => ({ is: 'member', role, owns: false });

/** A no, ready to be answered. What is no `HallpassError` is a failure of this side, and tells nothing. */
export const refused = (error: unknown, explanation?: Explanation): Authorized => {
  const known = error instanceof HallpassError ? error : refusal('unavailable', { status: 503 });
  const why = known.explanation ?? explanation;
  const told: Refusal = {
    type: `about:blank#${known.code}`,
    title: known.message,
    status: known.status || 503,
    code: known.code,
    detail: known.detail || known.message,
    requestId: known.requestId ?? freshKey(),
    ...(why ? { explanation: why } : {}),
  };
  return {
    allowed: false,
    refusal: told,
    response: () => new Response(JSON.stringify(told), { status: told.status, headers: headersOf(told) }),
  };
};

/** Answers a Node request with a no. */
export const answerNode = (reply: NodeReply, told: Refusal): void => {
  reply.writeHead(told.status, headersOf(told));
  reply.end(JSON.stringify(told));
};

const headersOf = ({ status }: Refusal): Record<string, string> => ({
  'content-type': 'application/problem+json',
  'cache-control': 'no-store',
  ...(status === 503 ? { 'retry-after': '1' } : {}),
});

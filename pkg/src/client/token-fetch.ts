import type { Edge } from './account-requests.ts';
import { payload } from './grants.ts';
import { at, parsed } from './http-client.ts';
import { refusal } from '../messages.ts';
import type { Session } from './account-store.ts';
import type { ClientOptions } from '../types.ts';

const HEADER = 'hallpass-token';
/** Reads of what was just changed here are not answered by an older view. */
const MIN_EPOCH = 'hallpass-min-epoch';
/** Refusals that a newer token may cure. */
const CURABLE: readonly unknown[] = ['token_expired', 'stale_epoch'];

/** `fetch` that carries this tab's account to `apiOrigins`, and to no other place. */
export const createTokenFetch = (options: ClientOptions, session: Session, edge: Edge) => {
  const ours = (url: URL): boolean =>
    (options.apiOrigins ?? [options.endpoint]).some((origin) => url.origin === at(origin).origin);
  const send: typeof fetch = (input, init) => (options.fetch ?? fetch)(input, init);

  return async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
    const url = at((input as Request).url ?? input);
    if (!ours(url)) return send(input, init);
    // A redirect would carry the token on to wherever it leads; only the caller may want that. Not `error`: workerd lacks it.
    const request = new Request(input instanceof Request ? input : url, { ...init, redirect: init?.redirect ?? 'manual' });
    const account = await edge.activeAccount();
    if (account === undefined) return send(request);
    const given = request.headers.get(HEADER);
    if (given !== null && payload(given)['acc'] !== account) throw refusal('account_mismatch', {}, options.messages);
    let used: string | undefined;
    // With a token other than the one that was used before.
    const carry = async (one: Request): Promise<Response> => {
      used = await session.token(account, used);
      one.headers.set(HEADER, used);
      const epoch = session.minEpoch(account);
      if (epoch) one.headers.set(MIN_EPOCH, String(epoch));
      return send(one);
    };
    const response = await carry(request.clone());
    if (response.status === 401 && CURABLE.includes(codeOf(await response.clone().text().catch(() => '')))) return carry(request);
    // Lets go of the second copy of the body.
    void request.body?.cancel();
    return response;
  };
};

const codeOf = (text: string): unknown => (parsed(text) as { code?: unknown }).code;

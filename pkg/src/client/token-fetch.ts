import type { HallpassError } from '../errors.ts';
import { unverifiedClaims } from '../jwt-claims.ts';
import { refusal } from '../messages.ts';
import { parseObject } from '../problem.ts';
import type { ClientOptions } from '../types.ts';
import type { Services } from './services.ts';
import { absoluteUrl } from './url.ts';

const TOKEN_HEADER = 'hallpass-token';
/** Keeps a read after a change made here from being answered by an older view. */
const MIN_EPOCH_HEADER = 'hallpass-min-epoch';
/** Refusals after which a newer token may be accepted. */
const STALE_TOKEN_CODES: readonly unknown[] = ['token_expired', 'stale_epoch'] satisfies readonly HallpassError['code'][];

/** `fetch` that adds the active account's membership token to requests to `apiOrigins`, and to no others. */
export const createTokenFetch = (options: ClientOptions, { tokens, requests }: Pick<Services, 'tokens' | 'requests'>): typeof fetch => {
  const takesToken = (url: URL): boolean =>
    (options.apiOrigins ?? [options.endpoint]).some((origin) => url.origin === absoluteUrl(origin).origin);
  const send: typeof fetch = (input, init) => (options.fetch ?? fetch)(input, init);

  const sendWithToken = async (request: Request, account: string, rejected?: string): Promise<{ token: string; response: Response }> => {
    const token = await tokens.get(account, rejected);
    request.headers.set(TOKEN_HEADER, token);
    const minEpoch = tokens.minEpoch(account);
    if (minEpoch) request.headers.set(MIN_EPOCH_HEADER, String(minEpoch));
    return { token, response: await send(request) };
  };

  return async (input, init) => {
    const url = absoluteUrl(input instanceof Request ? input.url : input);
    if (!takesToken(url)) return send(input, init);
    // A redirect would carry the token on to wherever it leads: only the caller can allow that. Not `error`, which workerd lacks.
    const request = new Request(input instanceof Request ? input : url, { ...init, redirect: init?.redirect ?? 'manual' });
    const account = await requests.activeAccount();
    if (account === undefined) return send(request);
    const given = request.headers.get(TOKEN_HEADER);
    if (given !== null && unverifiedClaims(given)['acc'] !== account) throw refusal('account_mismatch', {}, options.messages);
    const { token, response } = await sendWithToken(request.clone(), account);
    if (response.status === 401 && STALE_TOKEN_CODES.includes(await problemCode(response))) {
      return (await sendWithToken(request, account, token)).response;
    }
    // Lets go of the copy of the body that was kept for a second attempt.
    void request.body?.cancel();
    return response;
  };
};

const problemCode = async (response: Response): Promise<unknown> => {
  const text = await response.clone().text().catch(() => '');
  return (parseObject(text) as { readonly code?: unknown }).code;
};

import type { HallpassError } from '../errors.ts';
import { unverifiedClaims } from '../jwt-claims.ts';
import { refusal } from '../messages.ts';
import { parseObject } from '../problem.ts';
import type { ClientOptions } from '../types.ts';
import type { Problem } from '../wire.ts';
import { requestOf, urlOf } from './request-of.ts';
import type { Services } from './services.ts';
import { absoluteUrl } from './url.ts';

const TOKEN_HEADER = 'hallpass-token';
/** Keeps a read after a change made here from being answered by an older view. */
const MIN_EPOCH_HEADER = 'hallpass-min-epoch';
/** Refusals after which a newer token may be accepted. */
const STALE_TOKEN_CODES: readonly unknown[] = ['token_expired', 'stale_epoch'] satisfies readonly HallpassError['code'][];

/**
 * `fetch` that adds the active account's membership token to requests to `apiOrigins`, and to no others.
 *
 * A redirect would carry the token on to wherever it leads. It is followed here, request by request, where its address
 * can be read; the token goes along within `apiOrigins` only.
 */
export const createTokenFetch = (options: ClientOptions, { tokens, requests }: Pick<Services, 'tokens' | 'requests'>): typeof fetch => {
  const takesToken = (url: URL): boolean =>
    (options.apiOrigins ?? [options.endpoint]).some((origin) => url.origin === absoluteUrl(origin).origin);
  const send: typeof fetch = (input, init) => (options.fetch ?? fetch)(input, init);

  const sendOnce = async (request: Request, account: string, rejected?: string): Promise<{ token: string; response: Response }> => {
    const token = await tokens.get(account, rejected);
    request.headers.set(TOKEN_HEADER, token);
    const minEpoch = tokens.minEpoch(account);
    if (minEpoch) request.headers.set(MIN_EPOCH_HEADER, String(minEpoch));
    return { token, response: await send(request) };
  };

  /** Sends copies of `request`: a second one, with a newer token, if the first is refused. */
  const sendWithToken = async (request: Request, account: string): Promise<Response> => {
    const { token, response } = await sendOnce(request.clone(), account);
    if (response.status !== 401 || !(await isStaleToken(response))) return response;
    void response.body?.cancel();
    return (await sendOnce(request.clone(), account, token)).response;
  };

  /** Sends `first` and follows redirects. */
  const follow = async (first: Request, account: string): Promise<Response> => {
    let request = first;
    let carriesToken = true;
    try {
      for (let count = 1; ; count++) {
        const response = carriesToken ? await sendWithToken(request, account) : await send(request.clone());
        if (!isRedirect(response)) return response;
        const { redirectTarget, redirectedRequest } = await import('./redirects.ts');
        const target = redirectTarget(request, response, count);
        void response.body?.cancel();
        // Once outside, a way back in gets no token.
        carriesToken &&= takesToken(target);
        request = await redirectedRequest(request, response.status, target, [TOKEN_HEADER, MIN_EPOCH_HEADER]);
      }
    } finally {
      // Lets go of the copy of the body that was kept for another attempt.
      request.body?.cancel().catch(() => {});
    }
  };

  return async (input, init) => {
    if (!takesToken(urlOf(input))) return send(input, init);
    const account = await requests.activeAccount();
    if (account === undefined) return send(input, init);
    const { request, foreignSignal } = await requestOf(input, init);
    const given = request.headers.get(TOKEN_HEADER);
    if (given !== null && unverifiedClaims(given)['acc'] !== account) throw refusal('account_mismatch', {}, options.messages);
    const sent = init?.redirect === undefined ? follow(request, account) : sendWithToken(request, account);
    const response = requests.forSameUser(sent);
    return foreignSignal ? (await import('./foreign-request.ts')).abortable(response, foreignSignal) : response;
  };
};

/** Whether a response redirects; in browsers such a response is opaque. */
const isRedirect = ({ type, status, headers }: Response): boolean =>
  type === 'opaqueredirect' || ([301, 302, 303, 307, 308].includes(status) && headers.has('location'));

/** Whether Hallpass refuses the token as too old. An API may have an error of its own with the same code. */
const isStaleToken = async (response: Response): Promise<boolean> => {
  const { code, status, title, detail, requestId } = parseObject(await response.clone().text().catch(() => '')) as Partial<Problem>;
  return STALE_TOKEN_CODES.includes(code) && status === response.status && [title, detail, requestId].every((text) => typeof text === 'string');
};

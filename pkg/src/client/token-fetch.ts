/** Requests with a membership token. Loaded with the first one. */

import type { HallpassError } from '../errors.ts';
import { refusal } from '../messages.ts';
import type { ClientOptions } from '../types.ts';
import type { Problem } from '../wire.ts';
import { requestOf } from './request-of.ts';
import type { Services } from './services.ts';

const TOKEN_HEADER = 'hallpass-token';
/** Keeps a read after a change made here from being answered by an older view. */
const MIN_EPOCH_HEADER = 'hallpass-min-epoch';
/** Refusals after which a newer token may be accepted. */
const STALE_TOKEN_CODES: readonly unknown[] = ['token_expired', 'stale_epoch'] satisfies readonly HallpassError['code'][];

/** What a token is for: an account, or a project in it. */
interface TokenPlace {
  readonly account: string;
  readonly project?: string | undefined;
}

/** Sends a request with the token for `place`, which redirects take along to wherever `takesToken`. */
export type TokenFetch = (place: TokenPlace, takesToken: (url: URL) => boolean, url: URL, input: RequestInfo | URL, init: RequestInit) => Promise<Response>;

/**
 * `fetch` that adds a membership token.
 *
 * A redirect would carry the token on to wherever it leads. It is followed here, request by request, where its address
 * can be read; the token goes along within `apiOrigins` only.
 */
export const createTokenFetch = (options: ClientOptions, { tokens, projects, requests, unverifiedClaims }: Services): TokenFetch => {
  const send: typeof fetch = (input, init) => (options.fetch ?? fetch)(input, init);

  const tokenFor = async ({ account, project }: TokenPlace, rejected?: string): Promise<string> =>
    project === undefined ? tokens.get(account, rejected) : (await projects.load()).token(account, project, rejected);

  const sendOnce = async (request: Request, place: TokenPlace, rejected?: string): Promise<{ token: string; response: Response }> => {
    const token = await tokenFor(place, rejected);
    request.headers.set(TOKEN_HEADER, token);
    const minEpoch = tokens.minEpoch(place.account);
    if (minEpoch) request.headers.set(MIN_EPOCH_HEADER, String(minEpoch));
    return { token, response: await send(request) };
  };

  /** Sends copies of `request`: a second one, with a newer token, if the first is refused. */
  const sendWithToken = async (request: Request, place: TokenPlace): Promise<Response> => {
    const { token, response } = await sendOnce(request.clone(), place);
    if (response.status !== 401 || !(await isStaleToken(response))) return response;
    void response.body?.cancel();
    return (await sendOnce(request.clone(), place, token)).response;
  };

  /** Sends `first` and follows redirects. */
  const follow = async (first: Request, place: TokenPlace, takesToken: (url: URL) => boolean): Promise<Response> => {
    let request = first;
    let carriesToken = true;
    try {
      for (let count = 1; ; count++) {
        const response = carriesToken ? await sendWithToken(request, place) : await send(request.clone());
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

  return async (place, takesToken, url, input, init) => {
    const { request, foreignSignal } = await requestOf(url, input, init);
    const given = request.headers.get(TOKEN_HEADER);
    if (given !== null && unverifiedClaims(given)['acc'] !== place.account) throw refusal('account_mismatch', {}, options.messages);
    const sent = init.redirect === undefined ? follow(request, place, takesToken) : sendWithToken(request, place);
    const response = requests.forSameUser(sent);
    return foreignSignal ? (await import('./foreign-request.ts')).abortable(response, foreignSignal) : response;
  };
};

/** Whether a response redirects; in browsers such a response is opaque. */
const isRedirect = ({ type, status, headers }: Response): boolean =>
  type === 'opaqueredirect' || ([301, 302, 303, 307, 308].includes(status) && headers.has('location'));

/** Whether Hallpass refuses the token as too old. An API may have an error of its own with the same code. */
const isStaleToken = async (response: Response): Promise<boolean> => {
  const problem: Partial<Problem> | null = await response.clone().json().catch(() => null);
  const { code, status, title, detail, requestId } = problem ?? {};
  return STALE_TOKEN_CODES.includes(code) && status === response.status && [title, detail, requestId].every((text) => typeof text === 'string');
};

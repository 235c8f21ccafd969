import type { Client, ClientOptions } from '../types.ts';
import { LazyPart } from './lazy-part.ts';
import type { Services } from './services.ts';
import { absoluteUrl } from './url.ts';

/** `client.fetch`. What adds the token is loaded with the first request that takes one. */
export const createFetch = (options: ClientOptions, services: Services): Client['fetch'] => {
  const { store, requests, messages } = services;
  const tokenFetch = new LazyPart(async () => (await import('./token-fetch.ts')).createTokenFetch(options, services), messages);

  const takesToken = (url: URL): boolean =>
    (options.apiOrigins ?? [options.endpoint]).some((origin) => url.origin === absoluteUrl(origin).origin);

  return async (input, { project: named, ...init } = {}) => {
    const url = urlOf(input);
    if (takesToken(url)) {
      const account = await requests.activeAccount();
      const active = store.state.project;
      const project = named === undefined && active?.account === account ? active?.id : (named ?? undefined);
      if (account !== undefined) return (await tokenFetch.load())({ account, project }, takesToken, url, input, init);
    }
    return (options.fetch ?? fetch)(input, init);
  };
};

/** The address of a call of `fetch`; relative ones count from the page's base. */
const urlOf = (input: RequestInfo | URL): URL => absoluteUrl(typeof input === 'object' && 'url' in input ? input.url : input);

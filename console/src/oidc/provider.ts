import {
  allowInsecureRequests,
  authorizationCodeGrantRequest,
  calculatePKCECodeChallenge,
  clockSkew,
  clockTolerance,
  discoveryRequest,
  generateRandomCodeVerifier,
  generateRandomNonce,
  generateRandomState,
  getValidatedIdTokenClaims,
  None,
  processAuthorizationCodeResponse,
  processDiscoveryResponse,
  processRefreshTokenResponse,
  processRevocationResponse,
  refreshTokenGrantRequest,
  revocationRequest,
  validateAuthResponse,
} from 'oauth4webapi';
import type { AuthorizationServer, Client, TokenEndpointResponse } from 'oauth4webapi';

import type { ProviderConfig } from '../config.ts';

/** Where the provider sends people back to. It must be registered there, to the letter. */
export const REDIRECT_PATH = '/sign-in/callback';
/** How long the provider may take to answer, in milliseconds. */
const TIMEOUT_MS = 10_000;
/** By how much the provider's clock may differ from the edge's, in seconds. */
const CLOCK_TOLERANCE_SECONDS = 60;

/** One sign-in: what the provider's answer to it is checked against. Kept secret until that arrives. */
export interface SignInAttempt {
  /** Ties the provider's response to this attempt. A response to any other attempt is rejected. */
  readonly state: string;
  /** Ties the ID token to this attempt. */
  readonly nonce: string;
  /** PKCE: only the tab that began the attempt can redeem the code. */
  readonly verifier: string;
}

/** What the provider says of a person. */
export interface Tokens {
  readonly idToken: string;
  /** When the ID token expires, by this device's clock. */
  readonly expiresAt: number;
  /** Issuer and subject, which together identify the user. */
  readonly subject: string;
  readonly email: string;
  readonly name: string;
  readonly refreshToken: string | undefined;
}

/** How the provider should ask. */
export interface AuthorizationOptions {
  /** Asks even if the person has a session at the provider, so that they can use another account. */
  readonly anotherAccount?: boolean;
  /** The address to suggest. */
  readonly email?: string | undefined;
}

/** A new attempt to sign in. */
export const newAttempt = (): SignInAttempt => ({
  state: generateRandomState(),
  nonce: generateRandomNonce(),
  verifier: generateRandomCodeVerifier(),
});

/** The OpenID provider with which people sign in to the console: authorization code flow with PKCE, as a public client. */
export class OpenIdProvider {
  readonly #config: ProviderConfig;
  readonly #client: Client;
  #server: Promise<AuthorizationServer> | undefined;

  constructor(config: ProviderConfig) {
    this.#config = config;
    this.#client = {
      client_id: config.clientId,
      [clockSkew]: Math.round(config.clockOffset / 1000),
      [clockTolerance]: CLOCK_TOLERANCE_SECONDS,
    };
  }

  /** The provider's host, for people. */
  get host(): string {
    return new URL(this.#config.issuer).host;
  }

  /** The page of the provider that answers `attempt`. */
  async authorizationUrl(attempt: SignInAttempt, { anotherAccount = false, email }: AuthorizationOptions = {}): Promise<string> {
    const server = await this.#discover();
    const url = new URL(required(server.authorization_endpoint, 'authorization_endpoint'));
    const parameters = {
      client_id: this.#config.clientId,
      redirect_uri: redirectUri(),
      response_type: 'code',
      scope: this.#config.scopes.join(' '),
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
      ...(anotherAccount && { prompt: promptForAnotherAccount(server) }),
      ...(email && { login_hint: email }),
    };
    for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
    return url.href;
  }

  /** Redeems the code of the provider's answer to `attempt`. Rejects if the answer is an error, or is not to this attempt. */
  async redeem(answer: URLSearchParams, attempt: SignInAttempt): Promise<Tokens> {
    const server = await this.#discover();
    const parameters = validateAuthResponse(server, this.#client, answer, attempt.state);
    const response = await authorizationCodeGrantRequest(
      server,
      this.#client,
      None(),
      parameters,
      redirectUri(),
      attempt.verifier,
      this.#requestOptions(),
    );
    const tokens = await processAuthorizationCodeResponse(server, this.#client, response, {
      expectedNonce: attempt.nonce,
      requireIdToken: true,
    });
    return this.#read(tokens);
  }

  /** New tokens for the person of `subject`. Rejects if the provider gives none, or another person's. */
  async renew(refreshToken: string, subject: string): Promise<Tokens> {
    const server = await this.#discover();
    const response = await refreshTokenGrantRequest(server, this.#client, None(), refreshToken, this.#requestOptions());
    const tokens = this.#read(await processRefreshTokenResponse(server, this.#client, response));
    // OpenID Connect Core §12.2.
    if (tokens.subject !== subject) throw new Error('the renewed ID token is another person’s');
    // A provider that does not rotate refresh tokens sends none.
    return { ...tokens, refreshToken: tokens.refreshToken ?? refreshToken };
  }

  /** The page of the provider that ends the person's session there; `undefined` if it has none. */
  async endSessionUrl(idToken: string): Promise<string | undefined> {
    const { end_session_endpoint: endpoint } = await this.#discover();
    if (endpoint === undefined) return undefined;
    const url = new URL(endpoint);
    url.searchParams.set('client_id', this.#config.clientId);
    url.searchParams.set('id_token_hint', idToken);
    url.searchParams.set('post_logout_redirect_uri', `${location.origin}/`);
    return url.href;
  }

  /** Ends a refresh token, if the provider has a way to. */
  async revoke(refreshToken: string): Promise<void> {
    const server = await this.#discover();
    if (server.revocation_endpoint === undefined) return;
    await processRevocationResponse(await revocationRequest(server, this.#client, None(), refreshToken, this.#requestOptions()));
  }

  /** The provider's endpoints, as it publishes them; fetched once. */
  #discover(): Promise<AuthorizationServer> {
    const issuer = new URL(this.#config.issuer);
    this.#server ??= discoveryRequest(issuer, this.#requestOptions())
      .then((response) => processDiscoveryResponse(issuer, response))
      .catch((error: unknown) => {
        this.#server = undefined;
        throw error;
      });
    return this.#server;
  }

  #requestOptions(): { readonly signal: AbortSignal; readonly [allowInsecureRequests]?: boolean } {
    // The edge accepts `http` for this machine only.
    const isLocal = this.#config.issuer.startsWith('http:');
    return { signal: AbortSignal.timeout(TIMEOUT_MS), ...(isLocal && { [allowInsecureRequests]: true }) };
  }

  #read(tokens: TokenEndpointResponse): Tokens {
    const claims = getValidatedIdTokenClaims(tokens);
    if (claims === undefined || tokens.id_token === undefined) throw new Error('the provider sent no ID token');
    const text = (claim: string): string => (typeof claims[claim] === 'string' ? claims[claim] : '');
    return {
      idToken: tokens.id_token,
      expiresAt: claims.exp * 1000 - this.#config.clockOffset,
      subject: `${claims.iss} ${claims.sub}`,
      email: text('email') || text('preferred_username'),
      name: text('name'),
      refreshToken: tokens.refresh_token,
    };
  }
}

const redirectUri = (): string => location.origin + REDIRECT_PATH;

/** Every provider knows `login`; where it says that it can, it offers the accounts that the person has. */
const promptForAnotherAccount = (server: AuthorizationServer): string => {
  const prompts = server['prompt_values_supported'];
  return Array.isArray(prompts) && prompts.includes('select_account') ? 'select_account' : 'login';
};

const required = (endpoint: string | undefined, name: string): string => {
  if (endpoint === undefined) throw new Error(`the provider has no ${name}`);
  return endpoint;
};

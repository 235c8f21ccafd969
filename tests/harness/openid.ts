// A real OpenID provider, `oidc-provider` from npm, on loopback. Users sign in through its pages, by the authorization code flow with
// PKCE: in a browser, or as in one.
import { createHash, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { exportJWK, generateKeyPair, SignJWT, type JWK, type JWTPayload } from 'jose';
import { Provider as OpenIdProvider, type ClientMetadata, type Configuration } from 'oidc-provider';
import { freePort } from './edge.ts';

export type IdTokenAlgorithm = 'RS256' | 'ES256' | 'Ed25519' | 'PS256';

/** An account at the provider. */
export interface Account {
  readonly name: string;
  readonly email: string;
  readonly emailVerified: boolean;
}

const CALLBACK = 'https://console.example/callback';

type Handler = (request: IncomingMessage, reply: ServerResponse) => Promise<void>;

/** What a provider has besides its clients. */
export interface OpenIdOptions {
  /** The origin of a console whose people sign in and out in a browser. */
  readonly consoleOrigin?: string;
  /** How long an ID token is valid, in seconds. Default: an hour. */
  readonly idTokenSeconds?: number;
  /** Whether clients get refresh tokens, which it rotates. */
  readonly refreshTokens?: boolean;
  /** Whether it has a page that ends a session. Default: yes. */
  readonly signsOut?: boolean;
}

export class OpenId {
  readonly issuer: string;
  readonly accounts = new Map<string, Account>();
  /** The number of requests for its keys. */
  keyRequests = 0;
  /** The body of every request for tokens. */
  readonly tokenRequests: URLSearchParams[] = [];
  /** Changes the address that it sends a browser back to, as an attacker in between would. */
  changeAnswer: ((answer: URL) => void) | undefined;
  /** What it answers requests for tokens with instead, if anything. */
  refuseTokens: { readonly status: number; readonly error: string } | undefined;
  readonly #server: Server;
  readonly #keys: readonly JWK[];

  private constructor(issuer: string, server: Server, keys: readonly JWK[]) {
    this.issuer = issuer;
    this.#server = server;
    this.#keys = keys;
  }

  /** Starts a provider. `clients` has the ID token's algorithm for each client id. */
  static async start(clients: Readonly<Record<string, IdTokenAlgorithm>>, options: OpenIdOptions = {}): Promise<OpenId> {
    const port = await freePort();
    const issuer = `http://127.0.0.1:${port}`;
    const keys = await Promise.all([key('RS256', 'rsa'), key('ES256', 'ec'), key('Ed25519', 'ed')]);
    const server = createServer();
    const started = new OpenId(issuer, server, keys);
    const provider = new OpenIdProvider(issuer, started.#configuration(clients, options));
    const handle = provider.callback();
    server.on('request', (request, reply) => {
      if (request.url === '/jwks') started.keyRequests += 1;
      started.#changeLocation(reply);
      const isForTokens = request.url === '/token' && request.method === 'POST';
      void (isForTokens ? started.#answerForTokens(request, reply, handle) : handle(request, reply));
    });
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    return started;
  }

  async stop(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Signs `login` in at `client` through the provider's pages. Returns the ID token. */
  async signIn(client: string, login: string): Promise<string> {
    const verifier = randomBytes(32).toString('base64url');
    const parameters = new URLSearchParams({
      client_id: client,
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid email profile',
      state: randomBytes(8).toString('hex'),
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    });
    const browser = new Browser();
    const callback = await browser.followUntilCallback(`${this.issuer}/auth?${parameters.toString()}`, login);
    if (callback.searchParams.get('state') !== parameters.get('state')) throw new Error('the provider returned another state');
    const code = callback.searchParams.get('code');
    if (code === null) throw new Error(`no code: ${callback.search}`);
    const reply = await fetch(`${this.issuer}/token`, {
      method: 'POST',
      body: new URLSearchParams({ grant_type: 'authorization_code', client_id: client, redirect_uri: CALLBACK, code, code_verifier: verifier }),
    });
    const answer = (await reply.json()) as { id_token?: string };
    if (answer.id_token === undefined) throw new Error(`no ID token: ${JSON.stringify(answer)}`);
    return answer.id_token;
  }

  /** Signs any claims with the provider's RSA key, for tokens that the provider would not issue. */
  async sign(claims: JWTPayload, header: { alg?: string; kid?: string; typ?: string } = {}): Promise<string> {
    const rsa = this.#keys.find(({ kid }) => kid === 'rsa');
    if (!rsa) throw new Error('no RSA key');
    return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'rsa', ...header }).sign(rsa);
  }

  #changeLocation(reply: ServerResponse): void {
    const setHeader = reply.setHeader.bind(reply);
    reply.setHeader = (name, value) => {
      const isAnswer = name.toLowerCase() === 'location' && String(value).includes('/sign-in/callback?');
      if (!isAnswer || !this.changeAnswer) return setHeader(name, value);
      const answer = new URL(String(value));
      this.changeAnswer(answer);
      return setHeader(name, answer.href);
    };
  }

  /** Notes the body before the provider has it: two readers of a stream would each miss what the other one takes. */
  async #answerForTokens(request: IncomingMessage, reply: ServerResponse, handle: Handler): Promise<void> {
    const body = await text(request);
    this.tokenRequests.push(new URLSearchParams(body));
    if (this.refuseTokens) {
      const { status, error } = this.refuseTokens;
      reply.writeHead(status, { 'content-type': 'application/json', 'access-control-allow-origin': '*' });
      reply.end(JSON.stringify({ error }));
      return;
    }
    await handle(Object.assign(request, { body }), reply);
  }

  #configuration(clients: Readonly<Record<string, IdTokenAlgorithm>>, options: OpenIdOptions): Configuration {
    const { consoleOrigin, idTokenSeconds = 3600, refreshTokens = false, signsOut = true } = options;
    const client = ([id, algorithm]: [string, IdTokenAlgorithm]): ClientMetadata => ({
      client_id: id,
      redirect_uris: [CALLBACK, ...(consoleOrigin === undefined ? [] : [`${consoleOrigin}/sign-in/callback`])],
      post_logout_redirect_uris: consoleOrigin === undefined ? [] : [`${consoleOrigin}/`],
      response_types: ['code'],
      grant_types: refreshTokens ? ['authorization_code', 'refresh_token'] : ['authorization_code'],
      token_endpoint_auth_method: 'none',
      id_token_signed_response_alg: algorithm,
    });
    return {
      clients: Object.entries(clients).map(client),
      jwks: { keys: this.#keys as NonNullable<Configuration['jwks']>['keys'] },
      enabledJWA: { idTokenSigningAlgValues: ['RS256', 'PS256', 'ES256', 'Ed25519'] },
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      conformIdTokenClaims: false,
      cookies: { keys: [randomBytes(16).toString('hex')] },
      pkce: { required: () => true },
      clientBasedCORS: (_, origin) => origin === consoleOrigin,
      features: { rpInitiatedLogout: { enabled: signsOut }, revocation: { enabled: true } },
      issueRefreshToken: () => refreshTokens,
      rotateRefreshToken: true,
      ttl: { IdToken: idTokenSeconds },
      findAccount: (_, id) => {
        const account = this.accounts.get(id);
        if (!account) return undefined;
        const { name, email, emailVerified } = account;
        return { accountId: id, claims: () => ({ sub: id, name, email, email_verified: emailVerified }) };
      },
    };
  }
}

/** A key pair that signs with `alg`, as a private JWK. */
async function key(alg: IdTokenAlgorithm, kid: string): Promise<JWK> {
  const { privateKey } = await generateKeyPair(alg, { extractable: true });
  return { ...(await exportJWK(privateKey)), kid, use: 'sig' };
}

/** A minimal browser for signing in: cookies, redirects and two forms. */
class Browser {
  readonly #cookies = new Map<string, string>();

  /** Follows redirects and submits forms until the provider redirects to the console. */
  async followUntilCallback(start: string, login: string): Promise<URL> {
    let [url, form]: [string, URLSearchParams | undefined] = [start, undefined];
    for (let steps = 0; steps < 12; steps++) {
      const reply = await this.#send(url, form);
      form = undefined;
      const location = reply.headers.get('location');
      if (location !== null) {
        url = new URL(location, url).href;
        if (url.startsWith(CALLBACK)) return new URL(url);
        continue;
      }
      const page = await reply.text();
      const [, action] = /<form[^>]* action="([^"]+)"/.exec(page) ?? [];
      const [, prompt] = /name="prompt" value="(\w+)"/.exec(page) ?? [];
      if (action === undefined || prompt === undefined) throw new Error(`${reply.status}: no form in ${page.slice(0, 400)}`);
      url = new URL(action, url).href;
      form = new URLSearchParams({ prompt, ...(prompt === 'login' ? { login, password: 'anything' } : {}) });
    }
    throw new Error('too many steps to sign in');
  }

  async #send(url: string, form: URLSearchParams | undefined): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const reply = await fetch(url, { redirect: 'manual', headers: { cookie }, ...(form ? { method: 'POST', body: form } : {}) });
    for (const line of reply.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      this.#cookies.set(name, value);
    }
    return reply;
  }
}

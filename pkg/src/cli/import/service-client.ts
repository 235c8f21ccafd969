/** Requests to an edge with a bearer token, a service's or a user's. They are retried where that may help, each with its idempotency key. */

import { execFileSync } from 'node:child_process';
import { localNow } from '../../clock.ts';
import { between } from '../../random.ts';
import { CommandFailed, type Terminal } from '../command.ts';

const MAX_ATTEMPTS = 8;
const RESPONSE_TIMEOUT_MS = 30_000;
const MAX_WAIT_MS = 70_000;
const FIRST_WAIT_MS = 250;
/** A token is fetched again at most this often. */
const TOKEN_INTERVAL_MS = 5_000;
const RESUME = 'Finished rows are kept: run the same command again';

interface Problem {
  readonly explanation?: { readonly missing?: readonly string[] };
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly code: string }[];
}

/** The id of what a request has made, or why the edge refuses it. */
export type SendResult = { readonly id: string } | { readonly problem: string };

export class ServiceClient {
  readonly #endpoint: string;
  readonly #terminal: Terminal;
  readonly #tokenCommand: string | undefined;
  #token: string | undefined;
  #tokenFetchedAt = 0;

  constructor(endpoint: string, terminal: Terminal, tokenCommand: string | undefined) {
    this.#endpoint = endpoint;
    this.#terminal = terminal;
    this.#tokenCommand = tokenCommand;
  }

  /** Throws a `CommandFailed` for what would stop every request: no token, a missing permission, no answer. */
  async send(method: string, path: string, body: unknown, idempotencyKey: string): Promise<SendResult> {
    return this.#resultOf(await this.request(method, path, body, idempotencyKey));
  }

  /** The response, whatever its status, after attempts where another may help. Throws a `CommandFailed` if there is none. */
  async request(method: string, path: string, body?: unknown, idempotencyKey?: string): Promise<Response> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.#sendOnce(method, path, body, idempotencyKey);
      const isTransient = !response || response.status === 429 || response.status >= 500;
      if (response && !isTransient && response.status !== 401) return response;
      if (attempt === MAX_ATTEMPTS) {
        const outcome = response ? `still ${response.status}` : 'no answer';
        throw new CommandFailed(`${method} ${path.split('/', 3).join('/')}: ${outcome} after ${MAX_ATTEMPTS} attempts. ${RESUME}`);
      }
      if (response?.status === 401) await this.#renewToken(response);
      else await waitBeforeRetry(response, attempt);
    }
  }

  async #sendOnce(method: string, path: string, body: unknown, idempotencyKey: string | undefined): Promise<Response | undefined> {
    try {
      const response = await fetch(this.#endpoint + path, {
        method,
        headers: {
          authorization: `Bearer ${this.#bearerToken()}`,
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS),
      });
      return new Response(await response.text(), { status: response.status, headers: response.headers });
    } catch (error) {
      if (error instanceof CommandFailed) throw error;
      return undefined;
    }
  }

  async #resultOf(response: Response): Promise<SendResult> {
    const json = parseObject(await response.text());
    if (response.ok) {
      const id = idIn(json);
      if (id !== undefined) return { id };
      throw new CommandFailed(`${this.#endpoint} does not answer as an edge does`);
    }
    const { code = `status ${response.status}`, detail = '', errors = [], explanation } = json as Problem;
    if (code === 'forbidden') {
      const missing = explanation?.missing?.join(', ') || 'the permission';
      throw new CommandFailed(`the service lacks ${missing}: see \`subjects\` in IDENTITY_PROVIDERS`);
    }
    const fields = errors.map((each) => `${each.field} is ${each.code}`).join(', ');
    return { problem: [code, fields || detail].filter(Boolean).join(': ') };
  }

  #bearerToken(): string {
    this.#token ??= this.#tokenCommand === undefined ? this.#terminal.env['HALLPASS_TOKEN'] : this.#runTokenCommand(this.#tokenCommand);
    if (!this.#token) throw new CommandFailed('no token: set HALLPASS_TOKEN or pass --token-command');
    return this.#token.trim();
  }

  #runTokenCommand(command: string): string {
    this.#tokenFetchedAt = localNow();
    try {
      return execFileSync(command, { shell: true, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    } catch {
      throw new CommandFailed('--token-command failed; its output is above');
    }
  }

  async #renewToken(response: Response): Promise<void> {
    const { code } = parseObject(await response.text()) as Problem;
    if (this.#tokenCommand === undefined) {
      throw new CommandFailed(`the edge refuses the token: ${code}. ${RESUME} with a new token`);
    }
    // Many requests are refused at once; one new token serves them all.
    if (localNow() - this.#tokenFetchedAt > TOKEN_INTERVAL_MS) this.#token = undefined;
  }
}

/** The id of the user, account or member in a response. */
const idIn = (json: object): string | undefined => {
  const { id, user } = json as { id?: unknown; user?: unknown };
  const found = id ?? (typeof user === 'object' && user !== null ? (user as { id?: unknown }).id : user);
  return typeof found === 'string' ? found : undefined;
};

/** Waits as long as the edge asks for, or else exponentially longer with each attempt. */
const waitBeforeRetry = (response: Response | undefined, attempt: number): Promise<void> => {
  const retryAfterMs = Number(response?.headers.get('retry-after') ?? Number.NaN) * 1000;
  const waitMs = Number.isFinite(retryAfterMs) ? retryAfterMs + between(0, 500) : between(0.5, 1) * FIRST_WAIT_MS * 2 ** attempt;
  return new Promise((resolve) => setTimeout(resolve, Math.min(waitMs, MAX_WAIT_MS)));
};

const parseObject = (text: string): object => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
};

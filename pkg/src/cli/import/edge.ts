/** Requests to an edge with a service's token: again when it is worth it, and never without its key. */

import { execFileSync } from 'node:child_process';
import { localNow } from '../../clock.ts';
import { between } from '../../random.ts';
import { Failed, type Terminal } from '../command.ts';

const TRIES = 8;
const ANSWER_WITHIN_MS = 30_000;
const LONGEST_WAIT_MS = 70_000;
/** Tokens are fetched again at most this often. */
const TOKEN_EVERY_MS = 5_000;

interface Problem {
  readonly explanation?: { readonly missing?: readonly string[] };
  readonly code?: string;
  readonly detail?: string;
  readonly errors?: readonly { readonly field: string; readonly code: string }[];
}

/** What a step made, or why the edge does not do it. */
export type Sent = { readonly id: string } | { readonly problem: string };

export class Edge {
  readonly #endpoint: string;
  readonly #terminal: Terminal;
  readonly #command: string | undefined;
  #token: string | undefined;
  #fetchedAt = 0;

  constructor(endpoint: string, terminal: Terminal, command: string | undefined) {
    this.#endpoint = endpoint;
    this.#terminal = terminal;
    this.#command = command;
  }

  /** Throws `Failed` for what stops every request: no token, no right, no answer. */
  async send(method: string, path: string, body: unknown, key: string): Promise<Sent> {
    for (let tries = 1; ; tries++) {
      const reply = await this.#once(method, path, body, key);
      const again = !reply || reply.status === 429 || reply.status >= 500;
      if (reply && !again && reply.status !== 401) return this.#read(reply);
      if (tries === TRIES) throw new Failed(`${method} ${path.split('/', 3).join('/')}: ${reply ? `still ${reply.status}` : 'no answer'} after ${TRIES} tries. What is done is kept: run the same again`);
      if (reply?.status === 401) await this.#renew(reply);
      else await wait(reply, tries);
    }
  }

  async #once(method: string, path: string, body: unknown, key: string): Promise<Response | undefined> {
    try {
      const reply = await fetch(this.#endpoint + path, {
        method,
        headers: { authorization: `Bearer ${this.#bearer()}`, 'content-type': 'application/json', 'idempotency-key': key },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      });
      return new Response(await reply.text(), { status: reply.status, headers: reply.headers });
    } catch (error) {
      if (error instanceof Failed) throw error;
      return undefined;
    }
  }

  async #read(reply: Response): Promise<Sent> {
    const told = parsed(await reply.text());
    if (reply.ok) {
      const { id, user } = told as { id?: unknown; user?: unknown };
      const made = id ?? (typeof user === 'object' && user !== null ? (user as { id?: unknown }).id : user);
      if (typeof made === 'string') return { id: made };
      throw new Failed(`${this.#endpoint} does not answer as an edge does`);
    }
    const { code = `status ${reply.status}`, detail = '', errors = [], explanation } = told as Problem;
    if (code === 'forbidden') throw new Failed(`the service lacks ${explanation?.missing?.join(', ') || 'the permission'}: see \`subjects\` in IDENTITY_PROVIDERS`);
    const fields = errors.map((each) => `${each.field} is ${each.code}`).join(', ');
    return { problem: [code, fields || detail].filter(Boolean).join(': ') };
  }

  #bearer(): string {
    this.#token ??= this.#command === undefined ? this.#terminal.env['HALLPASS_TOKEN'] : this.#fetched(this.#command);
    if (!this.#token) throw new Failed('no token: set HALLPASS_TOKEN, or say --token-command');
    return this.#token.trim();
  }

  #fetched(command: string): string {
    this.#fetchedAt = localNow();
    try {
      return execFileSync(command, { shell: true, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
    } catch {
      throw new Failed('--token-command failed; its words are above');
    }
  }

  async #renew(reply: Response): Promise<void> {
    const { code } = parsed(await reply.text()) as Problem;
    if (this.#command === undefined) throw new Failed(`the edge does not take the token: ${code}. What is done is kept: run the same again with a new one`);
    // Many requests learn of it at once; one new token serves them all.
    if (localNow() - this.#fetchedAt > TOKEN_EVERY_MS) this.#token = undefined;
  }
}

/** As long as the edge says, or else longer each time. */
const wait = (reply: Response | undefined, tries: number): Promise<void> => {
  const told = Number(reply?.headers.get('retry-after') ?? Number.NaN) * 1000;
  const milliseconds = Number.isFinite(told) ? told + between(0, 500) : between(0.5, 1) * 250 * 2 ** tries;
  return new Promise((done) => setTimeout(done, Math.min(milliseconds, LONGEST_WAIT_MS)));
};

const parsed = (text: string): object => {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
};

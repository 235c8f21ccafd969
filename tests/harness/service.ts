// A machine of the platform's: a client-credentials token, and what the operator lets it do.
import { send, type Reply } from './http.ts';
import { address, type Options } from './person.ts';
import { Provider } from './provider.ts';
import { ok } from './refusal.ts';
import * as shapes from './shapes.ts';
import type { Account, Known } from './shapes.ts';
import type { Claims } from './secrets.ts';
import { unique } from './edge.ts';

/** What is known of a user, as a service says it. */
export interface Says {
  readonly provider: string;
  readonly subject: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name: string;
}

/** A provider of services with one subject for each name. */
export class Machines {
  readonly provider = new Provider('machines');
  readonly #subjects: Readonly<Record<string, readonly string[]>>;

  constructor(subjects: Readonly<Record<string, readonly string[]>>) {
    this.#subjects = subjects;
  }

  /** The entry of `IDENTITY_PROVIDERS`. */
  setting(extra: Claims = {}): Claims {
    return this.provider.setting({ kind: 'service', subjects: this.#subjects, ...extra });
  }

  service(origin: string, subject: string): Service {
    return new Service(origin, this.provider.token({ subject }));
  }
}

/** One machine. */
export class Service {
  readonly origin: string;
  readonly identity: string;

  constructor(origin: string, identity: string) {
    this.origin = origin;
    this.identity = identity;
  }

  send(method: string, path: string, body?: unknown, options: Options = {}): Promise<Reply> {
    return send(this.origin, method, path, {
      body,
      headers: {
        authorization: `Bearer ${this.identity}`,
        ...(options.key === undefined ? {} : { 'idempotency-key': options.key }),
        ...options.headers,
      },
    });
  }

  get(path: string): Promise<Reply> {
    return this.send('GET', path);
  }
  post(path: string, body?: unknown, options?: Options): Promise<Reply> {
    return this.send('POST', path, body, options);
  }
  put(path: string, body?: unknown, options?: Options): Promise<Reply> {
    return this.send('PUT', path, body, options);
  }
  patch(path: string, body?: unknown, options?: Options): Promise<Reply> {
    return this.send('PATCH', path, body, options);
  }
  delete(path: string, options?: Options): Promise<Reply> {
    return this.send('DELETE', path, undefined, options);
  }

  /** Makes a user known who signs in with local identity. */
  async know(name: string, given: Partial<Says> = {}): Promise<{ known: Known; says: Says }> {
    const email = address(unique());
    const says = { provider: 'local', subject: email, email, emailVerified: true, name, ...given };
    return { known: ok(await this.put('/v1/users', says), shapes.known), says };
  }

  /** Opens a team for a known user. */
  async team(owner: string, name: string, externalId?: string): Promise<Account> {
    const body = { name, owner, ...(externalId === undefined ? {} : { externalId }) };
    return ok(await this.post('/v1/accounts', body), shapes.account, 201);
  }
}

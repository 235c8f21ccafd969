// Services: machine clients of the platform with client-credentials tokens.
import { send, type Reply } from './http.ts';
import { address, type Options } from './person.ts';
import { Provider } from './provider.ts';
import { expectOk } from './expect.ts';
import * as shapes from './shapes.ts';
import type { Account, Registered } from './shapes.ts';
import type { Claims } from './secrets.ts';
import { unique } from './edge.ts';

/** The facts about a user that a service registers. */
export interface Registration {
  readonly provider: string;
  readonly subject: string;
  readonly email: string;
  readonly emailVerified: boolean;
  readonly name: string;
}

/** An identity provider of kind `service`. `subjects` has the permissions of each subject. */
export class ServiceProvider {
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

/** One service. */
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
      ...(options.agent === undefined ? {} : { agent: options.agent }),
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

  /** Registers a user, who signs in with local identity unless `given` names another provider. */
  async register(name: string, given: Partial<Registration> = {}): Promise<{ registered: Registered; registration: Registration }> {
    const email = address(unique());
    const registration = { provider: 'local', subject: email, email, emailVerified: true, name, ...given };
    return { registered: expectOk(await this.put('/v1/users', registration), shapes.registered), registration };
  }

  /** Creates a team for a registered user. */
  async team(owner: string, name: string, externalId?: string): Promise<Account> {
    const body = { name, owner, ...(externalId === undefined ? {} : { externalId }) };
    return expectOk(await this.post('/v1/accounts', body), shapes.account, 201);
  }
}

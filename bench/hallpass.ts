/** The release build of Hallpass in plain `workerd serve`, and users who are signed in to it. */
import { DatabaseSync } from 'node:sqlite';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeConfig } from '../tests/harness/config.ts';
import { freePort, RELEASE_BUNDLE } from '../tests/harness/edge.ts';
import { inParallel, Person } from '../tests/harness/person.ts';
import { defaultPolicy, type Policy } from '../tests/harness/policy.ts';
import { Provider } from '../tests/harness/provider.ts';
import { Secrets, type Claims } from '../tests/harness/secrets.ts';
import type { World } from '../tests/harness/world.ts';
import { newFolder, Process } from './workerd.ts';

const NAME = 'hallpass';

/** The kinds of Durable Objects. */
export type Kind = 'account' | 'user' | 'mailbox';

export interface Options {
  /** The page that opened invite links lead to. */
  readonly joinUrl?: string;
  /** A module that wraps the bundle's entry. */
  readonly entry?: string;
  /** The folder of another build than the release build of this tree. */
  readonly bundle?: string;
  /** Default: that of this tree. */
  readonly policy?: Policy;
  /** Entries of `IDENTITY_PROVIDERS` besides that of users. */
  readonly providers?: readonly Claims[];
}

export class Hallpass implements World {
  readonly origin: string;
  readonly policy: Policy;
  readonly secrets = new Secrets();
  readonly provider = new Provider('bench');
  readonly folder = newFolder();
  readonly port: number;
  #process: Process | undefined;

  readonly #options: Options;

  private constructor(port: number, options: Options) {
    this.port = port;
    this.origin = `http://127.0.0.1:${port}`;
    this.policy = options.policy ?? defaultPolicy();
    this.#options = options;
  }

  /** Starts the Worker without rate limits, because all requests come from one address. */
  static async start(options: Options = {}): Promise<Hallpass> {
    const hallpass = new Hallpass(await freePort(), options);
    await hallpass.restart();
    return hallpass;
  }

  get process(): Process {
    if (!this.#process) throw new Error('the Worker is not running');
    return this.#process;
  }

  /** Starts the Worker with the data that it has stored so far. */
  async restart(): Promise<void> {
    const settings = {
      EDGE_ORIGIN: this.origin, JOIN_URL: this.#options.joinUrl ?? `${this.origin}/join`, APP_URL: `${this.origin}/`, ALLOWED_ORIGINS: this.origin,
      HALLPASS_KEYS: JSON.stringify({ keys: [this.secrets.key.privateJwk()] }),
      HALLPASS_PEPPER: this.secrets.pepper.toString('base64url'),
      IDENTITY_PROVIDERS: JSON.stringify([this.provider.setting(), ...(this.#options.providers ?? [])]),
    };
    const { entry, bundle = RELEASE_BUNDLE } = this.#options;
    const worker = { name: NAME, port: this.port, policy: this.policy.text, settings, ...(entry === undefined ? {} : { entry }) };
    const config = writeConfig(this.folder, bundle, [worker]);
    this.#process = await Process.start(this.folder, config, this.port);
  }

  identity(who: Parameters<World['identity']>[0], claims?: Parameters<World['identity']>[1]): string {
    return this.provider.token(who, claims);
  }

  /** A user with a verified e-mail address, who has no account yet. */
  person(name: string): Person {
    const email = `${name}@example.com`;
    return new Person(this, email, name, this.identity({ subject: name, email, emailVerified: true, name }));
  }

  /** The same, with a personal account. */
  async signIn(name: string): Promise<Person> {
    const person = this.person(name);
    await person.open();
    return person;
  }

  people(count: number, name: string): Promise<Person[]> {
    return inParallel(count, 8, (index) => this.signIn(`${name}-${index}`));
  }

  /** Opens an invite link and returns the invite token. */
  async openLink(link: string): Promise<string> {
    const response = await fetch(link, { redirect: 'manual' });
    const token = /#invite=([^&]+)/.exec(response.headers.get('location') ?? '')?.[1];
    if (!token || token === 'closed') throw new Error('a valid link does not redirect with an invite token');
    return token;
  }

  /** Stops the Worker, calls `fill` with the database of each object of this kind that has `table`, and starts it again. */
  async writeDatabases(kind: Kind, table: string, fill: (database: DatabaseSync) => void): Promise<void> {
    await this.process.kill();
    const folder = join(this.folder, 'data', `${NAME}-${kind}`);
    for (const name of readdirSync(folder).filter((file) => file.endsWith('.sqlite') && file !== 'metadata.sqlite')) {
      const database = new DatabaseSync(join(folder, name));
      if (database.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(table)) fill(database);
      database.close();
    }
    await this.restart();
  }

  /** Lets large teams, into which members were inserted, have a search index, and adds all members to it at once. */
  async indexMembers(owner: Person, teams: readonly string[]): Promise<void> {
    // Any change makes the index. An invite tells no member, so no list of theirs is updated.
    for (const team of teams) await owner.invite(team, { role: 'dev' });
    await this.writeDatabases('account', 'member_search', (database) => {
      // A trigger writes the entries.
      database.exec(`WITH m AS (SELECT user, row_number() OVER (ORDER BY joined_at, user) AS n FROM members WHERE search_id IS NULL)
        UPDATE members SET search_id = 1000000 + m.n FROM m WHERE m.user = members.user`);
    });
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }
}

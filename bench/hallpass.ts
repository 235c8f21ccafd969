/** What is deployed, in bare `workerd serve`, and people who use it. */
import { DatabaseSync } from 'node:sqlite';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { writeConfig } from '../tests/harness/config.ts';
import { freePort, RELEASE_BUNDLE } from '../tests/harness/edge.ts';
import { inParallel, Person } from '../tests/harness/person.ts';
import { defaultPolicy, type Policy } from '../tests/harness/policy.ts';
import { Provider } from '../tests/harness/provider.ts';
import { Secrets } from '../tests/harness/secrets.ts';
import type { World } from '../tests/harness/world.ts';
import { newFolder, Process } from './workerd.ts';

const NAME = 'hallpass';

/** An open object's file, to be filled while the Worker is down. */
export type Kind = 'account' | 'user' | 'mailbox';

export class Hallpass implements World {
  readonly origin: string;
  readonly policy: Policy = defaultPolicy();
  readonly secrets = new Secrets();
  readonly provider = new Provider('bench');
  readonly folder = newFolder();
  readonly port: number;
  #process: Process | undefined;

  private constructor(port: number) {
    this.port = port;
    this.origin = `http://127.0.0.1:${port}`;
  }

  /** Starts it. No limits of callers: all of them come from here. */
  static async start(): Promise<Hallpass> {
    const hallpass = new Hallpass(await freePort());
    await hallpass.restart();
    return hallpass;
  }

  get process(): Process {
    if (!this.#process) throw new Error('the Worker is not running');
    return this.#process;
  }

  /** Starts it on the data that it has. */
  async restart(): Promise<void> {
    const settings = {
      EDGE_ORIGIN: this.origin, JOIN_URL: `${this.origin}/join`, APP_URL: `${this.origin}/`, ALLOWED_ORIGINS: this.origin,
      HALLPASS_KEYS: JSON.stringify({ keys: [this.secrets.key.privateJwk()] }),
      HALLPASS_PEPPER: this.secrets.pepper.toString('base64url'),
      IDENTITY_PROVIDERS: JSON.stringify([this.provider.setting()]),
    };
    const config = writeConfig(this.folder, RELEASE_BUNDLE, [{ name: NAME, port: this.port, policy: this.policy.text, settings }]);
    this.#process = await Process.start(this.folder, config, this.port);
  }

  identity(who: Parameters<World['identity']>[0], claims?: Parameters<World['identity']>[1]): string {
    return this.provider.token(who, claims);
  }

  /** Somebody with a verified address. */
  person(name: string): Person {
    const email = `${name}@example.com`;
    return new Person(this, email, name, this.identity({ subject: name, email, emailVerified: true, name }));
  }

  /** The same, with their account open. */
  async signIn(name: string): Promise<Person> {
    const somebody = this.person(name);
    await somebody.open();
    return somebody;
  }

  people(count: number, name: string): Promise<Person[]> {
    return inParallel(count, 8, (index) => this.signIn(`${name}-${index}`));
  }

  /** The invite token that a good link is answered with. */
  async opened(link: string): Promise<string> {
    const reply = await fetch(link, { redirect: 'manual' });
    const token = /#invite=([^&]+)/.exec(reply.headers.get('location') ?? '')?.[1];
    if (!token || token === 'closed') throw new Error('a good link is not answered with an invite token');
    return token;
  }

  /** Writes straight into the databases of these objects, and starts it again; `fill` is given each that has `table`. */
  async write(kind: Kind, table: string, fill: (database: DatabaseSync) => void): Promise<void> {
    await this.process.kill();
    const folder = join(this.folder, 'data', `${NAME}-${kind}`);
    for (const name of readdirSync(folder).filter((each) => each.endsWith('.sqlite') && each !== 'metadata.sqlite')) {
      const database = new DatabaseSync(join(folder, name));
      if (database.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(table)) fill(database);
      database.close();
    }
    await this.restart();
  }

  async stop(): Promise<void> {
    await this.process.stop();
  }
}

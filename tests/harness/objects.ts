// A Worker whose objects can be looked into: how many rows a request reads and writes, their alarms, their clock.
import { createHmac } from 'node:crypto';
import type { Edge } from './edge.ts';

/** The module that wraps the bundle's entry. `POST /objects` takes a command. */
export const OBSERVED = `
import Worker, { AccountObject as Account, MailboxObject as Mailbox, UserObject as User } from './entry.mjs';

const now = Date.now;
let aheadMs = 0;
/** The statements of all objects, and the alarms that they set, while they are recorded. */
let recorded;
Date.now = () => now() + aheadMs;

function override(target, members) {
  return new Proxy(target, {
    get(_, name) {
      if (name in members) return members[name];
      const value = target[name];
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

const observe = (Class) => class {
  constructor(state, env) {
    this.sql = state.storage.sql;
    this.cursors = [];
    const exec = (statement, ...parameters) => {
      const cursor = state.storage.sql.exec(statement, ...parameters);
      this.cursors.push(cursor);
      recorded?.push({ statement, cursor });
      return cursor;
    };
    const setAlarm = (at, ...rest) => {
      this.alarmAt = at;
      recorded?.push({ statement: 'set alarm', cursor: { rowsWritten: 1 } });
      // Real time does not follow the clock that a test sets ahead.
      return state.storage.setAlarm(at, ...rest);
    };
    const storage = override(state.storage, { sql: override(state.storage.sql, { exec }), setAlarm });
    this.object = new Class(override(state, { storage }), env);
  }
  async fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/observe') return this.command(await request.json());
    this.cursors = [];
    return this.object.fetch(request);
  }
  async command({ sql, alarm }) {
    if (sql) return Response.json(this.sql.exec(sql).toArray());
    if (alarm) {
      this.cursors = [];
      await this.object.alarm();
    }
    const sum = (field) => this.cursors.reduce((all, cursor) => all + cursor[field], 0);
    return Response.json({ rowsRead: sum('rowsRead'), rowsWritten: sum('rowsWritten'), alarmAt: this.alarmAt });
  }
  alarm() {
    return this.object.alarm();
  }
};
export const AccountObject = observe(Account);
export const MailboxObject = observe(Mailbox);
export const UserObject = observe(User);

export default {
  async fetch(request, env, context) {
    if (new URL(request.url).pathname !== '/objects') return new Worker(context, env).fetch(request);
    const { ahead, record, binding, name, operation, body, ...command } = await request.json();
    if (record === true) recorded = [];
    if (record === false) {
      const writes = recorded.filter(({ cursor }) => cursor.rowsWritten > 0).map(({ statement }) => statement);
      return Response.json({ statements: recorded.length, writes });
    }
    if (ahead !== undefined) aheadMs = ahead * 1000;
    if (binding === undefined) return Response.json({});
    const init = { method: 'POST', body: JSON.stringify(operation ? body : command) };
    const { status, ...response } = await env[binding].getByName(name).fetch('https://object/' + (operation ?? 'observe'), init)
      .then(async (reply) => ({ status: reply.status, text: await reply.text() }));
    return new Response(response.text, { status });
  },
};
`;

export type Binding = 'ACCOUNT' | 'MAILBOX' | 'USER';

/** What the last request or alarm of an object did. */
export interface Observed {
  readonly rowsRead: number;
  readonly rowsWritten: number;
  /** When its alarm was last set for, in milliseconds since 1970. */
  readonly alarmAt?: number;
}

export interface CallOptions {
  readonly now?: number;
  readonly principal?: object;
}

export interface Called {
  readonly status: number;
  readonly value: unknown;
}

/** An object of an edge that was started with `OBSERVED`. */
export class ObservedObject {
  readonly #edge: Edge;
  readonly #binding: Binding;
  readonly #name: string;

  constructor(edge: Edge, binding: Binding, name: string) {
    this.#edge = edge;
    this.#binding = binding;
    this.#name = name;
  }

  /** What its last request did. */
  async last(): Promise<Observed> {
    return (await this.#send({})).value as Observed;
  }

  /** Runs its alarm. */
  async alarm(): Promise<Observed> {
    return (await this.#send({ alarm: true })).value as Observed;
  }

  async rows<T>(sql: string): Promise<readonly T[]> {
    return (await this.#send({ sql })).value as readonly T[];
  }

  /** Calls one of its operations as the Worker does, at a time in milliseconds since 1970. */
  call(operation: string, call: object, { now = Date.now(), ...rest }: CallOptions = {}): Promise<Called> {
    const body = { now: new Date(now).toISOString(), random: 'A'.repeat(43), call, ...rest };
    return this.#send({ operation, body });
  }

  async #send(command: object): Promise<Called> {
    const response = await fetch(`${this.#edge.origin}/objects`, {
      method: 'POST',
      body: JSON.stringify({ binding: this.#binding, name: this.#name, ...command }),
    });
    const text = await response.text();
    return { status: response.status, value: response.ok && text !== '' ? JSON.parse(text) : undefined };
  }
}

/** What the objects of an edge did meanwhile: how many statements they ran, and those that wrote. */
export interface Recorded {
  readonly statements: number;
  readonly writes: readonly string[];
}

/** Records what the objects of a Worker that was started with `OBSERVED` do during `work`. */
export async function record(edge: Edge, work: () => Promise<unknown>): Promise<Recorded> {
  const command = (record: boolean): Promise<Response> => fetch(`${edge.origin}/objects`, { method: 'POST', body: JSON.stringify({ record }) });
  await command(true);
  await work();
  return (await (await command(false)).json()) as Recorded;
}

/** Sets the clock of a Worker that was started with `OBSERVED` ahead. */
export async function setAhead(edge: Edge, seconds: number): Promise<void> {
  await fetch(`${edge.origin}/objects`, { method: 'POST', body: JSON.stringify({ ahead: seconds }) });
}

/** The mailbox of an address in canonical form. */
export function mailboxOf(edge: Edge, address: string): { readonly name: string; readonly object: ObservedObject } {
  const name = createHmac('sha256', edge.secrets.pepper).update(`mailbox${address}`).digest('base64url');
  return { name, object: new ObservedObject(edge, 'MAILBOX', name) };
}

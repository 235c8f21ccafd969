// What a request costs: the statements that all objects run for it, the rows that those read and write, the alarms, the requests to
// objects, and how many of those the reply waited for, one after the other. What happens after the reply is counted too.
import type { World } from './world.ts';

/** The module that wraps the bundle's entry. `GET /costs` returns what was done since the last `DELETE /costs`. */
export const COUNTED = `
import Worker, { AccountObject as Account, MailboxObject as Mailbox, UserObject as User } from './entry.mjs';

const WORKER = 'worker';
let statements = [];
let requests = [];
let alarms = { set: 0, run: 0 };
/** Requests and alarms under way. */
let running = 0;
/** When each object's alarm is due. */
const due = new Map();
/** Orders the beginnings and ends of requests. */
let clock = 0;

function override(target, members) {
  return new Proxy(target, {
    get(_, name) {
      if (Object.hasOwn(members, name)) return members[name];
      const value = target[name];
      return typeof value === 'function' && name !== 'constructor' ? value.bind(target) : value;
    },
  });
}

/** Records a request from the Worker or an object to an object. */
async function record(from, to, operation, send) {
  const request = { from, to, operation, began: ++clock };
  requests.push(request);
  running++;
  try {
    return await send();
  } finally {
    request.ended = ++clock;
    running--;
  }
}

function stubOf(stub, from) {
  const fetch = (request, ...rest) =>
    record(from, String(stub.id), new URL(request.url ?? request).pathname.slice(1), () => stub.fetch(request, ...rest));
  return override(stub, { fetch });
}

function environmentOf(env, from) {
  const namespace = (binding) => override(binding, {
    get: (...id) => stubOf(binding.get(...id), from),
    getByName: (...name) => stubOf(binding.getByName(...name), from),
  });
  const { ACCOUNT, MAILBOX, USER } = env;
  return override(env, { ACCOUNT: namespace(ACCOUNT), MAILBOX: namespace(MAILBOX), USER: namespace(USER) });
}

const counted = (Class, kind) => class {
  constructor(state, env) {
    this.id = String(state.id);
    const exec = (statement, ...parameters) => {
      const cursor = state.storage.sql.exec(statement, ...parameters);
      statements.push({ kind, statement, cursor });
      return cursor;
    };
    const setAlarm = (at, ...rest) => {
      alarms.set++;
      due.set(this.id, Number(at));
      return state.storage.setAlarm(at, ...rest);
    };
    const storage = override(state.storage, { sql: override(state.storage.sql, { exec }), setAlarm });
    this.object = new Class(override(state, { storage }), environmentOf(env, this.id));
  }
  fetch(request) {
    return this.object.fetch(request);
  }
  async alarm() {
    alarms.run++;
    running++;
    due.delete(this.id);
    try {
      return await this.object.alarm();
    } finally {
      running--;
    }
  }
};
export const AccountObject = counted(Account, 'account');
export const MailboxObject = counted(Mailbox, 'mailbox');
export const UserObject = counted(User, 'user');

export default {
  async fetch(request, env, context) {
    if (new URL(request.url).pathname !== '/costs') return new Worker(context, environmentOf(env, WORKER)).fetch(request);
    if (request.method === 'DELETE') {
      [statements, requests, alarms] = [[], [], { set: 0, run: 0 }];
      return new Response(null, { status: 204 });
    }
    const done = statements.map(({ kind, statement, cursor: { rowsRead, rowsWritten } }) => ({ kind, statement, rowsRead, rowsWritten }));
    return Response.json({ running, clock, now: Date.now(), due: [...due.values()], statements: done, requests, alarms });
  },
};
`;

/** A statement that an object ran. */
export interface CountedStatement {
  readonly kind: 'account' | 'mailbox' | 'user';
  readonly statement: string;
  readonly rowsRead: number;
  readonly rowsWritten: number;
}

/** A request to an object. `began` and `ended` are places in the order of all beginnings and ends. */
export interface CountedRequest {
  /** `worker`, or the id of the object that sent it. */
  readonly from: string;
  readonly to: string;
  readonly operation: string;
  readonly began: number;
  readonly ended?: number;
}

/** What a request cost. */
export interface Cost {
  readonly statements: readonly CountedStatement[];
  /** With the requests of deliveries after the reply. */
  readonly requests: readonly CountedRequest[];
  readonly rowsRead: number;
  /** Those of indexes, and one for each alarm that was set, as the platform bills them. */
  readonly rowsWritten: number;
  readonly alarmsRun: number;
  /** The longest chain of requests to objects that the reply waited for, each of which began after the one before it had ended. */
  readonly roundTrips: number;
}

interface Counts {
  readonly running: number;
  readonly clock: number;
  readonly now: number;
  /** When alarms are due, in milliseconds since 1970. */
  readonly due: readonly number[];
  readonly statements: readonly CountedStatement[];
  readonly requests: readonly CountedRequest[];
  readonly alarms: { readonly set: number; readonly run: number };
}

/** Alarms that are due later belong to no request: they delete what is a day old. */
const LATER_MS = 30_000;

const read = async (world: World): Promise<Counts> => (await (await fetch(`${world.origin}/costs`)).json()) as Counts;
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until no object has anything left to do, and returns what was done. */
async function settled(world: World): Promise<Counts> {
  for (let before = await read(world); ;) {
    await pause(60);
    const counts = await read(world);
    const isQuiet = counts.running === 0 && counts.clock === before.clock && counts.statements.length === before.statements.length;
    if (isQuiet && !counts.due.some((at) => at < counts.now + LATER_MS)) return counts;
    before = counts;
  }
}

/** The longest chain of requests of one sender between two points in the order. */
export function longestChain(requests: readonly CountedRequest[], from = 'worker', began = 0, ended = Infinity): number {
  const own = requests.filter((request) => request.from === from && request.began > began && (request.ended ?? Infinity) < ended);
  const chains = new Map<CountedRequest, number>();
  for (const request of own.toSorted((one, other) => one.began - other.began)) {
    const before = own.filter((other) => (other.ended ?? Infinity) < request.began).map((other) => chains.get(other) ?? 0);
    // What the object itself waited for.
    const within = longestChain(requests, request.to, request.began, request.ended);
    chains.set(request, 1 + within + Math.max(0, ...before));
  }
  return Math.max(0, ...chains.values());
}

/**
 * The cost of what `work` requests from a Worker that was started with `COUNTED`, until nothing is left to do: deliveries and the
 * alarms within half a minute are a part of it. Nothing else may be requested meanwhile.
 */
export async function costOf(world: World, work: () => Promise<unknown>): Promise<Cost> {
  await settled(world);
  await fetch(`${world.origin}/costs`, { method: 'DELETE' });
  await work();
  const { statements, requests, alarms } = await settled(world);
  const sum = (field: 'rowsRead' | 'rowsWritten'): number => statements.reduce((all, statement) => all + statement[field], 0);
  return {
    statements,
    requests,
    rowsRead: sum('rowsRead'),
    rowsWritten: sum('rowsWritten') + alarms.set,
    alarmsRun: alarms.run,
    roundTrips: longestChain(requests),
  };
}

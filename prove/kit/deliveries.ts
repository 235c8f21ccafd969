// What leaves the edge, events to a webhook and mails of invites, compared with what the accounts hold.
import { inParallel, sleep, type Person } from '../../tests/harness/person.ts';
import { Receiver } from '../../tests/harness/receiver.ts';
import { EMAIL, ResendServer } from '../../tests/harness/resend.ts';

/** Waiting times are divided by this: five seconds become 100 ms. */
const RETRY_DIVISOR = '50';
/** A queue that sends nothing for so long has nothing more to send. */
const PATIENCE_MS = 15_000;
/** The longest wait for a queue, even one that is still sending. */
const MAX_WAIT_MS = 90_000;
const CONCURRENCY = 8;

/** What some teams hold: the ids of their events, oldest first, and their mailed invites. */
interface Held {
  readonly team: string;
  readonly events: readonly string[];
  readonly invites: readonly { readonly id: string; readonly state: string | undefined }[];
}

export interface DeliveryTotals {
  /** Events that the webhook's receiver confirmed, each counted once. */
  readonly events: number;
  /** Events of the logs that it did not get, or not in their order. */
  readonly eventsMissing: number;
  /** Events that it got and that are in no log: of changes that were not made. */
  readonly eventsInvented: number;
  /** Mails of invites, each counted once. */
  readonly mails: number;
  /** Invites that were to be mailed and have neither a mail nor a final state of delivery. */
  readonly mailsMissing: number;
  /** Mails of invites that do not exist. */
  readonly mailsInvented: number;
}

export const NO_DELIVERIES: DeliveryTotals = { events: 0, eventsMissing: 0, eventsInvented: 0, mails: 0, mailsMissing: 0, mailsInvented: 0 };

/** The receiver of a webhook, and a mail provider. */
export class Deliveries {
  readonly #receiver = new Receiver();
  readonly #provider = new ResendServer();

  static async start(): Promise<Deliveries> {
    const started = new Deliveries();
    await Promise.all([started.#receiver.start(), started.#provider.start()]);
    return started;
  }

  async stop(): Promise<void> {
    this.#provider.stop();
    await this.#receiver.stop();
  }

  /** The settings and the entry module of an edge that sends to them. */
  get edge(): { readonly entry: string; readonly settings: Readonly<Record<string, string>> } {
    const settings = { EMAIL, RETRY_DIVISOR, WEBHOOKS: JSON.stringify([this.#receiver.setting('all')]) };
    return { entry: this.#provider.entry, settings };
  }

  /** Refuses everything for now, or accepts it again. */
  hold(isHeld: boolean): void {
    this.#receiver.behaviour = () => (isHeld ? { status: 503 } : {});
    this.#provider.answer = isHeld ? () => ({ status: 503, body: {} }) : undefined;
  }

  /** Waits until everything has arrived, or nothing more does. `mailed` are the invites that were to be mailed. */
  async wait(owner: Person, teams: readonly string[], mailed: readonly string[]): Promise<void> {
    await this.#settle(owner, teams, mailed);
  }

  /** The same, and compares what arrived. Forgets it then. */
  async compare(owner: Person, teams: readonly string[], mailed: readonly string[]): Promise<DeliveryTotals> {
    const held = await this.#settle(owner, teams, mailed);
    const known = new Set(held.flatMap(({ invites }) => invites.map(({ id }) => id)));
    const events = held.map(({ team }) => this.#eventsOf(team));
    const mails = this.#mailedInvites();
    const totals = {
      events: events.flat().length,
      eventsMissing: this.#missingEvents(held),
      eventsInvented: held.flatMap((each, index) => (events[index] ?? []).filter((id) => !each.events.includes(id))).length,
      mails: mails.size,
      mailsMissing: this.#missingMails(held, mailed),
      mailsInvented: [...mails].filter((id) => !known.has(id)).length,
    };
    this.#receiver.deliveries.length = 0;
    this.#provider.requests.length = 0;
    return totals;
  }

  async #settle(owner: Person, teams: readonly string[], mailed: readonly string[]): Promise<readonly Held[]> {
    const began = performance.now();
    let [arrived, since] = [-1, began];
    for (;;) {
      const held = await inParallel(teams.length, CONCURRENCY, (index) => read(owner, String(teams[index])));
      if (this.#missingEvents(held) + this.#missingMails(held, mailed) === 0) return held;
      const now = this.#receiver.deliveries.length + this.#provider.requests.length;
      if (now !== arrived) [arrived, since] = [now, performance.now()];
      if (performance.now() - since > PATIENCE_MS || performance.now() - began > MAX_WAIT_MS) return held;
      await sleep(100);
    }
  }

  #missingEvents(held: readonly Held[]): number {
    return sum(held.map(({ team, events }) => {
      const received = this.#eventsOf(team).filter((id) => events.includes(id));
      return events.filter((id, index) => received[index] !== id).length;
    }));
  }

  #missingMails(held: readonly Held[], mailed: readonly string[]): number {
    const states = new Map(held.flatMap(({ invites }) => invites.map(({ id, state }) => [id, state] as const)));
    const arrived = this.#mailedInvites();
    const isSettled = (id: string): boolean => {
      const state = states.get(id);
      return state === 'failed' || state === 'bounced' || (state === 'sent' && arrived.has(id));
    };
    return mailed.filter((id) => !isSettled(id)).length;
  }

  /** The ids of a team's events that were confirmed, in the order of their arrival. */
  #eventsOf(team: string): string[] {
    return this.#receiver.confirmed(team).map(({ id }) => id);
  }

  /** The invites of the mails that arrived: the provider's key of a mail is the invite's id and a number. */
  #mailedInvites(): Set<string> {
    return new Set(this.#provider.requests.map(({ key }) => String(key.split('.')[0])));
  }
}

async function read(owner: Person, team: string): Promise<Held> {
  if ((await owner.get(`/v1/accounts/${team}`)).status !== 200) return { team, events: [], invites: [] };
  const [events, invites] = await Promise.all([owner.audit(team), owner.invites(team)]);
  return { team, events: events.map(({ id }) => id).toReversed(), invites: invites.map(({ id, delivery }) => ({ id, state: delivery?.state })) };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

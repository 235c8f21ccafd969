import type { EdgeClock } from '../../clock.ts';
import type { Explanation, Project, ProjectPage } from '../../types.ts';
import type { AccountStore } from '../account-store.ts';
import type { HttpClient } from '../http-client.ts';
import { MAX_PAGE_ITEMS } from '../limits.ts';
import type { ReadProjects } from './project-list.ts';
import type { ProjectRecords } from './project-records.ts';

/** How often projects are read again if nothing is known to have changed: another name moves no epoch. */
const LIFETIME_MS = 300_000;
/** The pause after they could not be read. */
const RETRY_MS = 10_000;

interface Dependencies {
  readonly http: HttpClient;
  readonly store: AccountStore;
  readonly clock: EdgeClock;
  readonly records: ProjectRecords;
}

/** One reading of an account's projects. */
interface Reading {
  readonly done: Promise<void>;
  /** The account's epoch when it was sent. */
  readonly epoch: number;
  /** When another one may follow if this one fails. */
  readonly retryAt: number;
}

/** Reads the user's projects: those of the active account, and those of other accounts that a check has named. */
export class ProjectReader {
  readonly #client: Dependencies;
  readonly #wanted = new Set<string>();
  readonly #readings = new Map<string, Reading>();

  constructor(dependencies: Dependencies) {
    this.#client = dependencies;
    dependencies.store.onReset(() => {
      this.#wanted.clear();
      this.#readings.clear();
    });
  }

  /** Reads the projects of this account too, from the end of this task on. */
  want(account: string): void {
    if (this.#wanted.has(account)) return;
    this.#wanted.add(account);
    queueMicrotask(() => void this.refresh());
  }

  /** Reads what is not known, or may have changed. Settles, never rejects, when it is known or could not be read. */
  async refresh(): Promise<void> {
    const { store } = this.#client;
    const active = store.state.active?.id;
    const accounts = new Set(active === undefined ? this.#wanted : [active, ...this.#wanted]);
    if (store.hasProjects) await Promise.all([...accounts].map((account) => this.#refresh(account)));
  }

  /** The projects of an account, or of all, may have changed: what is read from now on shows it. */
  outdate(account?: string): void {
    this.#client.records.outdate(account);
    for (const id of this.#readings.keys()) if (account === undefined || id === account) this.#readings.delete(id);
  }

  async #refresh(account: string): Promise<void> {
    const { store, clock, records } = this.#client;
    const [row, list, reading] = [store.records.accounts.get(account), records.list(account), this.#readings.get(account)];
    if (!row || !store.isInForce(row)) return;
    const isCurrent = list && list.epoch >= row.epoch && clock.now() < list.receivedAt + LIFETIME_MS;
    if (isCurrent) return;
    const isRecent = reading && reading.epoch >= row.epoch && clock.now() < reading.retryAt;
    await (isRecent ? reading.done : this.#start(account, row.epoch));
  }

  #start(account: string, epoch: number): Promise<void> {
    const done = this.#read(account).then((read) => {
      // A later reading has begun, or another user may be signed in.
      if (this.#readings.get(account) !== reading || !read) return;
      this.#readings.delete(account);
      this.#client.records.applyList(account, read, epoch);
      this.#client.store.publishState();
    });
    const reading = { done, epoch, retryAt: this.#client.clock.now() + RETRY_MS };
    this.#readings.set(account, reading);
    return done;
  }

  /** All projects of an account; `undefined` if they cannot be read. What is known counts until it expires. */
  async #read(account: string): Promise<ReadProjects | undefined> {
    const rows: Project[] = [];
    let explanation: Explanation | undefined;
    let cursor: string | undefined;
    try {
      do {
        const query = { limit: MAX_PAGE_ITEMS, cursor };
        const page: ProjectPage = await this.#client.http.json('GET', `/v1/accounts/${account}/projects`, { query });
        rows.push(...page.items);
        explanation ??= page.explanation;
        cursor = page.next;
      } while (cursor !== undefined);
    } catch {
      return undefined;
    }
    return rows.every((row) => row.account === account) ? { rows, explanation } : undefined;
  }
}

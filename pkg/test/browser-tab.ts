/** The parts of a browser tab that the client uses. */
import { mock } from 'node:test';
import { createClient } from '../src/index.ts';
import type { Client, ClientOptions } from '../src/types.ts';
import { EDGE, type FakeEdge } from './fake-edge.ts';

class FakeStorage {
  #items = new Map<string, string>();
  getItem(key: string): string | null {
    return this.#items.get(key) ?? null;
  }
  setItem(key: string, value: string): void {
    this.#items.set(key, value);
  }
  removeItem(key: string): void {
    this.#items.delete(key);
  }
}

class FakeDocument extends EventTarget {
  hidden = false;
}

/** The globals of one tab. `localStorage` may be shared with another. */
export const openTab = (address = 'https://app.test/', local = new FakeStorage()) => {
  const location = new URL(address);
  const tab = {
    document: new FakeDocument(),
    window: new EventTarget(),
    sessionStorage: new FakeStorage(),
    localStorage: local,
    location,
    history: {
      state: null,
      entries: [] as string[],
      pushState(_state: unknown, _unused: string, url: string | URL) {
        location.href = new URL(url, location.href).href;
      },
      replaceState(_state: unknown, _unused: string, url: string | URL) {
        location.href = new URL(url, location.href).href;
      },
    },
  };
  return tab;
};

/** Sets the globals to those of `tab`. */
export const focusTab = (tab: ReturnType<typeof openTab>): void => {
  for (const [name, value] of Object.entries(tab)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
  }
};

/** Lets pending promises and messages settle, without moving the clock. */
export const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 60; turn++) await new Promise((done) => setImmediateReal(done));
};
const setImmediateReal = setImmediate;

/** Moves the clock in small steps, so that timers which set timers run as they would. */
export const pass = async (milliseconds: number): Promise<void> => {
  for (let left = milliseconds; left > 0; left -= 1_000) {
    mock.timers.tick(Math.min(1_000, left));
    await settle();
  }
};

export const clients: Client[] = [];

/** A client on the fake edge with a subscriber, as on a page that shows it. */
export const start = (edge: FakeEdge, options: Partial<ClientOptions> = {}): Client => {
  const client = create(edge, options);
  client.subscribe(() => {});
  return client;
};

/** A client on the fake edge without a subscriber. */
export const create = (edge: FakeEdge, options: Partial<ClientOptions> = {}): Client => {
  const client = createClient({
    endpoint: EDGE,
    getIdentityToken: edge.getIdentityToken,
    fetch: edge.fetch,
    ...options,
  });
  clients.push(client);
  return client;
};

/** Call these before and after each test. */
export const setUp = (): void => {
  mock.timers.enable({ apis: ['setTimeout', 'Date'], now: Date.parse('2026-11-22T12:00:00Z') });
  focusTab(openTab());
};

export const tearDown = (): void => {
  for (const client of clients.splice(0)) client.close();
  mock.timers.reset();
};

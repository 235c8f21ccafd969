// An identity provider that takes two seconds to publish its keys and fails every third time. It never completes a fetch while a
// request is in flight that must not depend on one, so a request that waits for a fetch gets no response.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from '../../tests/harness/provider.ts';
import { sleep } from '../../tests/harness/person.ts';

const RESPONSE_MS = 2_000;

/** One request for the keys. */
export interface Fetch {
  readonly startedAt: number;
  readonly status: number;
  /** The response was sent, whatever its status. */
  completed: boolean;
}

export class SlowKeyServer {
  /** The providers whose keys are published, as of the start of a fetch. */
  published: readonly Provider[];
  readonly fetches: Fetch[] = [];
  /** Fetches whose connection ended before the response. */
  aborted = 0;
  readonly #server: Server;
  /** Requests that must not depend on a fetch. */
  #independent = 0;
  /** Fetches that are complete but for the end of those requests. */
  #completing = 0;
  readonly #waiting: (() => void)[] = [];

  private constructor(published: readonly Provider[]) {
    this.published = published;
    this.#server = createServer((_, response) => void this.#respond(response));
  }

  static async start(...published: Provider[]): Promise<SlowKeyServer> {
    const started = new SlowKeyServer(published);
    await new Promise<void>((resolve) => started.#server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/jwks`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  /** Runs a request during which no fetch completes. */
  async withoutFetches<T>(work: () => Promise<T>): Promise<T> {
    await this.#until(() => this.#completing === 0);
    this.#independent += 1;
    try {
      return await work();
    } finally {
      this.#independent -= 1;
      this.#wake();
    }
  }

  /** Waits until so many of the fetches that start from now on have been completed. */
  async completedFetches(count: number): Promise<void> {
    const started = this.fetches.length;
    await this.#until(() => this.fetches.slice(started).filter((fetch) => fetch.completed).length >= count);
  }

  async #respond(response: ServerResponse): Promise<void> {
    const status = this.fetches.length % 3 === 2 ? 500 : 200;
    const fetch: Fetch = { startedAt: performance.now(), status, completed: false };
    this.fetches.push(fetch);
    const body = JSON.stringify({ keys: this.published.flatMap((provider) => provider.jwks().keys) });
    response.once('close', () => {
      if (!fetch.completed) this.aborted += 1;
      this.#wake();
    });
    await sleep(RESPONSE_MS);
    this.#completing += 1;
    await this.#until(() => this.#independent === 0 || response.closed);
    if (!response.closed) {
      await new Promise<void>((resolve) => response.writeHead(status).end(body, resolve));
      fetch.completed = true;
    }
    this.#completing -= 1;
    this.#wake();
  }

  async #until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  #wake(): void {
    for (const resume of this.#waiting.splice(0)) resume();
  }
}

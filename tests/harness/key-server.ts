// An identity provider's web server: it publishes an OpenID configuration and a key set, quickly, slowly, or not at all.
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Provider } from './provider.ts';

/** How the server answers a request for its keys. */
export type Behaviour = { readonly delayMs?: number; readonly status?: number } | 'hang';

export class KeyServer {
  /** The providers whose keys are published. */
  published: readonly Provider[];
  /** The behaviour for the next requests for keys, in order. */
  next: Behaviour[] = [];
  /** The behaviour once `next` is empty. */
  always: Behaviour = {};
  /** The times of the requests for keys. */
  readonly fetchedAt: number[] = [];
  readonly #server: Server;

  private constructor(published: readonly Provider[]) {
    this.published = published;
    this.#server = createServer((request, response) => {
      if (request.url === '/jwks') this.#respond(response);
      else response.end(JSON.stringify({ issuer: this.origin, jwks_uri: `${this.origin}/jwks` }));
    });
  }

  static async start(...published: Provider[]): Promise<KeyServer> {
    const started = new KeyServer(published);
    await new Promise<void>((resolve) => started.#server.listen(0, '127.0.0.1', resolve));
    return started;
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #respond(response: ServerResponse): void {
    this.fetchedAt.push(Date.now());
    const behaviour = this.next.shift() ?? this.always;
    if (behaviour === 'hang') return;
    const { delayMs = 0, status = 200 } = behaviour;
    // The keys are those at the time of the request: a slow response may miss a rotation.
    const body = JSON.stringify({ keys: this.published.flatMap((provider) => provider.jwks().keys) });
    setTimeout(() => response.writeHead(status).end(body), delayMs);
  }
}

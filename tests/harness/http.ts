// A minimal HTTP client: one request and its whole reply, over the agent that the test chooses.
import { Agent, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import type { Duplex } from 'node:stream';
import { lint } from './lint.ts';

/** A reply with its body read. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; throws if it is not JSON. */
  json(): unknown;
}

/** The parts of a request besides method and URL. */
export interface RequestOptions {
  readonly headers?: OutgoingHttpHeaders;
  /** Strings and buffers are sent unchanged, other values as JSON. */
  readonly body?: unknown;
  readonly agent?: Agent;
}

/** A reply that takes longer is an error, so that a test ends and says what it waited for. */
const REPLY_TIMEOUT_MS = 120_000;

/** workerd closes a connection after five idle seconds. A request that is sent just then is lost, so no older one is reused. */
const MAX_IDLE_MS = 3_000;

/** Keeps connections open between requests, and closes those that were idle for `MAX_IDLE_MS`. */
class ConnectionPool extends Agent {
  readonly #idleSince = new WeakMap<Duplex, number>();

  constructor(size: number) {
    super({ keepAlive: true, maxSockets: size, maxFreeSockets: size, timeout: MAX_IDLE_MS });
  }

  override keepSocketAlive(socket: Duplex): void {
    this.#idleSince.set(socket, performance.now());
    return super.keepSocketAlive(socket);
  }

  /** The timers of sockets do the same, except after work that blocked the event loop. */
  closeIdle(): void {
    const oldest = performance.now() - MAX_IDLE_MS;
    for (const sockets of Object.values(this.freeSockets)) {
      for (const socket of sockets ?? []) if ((this.#idleSince.get(socket) ?? 0) < oldest) socket.destroy();
    }
  }
}

/** An agent with at most `size` connections. */
export function connections(size: number): Agent {
  return new ConnectionPool(size);
}

const shared = connections(64);

/** Sends one request and reads the whole reply. Does not follow redirects. */
export function send(origin: string, method: string, path: string, options: RequestOptions = {}): Promise<Reply> {
  const { body, agent = shared } = options;
  const headers: OutgoingHttpHeaders = { ...options.headers };
  let bytes: Buffer | undefined;
  if (body !== undefined) {
    bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
    headers['content-type'] ??= 'application/json';
    headers['content-length'] = bytes.length;
  } else if (method !== 'GET' && method !== 'HEAD' && method !== 'OPTIONS') {
    headers['content-length'] = 0;
  }
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    if (agent instanceof ConnectionPool) agent.closeIdle();
    const fail = (error: Error): void => {
      clearTimeout(giveUp);
      reject(error);
    };
    const giveUp = setTimeout(() => sent.destroy(new Error(`no reply to ${method} ${path} within ${REPLY_TIMEOUT_MS / 1000} s`)), REPLY_TIMEOUT_MS);
    const sent = request({ hostname, port, method, path, headers, agent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', fail);
      incoming.on('end', () => {
        clearTimeout(giveUp);
        const text = Buffer.concat(chunks).toString();
        const reply: Reply = {
          status: incoming.statusCode ?? 0,
          headers: incoming.headers,
          text,
          json: () => JSON.parse(text) as unknown,
        };
        try {
          lint(origin, { method, path, headers, reply });
          resolve(reply);
        } catch (miss) {
          reject(miss as Error);
        }
      });
    });
    sent.on('error', fail);
    sent.end(bytes);
  });
}

// The smallest HTTP client that tests need: one request, its whole reply, over connections of one's own.
import { Agent, request, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';
import { lint } from './lint.ts';

/** A reply with its body read. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; throws when it is not. */
  json(): unknown;
}

/** What to send besides method and address. */
export interface Sending {
  readonly headers?: OutgoingHttpHeaders;
  /** Sent as is; a value other than a string is sent as JSON with its content type. */
  readonly body?: unknown;
  readonly agent?: Agent;
}

/** Connections kept open between requests, `connections` at most. */
export function connections(most: number): Agent {
  return new Agent({ keepAlive: true, maxSockets: most, maxFreeSockets: most });
}

const shared = connections(64);

/** Sends one request and reads the whole reply. Redirects are not followed. */
export function send(origin: string, method: string, path: string, sending: Sending = {}): Promise<Reply> {
  const { body, agent = shared } = sending;
  const headers: OutgoingHttpHeaders = { ...sending.headers };
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
    const sent = request({ hostname, port, method, path, headers, agent }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => {
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
    sent.on('error', reject);
    sent.end(bytes);
  });
}

// A receiver of webhooks: a Node server that records what it gets, and confirms it or not, as a test wants.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer as createSecureServer } from 'node:https';
import { join } from 'node:path';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import * as shapes from './shapes.ts';
import type { Event } from './shapes.ts';

/** How the receiver answers: with a status and headers, after a while, or never. */
export type Behaviour = { readonly status?: number; readonly headers?: Readonly<Record<string, string>>; readonly delayMs?: number } | 'hang' | 'break';

/** A request that reached the receiver. */
export interface Delivery {
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  readonly event: Event;
  readonly receivedAt: number;
  /** Whether the receiver confirmed it. */
  readonly confirmed: boolean;
}

/** The name that the certificate of a receiver over TLS is for. */
export const RECEIVER_NAME = 'hooks.acme.example';
export const RECEIVER_CERTIFICATE_FILE = join(import.meta.dirname, '../fixtures/receiver.cert.pem');

export class Receiver {
  readonly secret = newSecret();
  readonly deliveries: Delivery[] = [];
  /** Requests without a valid signature. A long test verifies at once: signatures are valid for five minutes. */
  invalid = 0;
  /** The most requests that were under way at once for one account. */
  mostAtOnce = 0;
  behaviour: (event: Event) => Behaviour = () => ({});
  #server: Server | undefined;
  readonly #sockets = new Set<Socket>();
  readonly #underWay = new Map<string, number>();
  readonly #address: string;
  readonly #isSecure: boolean;
  #port: number;

  /** With an address: one as `WEBHOOKS` demands, over TLS on port 443, for clients that find its name there. */
  constructor(secureAddress?: string) {
    this.#address = secureAddress ?? '127.0.0.1';
    this.#isSecure = secureAddress !== undefined;
    this.#port = this.#isSecure ? 443 : 0;
  }

  /** Listens. Throws where the port is not allowed. */
  async start(): Promise<this> {
    const server = this.#createServer();
    server.keepAliveTimeout = 60_000;
    server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(this.#port, this.#address, resolve));
    this.#port = (server.address() as AddressInfo).port;
    this.#server = server;
    return this;
  }

  get url(): string {
    return this.#isSecure ? `https://${RECEIVER_NAME}/hooks` : `http://127.0.0.1:${this.#port}/hooks`;
  }

  /** The entry of `WEBHOOKS`. */
  setting(id: string, extra: object = {}): object {
    return { id, url: this.url, secrets: [this.secret], ...extra };
  }

  /** Stops it with its connections. A later `start` listens on the same port. */
  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    const server = this.#server;
    this.#server = undefined;
    if (server) await new Promise((resolve) => server.close(resolve));
  }

  /** The events that were confirmed, in the order of their arrival, without repetitions. */
  confirmed(account?: string): Event[] {
    const seen = new Set<string>();
    const events = this.deliveries.filter(({ confirmed }) => confirmed).map(({ event }) => event);
    return events.filter((event) => (account === undefined || event.account === account) && !seen.has(event.id) && seen.add(event.id));
  }

  #createServer(): Server {
    const receive = (request: IncomingMessage, reply: ServerResponse): void => this.#receive(request, reply);
    if (!this.#isSecure) return createServer(receive);
    const key = readFileSync(RECEIVER_CERTIFICATE_FILE.replace('.cert.', '.key.'));
    return createSecureServer({ key, cert: readFileSync(RECEIVER_CERTIFICATE_FILE) }, receive);
  }

  #receive(request: IncomingMessage, reply: ServerResponse): void {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const event = JSON.parse(body) as Event;
      const atOnce = (this.#underWay.get(event.account) ?? 0) + 1;
      this.#underWay.set(event.account, atOnce);
      this.mostAtOnce = Math.max(this.mostAtOnce, atOnce);
      reply.on('close', () => this.#underWay.set(event.account, (this.#underWay.get(event.account) ?? 1) - 1));
      const behaviour = this.behaviour(event);
      const status = typeof behaviour === 'string' ? 0 : (behaviour.status ?? 204);
      if (!isValid(request.headers, body, this.secret)) this.invalid++;
      this.deliveries.push({ headers: request.headers, body, event, receivedAt: Date.now(), confirmed: status >= 200 && status < 300 });
      if (behaviour === 'hang') return;
      if (behaviour === 'break') return void request.socket.destroy();
      setTimeout(() => reply.writeHead(status, behaviour.headers).end(status === 204 ? undefined : 'the reply of the receiver'), behaviour.delayMs ?? 0);
    });
  }
}

/** A secret in the format of Standard Webhooks. */
export function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function isValid(headers: IncomingHttpHeaders, body: string, secret: string): boolean {
  try {
    new Webhook(secret).verify(body, headers as Record<string, string>);
    return true;
  } catch {
    return false;
  }
}

/** Verifies a delivery with the reference library; throws if it has no signature by this secret. */
export function verify(delivery: Delivery, secret: string): void {
  const headers = delivery.headers as Record<string, string>;
  new Webhook(secret).verify(delivery.body, headers);
  assert.equal(headers['webhook-id'], delivery.event.id);
  assert.equal(headers['content-type'], 'application/json');
  shapes.event(delivery.event, 'event');
}

/** Asserts that events are those of an account's log from `first` to `last`, each once and in order. */
export function assertLog(events: readonly Event[], first: number, last: number): void {
  assert.deepEqual(events.map(({ seq }) => seq), Array.from({ length: last - first + 1 }, (_, index) => first + index));
}

// Resend's API as the Worker sees it: a server on this machine that keeps what it is sent, and the module that sends requests
// for `api.resend.com` to it.
import { createHmac, randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { send, type Reply } from './http.ts';
import type { World } from './world.ts';

/** The key that signs Resend's reports. */
const SIGNING_KEY = randomBytes(24).toString('base64');

/** The setting `EMAIL` for this server. */
export const EMAIL = JSON.stringify({
  from: 'Hallpass <invites@mail.example>',
  transport: 'resend',
  apiKey: 're_test_0123456789abcdef',
  webhookSecret: `whsec_${SIGNING_KEY}`,
});

/** A mail that the server was sent. */
export interface ReceivedMail {
  readonly key: string;
  readonly from: string;
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tags: readonly { readonly name: string; readonly value: string }[];
}

export interface MailReply {
  readonly status: number;
  readonly body: unknown;
  /** Never answers. */
  readonly lost?: boolean;
}

export class ResendServer {
  /** Every request, oldest first. */
  readonly requests: ReceivedMail[] = [];
  /** Decides about each mail; by default it is accepted. */
  answer: ((mail: ReceivedMail) => MailReply) | undefined;
  readonly #ids = new Map<string, string>();
  readonly #server: Server = createServer((request, reply) => void this.#receive(request, reply));

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  /**
   * The module that wraps the bundle's entry. `POST /clock` sets the Worker's clock ahead by seconds; `GET /counts` has the
   * rows that all objects read and wrote, the alarms that they set, and the requests between them.
   */
  get entry(): string {
    const { port } = this.#server.address() as AddressInfo;
    return `
import Worker, { AccountObject as Account, MailboxObject as Mailbox, UserObject as User } from './entry.mjs';
const counts = { read: 0, written: 0, alarms: 0, requests: 0 };
const cursors = [];
const override = (target, members) => new Proxy(target, {
  get(_, name) {
    if (name in members) return members[name];
    const value = target[name];
    return typeof value === 'function' ? value.bind(target) : value;
  },
});
const counting = (Class) => class {
  constructor(state, env) {
    const exec = (statement, ...parameters) => {
      const cursor = state.storage.sql.exec(statement, ...parameters);
      cursors.push(cursor);
      return cursor;
    };
    // Alarms come by real time, which the clock that a test sets ahead does not change.
    const setAlarm = (at) => { counts.alarms++; return state.storage.setAlarm(at - aheadMs); };
    const storage = override(state.storage, { sql: override(state.storage.sql, { exec }), setAlarm });
    this.object = new Class(override(state, { storage }), env);
  }
  fetch(request) { counts.requests++; return this.object.fetch(request); }
  alarm() { return this.object.alarm(); }
};
export const AccountObject = counting(Account);
export const MailboxObject = counting(Mailbox);
export const UserObject = counting(User);
const now = Date.now;
let aheadMs = 0;
Date.now = () => now() + aheadMs;
const fetchAnywhere = globalThis.fetch;
globalThis.fetch = (input, init) => {
  const request = new Request(input, init);
  const { host, pathname } = new URL(request.url);
  return fetchAnywhere(host === 'api.resend.com' ? new Request('http://127.0.0.1:${port}' + pathname, request) : request);
};
export default {
  async fetch(request, env, context) {
    const { pathname } = new URL(request.url);
    if (pathname === '/counts') {
      for (const cursor of cursors.splice(0)) { counts.read += cursor.rowsRead; counts.written += cursor.rowsWritten; }
      return Response.json(counts);
    }
    if (pathname !== '/clock') return new Worker(context, env).fetch(request);
    aheadMs = Number(await request.text()) * 1000;
    return new Response(null, { status: 204 });
  },
};
`;
  }

  /** The mails to an address, oldest first, each attempt of its own. */
  to(address: string): ReceivedMail[] {
    return this.requests.filter(({ to }) => to === address);
  }

  /** The server's own id of an accepted mail. */
  idOf({ key }: ReceivedMail): string {
    const id = this.#ids.get(key) ?? `em_${randomBytes(8).toString('hex')}`;
    this.#ids.set(key, id);
    return id;
  }

  async #receive(request: IncomingMessage, reply: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const mail: ReceivedMail = { ...(JSON.parse(Buffer.concat(chunks).toString()) as ReceivedMail), key: String(request.headers['idempotency-key']) };
    this.requests.push(mail);
    const { status, body, lost = false } = this.answer?.(mail) ?? { status: 200, body: { id: this.idOf(mail) } };
    if (lost) return;
    reply.writeHead(status, { 'content-type': 'application/json' });
    reply.end(JSON.stringify(body));
  }
}

/** The link of a mail's text that leads to the edge, by the first part of its path. */
export function linkIn({ text }: ReceivedMail, kind: 'i' | 'stop'): string {
  const link = new RegExp(`https?://\\S+/${kind}/[\\w-]+`).exec(text)?.[0];
  if (!link) throw new Error(`no link to /${kind} in: ${text}`);
  return link;
}

export interface ReportOptions {
  readonly key?: string;
  readonly at?: number;
  readonly transport?: string;
  /** Changes the body after it was signed. */
  readonly tamper?: (body: string) => string;
}

/** Sends a report as Resend does: signed by Standard Webhooks, in Svix's headers. */
export function report(world: World, event: unknown, options: ReportOptions = {}): Promise<Reply> {
  const id = `msg_${randomBytes(9).toString('base64url')}`;
  const timestamp = Math.floor(options.at ?? Date.now() / 1000);
  const body = JSON.stringify(event);
  const key = Buffer.from(options.key ?? SIGNING_KEY, 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return send(world.origin, 'POST', `/v1/email/events/${options.transport ?? 'resend'}`, {
    body: options.tamper?.(body) ?? body,
    headers: { 'content-type': 'application/json', 'svix-id': id, 'svix-timestamp': String(timestamp), 'svix-signature': `v1,${signature}` },
  });
}

// The model behind the HTTP interface, so that the same tests can run against it.
import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { STATUS_OF } from '../refusal.ts';
import { Provider } from '../provider.ts';
import { decode, Secrets, sha256 } from '../secrets.ts';
import type { Policy } from '../policy.ts';
import type { World } from '../world.ts';
import type { Fault } from './faults.ts';
import { Replies, type Json } from './replies.ts';
import { Routes, type Answer } from './routes.ts';
import { Model, No, type Caller } from './state.ts';

export interface ModelWorld extends World {
  stop(): Promise<void>;
}

/** Serves the model on a port of its own, with `faults` switched on. */
export async function startModel(policy: Policy, faults: readonly Fault[] = []): Promise<ModelWorld> {
  const secrets = new Secrets();
  const provider = new Provider('model');
  const replies = new Replies(new Model(policy, faults), secrets);
  const desk = new Desk(replies, provider);
  const server = createServer((incoming, outgoing) => {
    void desk.answer(incoming).then(({ status, body, headers }) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      outgoing.writeHead(status, { ...(text ? { 'content-type': 'application/json' } : {}), ...headers });
      outgoing.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  replies.origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { origin: replies.origin, policy, secrets, identity: (who, claims) => provider.token(who, claims), stop };
}

class Desk {
  readonly #replies: Replies;
  readonly #routes: Routes;
  readonly #provider: Provider;

  constructor(replies: Replies, provider: Provider) {
    this.#replies = replies;
    this.#routes = new Routes(replies);
    this.#provider = provider;
  }

  async answer(incoming: IncomingMessage): Promise<Answer> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const requestId = randomBytes(6).toString('hex');
    try {
      const text = Buffer.concat(chunks).toString();
      return this.#route(incoming, text === '' ? {} : (JSON.parse(text) as Json));
    } catch (no) {
      if (!(no instanceof No)) throw no;
      const status = STATUS_OF[no.code]?.[0] ?? 500;
      const body = { type: no.code, title: no.code, status, code: no.code, detail: no.code, requestId, ...no.extra };
      return { status, body, headers: { 'content-type': 'application/problem+json', 'hallpass-request': requestId } };
    }
  }

  #route(incoming: IncomingMessage, body: Json): Answer {
    const { model } = this.#replies;
    const url = new URL(incoming.url ?? '/', 'http://model');
    const method = incoming.method ?? 'GET';
    if (url.pathname === '/local/sign-in') return this.#signIn(body);
    if (url.pathname.startsWith('/i/')) return this.#link(method, url.pathname.slice(3));
    if (method === 'OPTIONS') return { status: 204 };
    const me = this.#caller(incoming.headers.authorization);
    const ids = /\/(acc|inv|usr)_[^/]*/g;
    const route = this.#routes.table[`${method} ${url.pathname.replace(ids, '/*')}`];
    if (!route) return { status: 405, body: {} };
    const unknown = Object.keys(body).some((field) => !route.fields.includes(field));
    if (unknown && !model.broken('unknown fields pass')) throw new No('invalid_request');
    const part = [...url.pathname.matchAll(ids)].map(([id]) => id.slice(1));
    return route.run({ me, body, part, query: url.searchParams });
  }

  #signIn(body: Json): Answer {
    const email = this.#replies.model.canonical(String(body['email']));
    const who = { subject: email, email, emailVerified: body['emailVerified'] !== false, name: String(body['name']) };
    return { status: 200, body: { token: this.#provider.token(who), expiresAt: new Date().toISOString() } };
  }

  #caller(header: string | undefined): Caller {
    if (!header) throw new No('not_signed_in');
    const { claims } = decode(header.replace(/^Bearer /, ''));
    const over = Number(claims['exp']) * 1000 <= Date.now();
    if (over && !this.#replies.model.broken('expired identities pass')) throw new No('token_expired');
    const subject = String(claims['sub']);
    const id = `usr_${sha256(subject).toString('base64url').slice(0, 22)}`;
    return { id, name: String(claims['name']), email: String(claims['email']), verified: claims['email_verified'] === true };
  }

  #link(method: string, code: string): Answer {
    const { model, origin } = this.#replies;
    const row = this.#routes.all().find(([, invite]) => invite.id === this.#routes.inviteOf(code));
    const headers = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
    if (!row || model.status(row[1]) !== 'pending') {
      return { status: 303, headers: { ...headers, location: `${origin}/join#invite=closed&code=${code}` } };
    }
    if (method === 'HEAD' && model.broken('HEAD uses the link up')) row[1].status = 'accepted';
    return { status: 303, headers: { ...headers, location: `${origin}/join#invite=${this.#replies.inviteToken(...row)}` } };
  }
}

/** Pages of Hallpass and of peers on one origin, each with what it asks beside it: our edge, a list of rules, a Better Auth server. */
import { createServer, request as ask, type IncomingMessage, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { organization } from 'better-auth/plugins';
import { ac, roles } from './better-auth-access.ts';

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm', '': 'text/html; charset=utf-8' };

export interface Site {
  readonly origin: string;
  /** Requests since it was last set to nothing, but for the page, its scripts and WebAssembly. */
  readonly asked: string[];
  /** Answers a path, and nothing below it. */
  put(path: string, body: string | Buffer): void;
  /** Answers a path with JSON, as an interface that a page asks would. */
  answer(path: string, body: (request: IncomingMessage) => unknown): void;
  /** A member of an organization with the role `dev`, at Better Auth: the cookie that says so. */
  betterAuthMember(): Promise<string>;
  stop(): Promise<void>;
}

/** Everything under `/v1` and `/.well-known` is the edge's. */
export const startSite = async (edge: { readonly port: number }): Promise<Site> => {
  const files = new Map<string, string | Buffer>();
  const answers = new Map<string, (request: IncomingMessage) => unknown>();
  const asked: string[] = [];
  let auth: RequestListener = (_, response) => response.writeHead(404).end();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const file = files.get(pathname);
    if (file !== undefined) {
      response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? 'text/plain' });
      return void response.end(file);
    }
    asked.push(pathname);
    const answer = answers.get(pathname);
    if (answer) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify(answer(request)));
    }
    if (pathname.startsWith('/api/auth')) return void auth(request, response);
    if (!/^\/(v1|\.well-known)\//.test(pathname)) return void response.writeHead(404).end();
    const { method, url, headers } = request;
    const passed = ask({ host: '127.0.0.1', port: edge.port, method, path: url, headers, agent: false }, (reply) => {
      response.writeHead(reply.statusCode ?? 502, reply.headers);
      reply.pipe(response);
    });
    passed.on('error', () => response.destroy());
    request.pipe(passed);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const peer = betterAuth({
    baseURL: origin, secret: 'a secret of the benchmark, and of nothing else', trustedOrigins: [origin],
    database: memoryAdapter({ user: [], session: [], account: [], verification: [], organization: [], member: [], invitation: [], rateLimit: [] }),
    emailAndPassword: { enabled: true }, rateLimit: { enabled: false }, telemetry: { enabled: false },
    plugins: [organization({ ac, roles: roles as never, creatorRole: 'owner' })],
  });
  auth = toNodeHandler(peer);

  const signUp = async (name: string): Promise<{ cookie: string; id: string }> => {
    const { headers, response } = await peer.api.signUpEmail({ body: { email: `${name}@example.com`, name, password: 'a long password' }, returnHeaders: true });
    return { cookie: headers.getSetCookie().map((each) => each.split(';')[0]).join('; '), id: response.user.id };
  };
  return {
    origin,
    asked,
    put: (path, body) => void files.set(path, body),
    answer: (path, body) => void answers.set(path, body),
    async betterAuthMember() {
      const owner = await signUp('owner');
      const member = await signUp('member');
      const made = await peer.api.createOrganization({ body: { name: 'Bench', slug: 'bench' }, headers: new Headers({ cookie: owner.cookie }) });
      if (!made) throw new Error('Better Auth made no organization');
      await peer.api.addMember({ body: { userId: member.id, organizationId: made.id, role: 'dev' as never } });
      await peer.api.setActiveOrganization({ body: { organizationId: made.id }, headers: new Headers({ cookie: member.cookie }) });
      return member.cookie;
    },
    stop: () => new Promise((done) => {
      server.close(() => done());
      server.closeAllConnections();
    }),
  };
};

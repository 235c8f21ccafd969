/** A web server for the pages of Hallpass and of peers, with the back end of each on the same origin: our edge, a list of rules, a Better Auth server. */
import { createServer, request as sendRequest, type IncomingMessage, type RequestListener } from 'node:http';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { toNodeHandler } from 'better-auth/node';
import { organization } from 'better-auth/plugins';
import { ac, roles } from './better-auth-access.ts';

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.wasm': 'application/wasm', '': 'text/html; charset=utf-8' };

export interface Site {
  readonly origin: string;
  /** The paths of API requests since the list was last emptied. Pages, scripts and WebAssembly are not in it. */
  readonly apiRequests: string[];
  /** Serves a file at exactly this path, compressed as by any web server. */
  serveFile(path: string, body: string | Uint8Array): void;
  /** Serves JSON at exactly this path. */
  serveJson(path: string, body: (request: IncomingMessage) => unknown): void;
  /** Creates a Better Auth organization with a member whose role is `dev`; returns the member's cookies. */
  createBetterAuthMember(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts the server on `port`. It passes `/v1` and `/.well-known` on to the edge. */
export const startSite = async (port: number, edge: { readonly port: number }): Promise<Site> => {
  const files = new Map<string, Buffer>();
  const documents = new Map<string, (request: IncomingMessage) => unknown>();
  const apiRequests: string[] = [];
  let betterAuthHandler: RequestListener = (_, response) => response.writeHead(404).end();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://site');
    const file = files.get(pathname);
    if (file !== undefined) {
      response.writeHead(200, { 'content-type': TYPES[extname(pathname)] ?? 'text/plain', 'content-encoding': 'gzip', 'content-length': file.length });
      return void response.end(file);
    }
    apiRequests.push(pathname);
    const document = documents.get(pathname);
    if (document) {
      response.writeHead(200, { 'content-type': 'application/json' });
      return void response.end(JSON.stringify(document(request)));
    }
    if (pathname.startsWith('/api/auth')) return void betterAuthHandler(request, response);
    if (!/^\/(v1|\.well-known)\//.test(pathname)) return void response.writeHead(404).end();
    const { method, url, headers } = request;
    const forwarded = sendRequest({ host: '127.0.0.1', port: edge.port, method, path: url, headers, agent: false }, (edgeResponse) => {
      response.writeHead(edgeResponse.statusCode ?? 502, edgeResponse.headers);
      edgeResponse.pipe(response);
    });
    forwarded.on('error', () => response.destroy());
    request.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${port}`;
  const betterAuthServer = betterAuth({
    baseURL: origin, secret: 'a secret for this benchmark only', trustedOrigins: [origin],
    database: memoryAdapter({ user: [], session: [], account: [], verification: [], organization: [], member: [], invitation: [], rateLimit: [] }),
    emailAndPassword: { enabled: true }, rateLimit: { enabled: false }, telemetry: { enabled: false },
    plugins: [organization({ ac, roles: roles as never, creatorRole: 'owner' })],
  });
  betterAuthHandler = toNodeHandler(betterAuthServer);

  const signUp = async (name: string): Promise<{ cookie: string; id: string }> => {
    const { headers, response } = await betterAuthServer.api.signUpEmail({ body: { email: `${name}@example.com`, name, password: 'a long password' }, returnHeaders: true });
    return { cookie: headers.getSetCookie().map((header) => header.split(';')[0]).join('; '), id: response.user.id };
  };
  return {
    origin,
    apiRequests,
    serveFile: (path, body) => void files.set(path, gzipSync(body)),
    serveJson: (path, body) => void documents.set(path, body),
    async createBetterAuthMember() {
      const owner = await signUp('owner');
      const member = await signUp('member');
      const created = await betterAuthServer.api.createOrganization({ body: { name: 'Bench', slug: 'bench' }, headers: new Headers({ cookie: owner.cookie }) });
      if (!created) throw new Error('Better Auth created no organization');
      await betterAuthServer.api.addMember({ body: { userId: member.id, organizationId: created.id, role: 'dev' as never } });
      await betterAuthServer.api.setActiveOrganization({ body: { organizationId: created.id }, headers: new Headers({ cookie: member.cookie }) });
      return member.cookie;
    },
    stop: () => new Promise((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
};

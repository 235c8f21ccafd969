/** Serves `/metrics` to Prometheus, on a port of its own. */

import { createServer, type Server } from 'node:http';
import { CONTENT_TYPE, exposition } from './exposition.ts';
import type { Metrics } from './metrics.ts';
import type { ListenAddress } from './options.ts';

/** Listens until it is closed. `refresh` measures what no log line reports. */
export const serveMetrics = async ({ host, port }: ListenAddress, metrics: Metrics, refresh: () => Promise<void>): Promise<Server> => {
  const server = createServer((request, reply) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname !== '/metrics') return reply.writeHead(404).end();
    if (request.method !== 'GET' && request.method !== 'HEAD') return reply.writeHead(405, { allow: 'GET, HEAD' }).end();
    void refresh()
      .catch(() => undefined)
      .then(() => reply.writeHead(200, { 'content-type': CONTENT_TYPE }).end(exposition(metrics.families)));
    return undefined;
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return server;
};

// What stands before the edge under `npx hallpass start`: it tells the edge each client's address, as Cloudflare does, and
// answers `/readyz`. No header of a client's own can say who the client is, unless a trusted proxy adds it.
import { BlockList, isIP } from 'node:net';
import { DurableObject, env } from 'cloudflare:workers';

/** How long an answer of `/readyz` is used again, in milliseconds. */
const READINESS_CACHE_MS = 1_000;

const trusted = new BlockList();
for (const { address, prefix, family } of JSON.parse(env.TRUSTED_PROXIES)) trusted.addSubnet(address, prefix, family);

export default {
  fetch(request) {
    const { pathname } = new URL(request.url);
    if (pathname === '/readyz') return readiness(request.method);
    const headers = new Headers(request.headers);
    // The private socket knows no addresses: its clients share one count.
    headers.set('cf-connecting-ip', clientOf(addressesOf(request)));
    return env.EDGE.fetch(new Request(request, { headers }));
  },
};

/** The addresses that a request came by, the connection's last. What stands before something that is no address was not checked. */
const addressesOf = ({ cf, headers }) => {
  const peer = addressIn(cf?.clientIp ?? '');
  const forwarded = isTrusted(peer) ? (headers.get('x-forwarded-for') ?? '').split(',').map(addressIn) : [];
  const addresses = [...forwarded, peer];
  return addresses.slice(addresses.findLastIndex((address) => isIP(address) === 0) + 1);
};

/** The last address that no trusted proxy has. If all are proxies', the first one is the client's. */
const clientOf = (addresses) => addresses.findLast((address) => !isTrusted(address)) ?? addresses[0] ?? '';

const isTrusted = (address) => isIP(address) !== 0 && trusted.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');

/** The address in `203.0.113.7`, `203.0.113.7:4711` or `[2001:db8::1]:4711`; an IPv4 address as such, also where it is mapped to IPv6. */
const addressIn = (text) => {
  const [, bracketed, dotted] = /^\s*(?:\[([^\]]*)\](?::\d+)?|([\d.]+):\d+)\s*$/.exec(text) ?? [];
  return (bracketed ?? dotted ?? text.trim()).replace(/^::ffff:(?=\d+\.)/i, '');
};

/** Writes to the disk that the objects are on: a full or broken one makes the edge unready. */
export class ReadinessObject extends DurableObject {
  probe() {
    const { sql } = this.ctx.storage;
    sql.exec('CREATE TABLE IF NOT EXISTS probe (id INTEGER PRIMARY KEY, at INTEGER NOT NULL)');
    sql.exec('INSERT OR REPLACE INTO probe VALUES (1, ?)', Date.now());
  }
}

let lastReadiness = { isReady: false, until: 0 };

const readiness = async (method) => {
  if (method !== 'GET' && method !== 'HEAD') return new Response(null, { status: 405, headers: { allow: 'GET, HEAD' } });
  if (Date.now() >= lastReadiness.until) lastReadiness = { isReady: await isReady(), until: Date.now() + READINESS_CACHE_MS };
  const { isReady: ready } = lastReadiness;
  const init = { status: ready ? 200 : 503, headers: { 'cache-control': 'no-store' } };
  return Response.json({ status: ready ? 'ready' : 'not ready' }, init);
};

const isReady = async () => {
  try {
    const [edge] = await Promise.all([env.EDGE.fetch('http://edge/healthz'), env.READINESS.getByName('probe').probe()]);
    return edge.ok;
  } catch (error) {
    console.error(JSON.stringify({ part: 'readiness', fault: String(error) }));
    return false;
  }
};

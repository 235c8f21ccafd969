/** Load on one HTTP server: a few connections that stay open, one request at a time on each, written and read as bytes. */
import { connect, type Socket } from 'node:net';

/** One request as bytes. */
export const bytesOf = (method: string, path: string, headers: Readonly<Record<string, string>> = {}, body = ''): Buffer =>
  Buffer.from([
    `${method} ${path} HTTP/1.1`,
    'host: bench',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === '' ? [] : ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`]),
    '', body,
  ].join('\r\n'));

/** Requests that are sent in turn, and the status that each is to be answered with. */
export interface Requests {
  readonly bytes: readonly Buffer[];
  readonly status: number;
  /** Which one is next. Kept from round to round, so that what is new stays new. */
  next: number;
}

const HEALTH: Requests = { bytes: [bytesOf('GET', '/healthz')], status: 200, next: 0 };

/** Sends each of these once over new connections that have been used before; gives how many milliseconds each took. */
export const timeEach = async (
  port: number, connections: number, requests: readonly Buffer[], status: number, restMs = 0,
): Promise<number[]> => {
  const load = new Load(port, connections);
  await load.run(HEALTH, 10);
  const took = await load.each(requests, status, restMs);
  load.close();
  return took;
};

/** The connections to one server. */
export class Load {
  readonly #connections: readonly Connection[];

  constructor(port: number, connections: number) {
    this.#connections = Array.from({ length: connections }, () => new Connection(port));
  }

  /** Sends for so long, waits for the last reply, and gives how many were answered in how many seconds. */
  async run(requests: Requests, milliseconds: number): Promise<{ count: number; seconds: number }> {
    const from = performance.now();
    const end = from + milliseconds;
    const counts = await Promise.all(this.#connections.map(async (connection) => {
      let count = 0;
      for (; performance.now() < end; count++) {
        const status = await connection.send(requests.bytes[requests.next++ % requests.bytes.length]!);
        if (status !== requests.status) throw new Error(`answered ${status}, not ${requests.status}`);
      }
      return count;
    }));
    return { count: counts.reduce((sum, count) => sum + count, 0), seconds: (performance.now() - from) / 1000 };
  }

  /** Sends each of these once, with a rest after it, and gives how many milliseconds each took. Whatever is not answered with `status` is a failure. */
  async each(requests: readonly Buffer[], status: number, restMs = 0): Promise<number[]> {
    const took: number[] = [];
    let next = 0;
    await Promise.all(this.#connections.map(async (connection) => {
      while (next < requests.length) {
        const at = next++;
        const from = performance.now();
        const found = await connection.send(requests[at]!);
        took[at] = performance.now() - from;
        if (found !== status) throw new Error(`answered ${found}, not ${status}`);
        if (restMs > 0) await new Promise((done) => setTimeout(done, restMs));
      }
    }));
    return took;
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}

class Connection {
  readonly #socket: Socket;
  #read = '';
  #done: { resolve(status: number): void; reject(error: Error): void } | undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text: string) => this.#take(text));
    this.#socket.on('error', (error) => this.#done?.reject(error));
    this.#socket.on('close', () => this.#done?.reject(new Error('the server closed a connection')));
  }

  send(bytes: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      // workerd closes a connection that nothing was asked on for five seconds.
      if (this.#socket.destroyed) return reject(new Error('the server closed a connection'));
      this.#done = { resolve, reject };
      this.#socket.write(bytes);
    });
  }

  close(): void {
    this.#done = undefined;
    this.#socket.destroy();
  }

  #take(text: string): void {
    this.#read += text;
    const head = this.#read.indexOf('\r\n\r\n');
    if (head < 0 || !isWhole(this.#read, head)) return;
    const status = Number(this.#read.slice(9, 12));
    this.#read = '';
    this.#done?.resolve(status);
  }
}

/** Whether a reply is there to its end. */
const isWhole = (reply: string, head: number): boolean => {
  const length = /\r\ncontent-length: (\d+)/i.exec(reply.slice(0, head));
  if (length) return reply.length >= head + 4 + Number(length[1]);
  if (/\r\ntransfer-encoding: chunked/i.test(reply.slice(0, head))) return reply.endsWith('0\r\n\r\n');
  throw new Error('a reply that says nothing of its length');
};

/** A load generator for one HTTP server: a few persistent connections, each with one request at a time. Requests are prepared as bytes. */
import { connect, type Socket } from 'node:net';
import { setTimeout } from 'node:timers/promises';

export const encodeRequest = (method: string, path: string, headers: Readonly<Record<string, string>> = {}, body = ''): Buffer =>
  Buffer.from([
    `${method} ${path} HTTP/1.1`,
    'host: bench',
    ...Object.entries(headers).map(([name, value]) => `${name}: ${value}`),
    ...(body === '' ? [] : ['content-type: application/json', `content-length: ${Buffer.byteLength(body)}`]),
    '', body,
  ].join('\r\n'));

/** Requests that are sent in turn, and the status that every response has to have. */
export interface Requests {
  readonly bytes: readonly Buffer[];
  readonly status: number;
  /** The index of the next request. It continues from round to round, so that new tokens stay new. */
  next: number;
}

const HEALTH: Requests = { bytes: [encodeRequest('GET', '/healthz')], status: 200, next: 0 };

/** Opens connections, warms them up with a health check, sends each request once and returns the milliseconds of each. */
export const timeEach = async (
  port: number, connections: number, requests: readonly Buffer[], status: number, restMs = 0,
): Promise<number[]> => {
  const load = new Load(port, connections);
  await load.run(HEALTH, 10);
  const milliseconds = await load.sendEach(requests, status, restMs);
  load.close();
  return milliseconds;
};

export class Load {
  readonly #connections: readonly Connection[];

  constructor(port: number, connections: number) {
    this.#connections = Array.from({ length: connections }, () => new Connection(port));
  }

  /** Sends requests for `milliseconds` and waits for the last response. */
  async run(requests: Requests, milliseconds: number): Promise<{ count: number; seconds: number }> {
    const start = performance.now();
    const end = start + milliseconds;
    const counts = await Promise.all(this.#connections.map(async (connection) => {
      let count = 0;
      for (; performance.now() < end; count++) {
        const status = await connection.send(requests.bytes[requests.next++ % requests.bytes.length]!);
        if (status !== requests.status) throw new Error(`expected status ${requests.status}, got ${status}`);
      }
      return count;
    }));
    return { count: counts.reduce((sum, count) => sum + count, 0), seconds: (performance.now() - start) / 1000 };
  }

  /** Sends each request once, with a rest after it, and returns the milliseconds of each. Throws if a response has another status. */
  async sendEach(requests: readonly Buffer[], status: number, restMs = 0): Promise<number[]> {
    const milliseconds: number[] = [];
    let next = 0;
    await Promise.all(this.#connections.map(async (connection) => {
      while (next < requests.length) {
        const index = next++;
        const start = performance.now();
        const found = await connection.send(requests[index]!);
        milliseconds[index] = performance.now() - start;
        if (found !== status) throw new Error(`expected status ${status}, got ${found}`);
        if (restMs > 0) await setTimeout(restMs);
      }
    }));
    return milliseconds;
  }

  close(): void {
    for (const connection of this.#connections) connection.close();
  }
}

class Connection {
  readonly #socket: Socket;
  #response = '';
  #pending: { resolve(status: number): void; reject(error: Error): void } | undefined;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text: string) => this.#receive(text));
    this.#socket.on('error', (error) => this.#pending?.reject(error));
    this.#socket.on('close', () => this.#pending?.reject(new Error('the server closed a connection')));
  }

  /** Sends one request and returns the status of its response. */
  send(bytes: Buffer): Promise<number> {
    return new Promise((resolve, reject) => {
      // workerd closes a connection that was idle for five seconds.
      if (this.#socket.destroyed) return reject(new Error('the server closed a connection'));
      this.#pending = { resolve, reject };
      this.#socket.write(bytes);
    });
  }

  close(): void {
    this.#pending = undefined;
    this.#socket.destroy();
  }

  #receive(text: string): void {
    this.#response += text;
    const headEnd = this.#response.indexOf('\r\n\r\n');
    if (headEnd < 0 || !isComplete(this.#response, headEnd)) return;
    const status = Number(this.#response.slice(9, 12));
    this.#response = '';
    this.#pending?.resolve(status);
  }
}

/** Whether the response has arrived with its body. */
const isComplete = (response: string, headEnd: number): boolean => {
  const head = response.slice(0, headEnd);
  const length = /\r\ncontent-length: (\d+)/i.exec(head);
  if (length) return response.length >= headEnd + 4 + Number(length[1]);
  if (/\r\ntransfer-encoding: chunked/i.test(head)) return response.endsWith('0\r\n\r\n');
  throw new Error('a response has neither content-length nor chunked encoding');
};

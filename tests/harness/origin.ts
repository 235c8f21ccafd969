// An origin behind the gate: a plain HTTP server that records its requests, and echoes WebSocket messages.
import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request that reached the origin. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

type Handler = (request: IncomingMessage, reply: ServerResponse) => void;

export class Origin {
  readonly requests: RecordedRequest[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #handlers = new Map<string, Handler>();

  constructor() {
    this.#server = createServer((request, reply) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const handler = this.#handlers.get(path);
      if (handler) {
        this.#record(request, '');
        handler(request, reply);
        return;
      }
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.#record(request, Buffer.concat(chunks).toString());
        reply.setHeader('content-type', 'application/json');
        reply.end(JSON.stringify({ served: request.url }));
      });
    });
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
      this.#record(request, '');
      completeHandshake(request, socket);
      echoFrames(socket);
    });
  }

  async start(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return this;
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The last request; throws if there was none. */
  get last(): RecordedRequest {
    const last = this.requests.at(-1);
    if (!last) throw new Error('nothing reached the origin');
    return last;
  }

  /** Handles requests to a path with `handler`, which reads the body itself if it needs it. */
  on(path: string, handler: Handler): void {
    this.#handlers.set(path, handler);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #record(request: IncomingMessage, body: string): void {
    const { method = '', url = '', headers, rawHeaders } = request;
    this.requests.push({ method, url, headers, rawHeaders, body });
  }
}

/** RFC 6455 §4.2.2. */
function completeHandshake(request: IncomingMessage, socket: Socket): void {
  const key = String(request.headers['sec-websocket-key']);
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nhallpass-user: forged\r\n\r\n`,
  );
}

/** Sends each short text frame back unmasked. */
function echoFrames(socket: Socket): void {
  socket.on('data', (frame: Buffer) => {
    const [first = 0, second = 0] = frame;
    const length = second & 127;
    if ((first & 15) === 8) return socket.end(Buffer.from([0x88, 0]));
    const mask = frame.subarray(2, 6);
    const text = Buffer.from(frame.subarray(6, 6 + length).map((byte, index) => byte ^ (mask[index % 4] ?? 0)));
    return socket.write(Buffer.concat([Buffer.from([0x81, text.length]), text]));
  });
  socket.on('error', () => socket.destroy());
}

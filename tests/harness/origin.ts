// A platform's own origin behind the gate: a plain HTTP server that remembers what reached it, and echoes WebSockets.
import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A request as it reached the origin. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

type Answer = (request: IncomingMessage, reply: ServerResponse) => void;

export class Origin {
  readonly seen: Seen[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #answers = new Map<string, Answer>();

  constructor() {
    this.#server = createServer((request, reply) => {
      const path = (request.url ?? '').split('?')[0] ?? '';
      const answer = this.#answers.get(path);
      if (answer) {
        this.#remember(request, '');
        answer(request, reply);
        return;
      }
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        this.#remember(request, Buffer.concat(chunks).toString());
        reply.setHeader('content-type', 'application/json');
        reply.end(JSON.stringify({ served: request.url }));
      });
    });
    this.#server.on('connection', (socket: Socket) => {
      this.#sockets.add(socket);
      socket.on('close', () => this.#sockets.delete(socket));
    });
    this.#server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
      this.#remember(request, '');
      shakeHands(request, socket);
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

  /** The last request, which must have come. */
  get last(): Seen {
    const last = this.seen.at(-1);
    if (!last) throw new Error('nothing reached the origin');
    return last;
  }

  /** Has a path answered by `answer`, which reads the body itself if it wants it. */
  on(path: string, answer: Answer): void {
    this.#answers.set(path, answer);
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #remember(request: IncomingMessage, body: string): void {
    const { method = '', url = '', headers, rawHeaders } = request;
    this.seen.push({ method, url, headers, rawHeaders, body });
  }
}

/** RFC 6455 §4.2.2. */
function shakeHands(request: IncomingMessage, socket: Socket): void {
  const key = String(request.headers['sec-websocket-key']);
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\nhallpass-user: forged\r\n\r\n`,
  );
}

/** Sends each short text frame back unmasked; enough for what the tests say. */
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

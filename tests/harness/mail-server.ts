// A mail server of its own program (`smtp-server`), whose answers a test chooses, and one that misbehaves on the wire.
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join, resolve } from 'node:path';
import { simpleParser, type ParsedMail } from 'mailparser';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

const FIXTURES = resolve(import.meta.dirname, '../fixtures');
/** A certificate for `localhost`, which a test can trust, and its key. */
export const CERTIFICATE_FILE = join(FIXTURES, 'localhost.cert.pem');
export const CERTIFICATE = readFileSync(CERTIFICATE_FILE, 'utf8');
const KEY = readFileSync(join(FIXTURES, 'localhost.key.pem'), 'utf8');

/** A mail as it arrived. */
export interface Arrived {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string | undefined;
  readonly raw: string;
  readonly mail: ParsedMail;
}

/** Where a server refuses, and with which reply. */
export interface Refusal {
  readonly at: 'connect' | 'sender' | 'recipient' | 'content';
  readonly code: number;
  readonly text: string;
}

/** Options of a server. */
export interface MailServerOptions {
  readonly address?: string;
  readonly port?: number;
  readonly tls?: 'starttls' | 'implicit';
  /** Who may sign in; without it nobody needs to. */
  readonly login?: { readonly user: string; readonly password: string; readonly methods: readonly string[] };
}

export class MailServer {
  readonly arrived: Arrived[] = [];
  /** Signing in was tried so often. */
  logins = 0;
  refusal: Refusal | undefined;
  readonly #server: SMTPServer;

  private constructor(options: MailServerOptions) {
    this.#server = new SMTPServer(this.#options(options));
    // A client that leaves in the middle is what some tests are about.
    this.#server.on('error', () => undefined);
  }

  static async start(options: MailServerOptions = {}): Promise<MailServer> {
    const started = new MailServer(options);
    await new Promise<void>((listening, failed) => {
      started.#server.once('error', failed);
      started.#server.listen(options.port ?? 0, options.address ?? '127.0.0.1', listening);
    });
    return started;
  }

  get port(): number {
    return (this.#server.server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    await new Promise<void>((closed) => this.#server.close(() => closed()));
  }

  #options({ tls, login }: MailServerOptions): SMTPServerOptions {
    return {
      key: KEY,
      cert: CERTIFICATE,
      secure: tls === 'implicit',
      closeTimeout: 500,
      hideSTARTTLS: tls === undefined,
      authOptional: login === undefined,
      // `smtp-server` itself refuses AUTH in clear text unless it is told otherwise.
      allowInsecureAuth: true,
      authMethods: [...(login?.methods ?? [])],
      disabledCommands: login === undefined ? ['AUTH'] : [],
      onAuth: ({ username, password }, _session, done) => {
        this.logins++;
        const isKnown = username === login?.user && password === login?.password;
        done(isKnown ? null : new Error('who are you?'), isKnown ? { user: username } : undefined);
      },
      onConnect: (_session, done) => done(this.#refused('connect')),
      onMailFrom: (_address, _session, done) => done(this.#refused('sender')),
      onRcptTo: (_address, _session, done) => done(this.#refused('recipient')),
      onData: (stream, session, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const error = this.#refused('content');
          if (error) return done(error);
          const raw = Buffer.concat(chunks);
          const { mailFrom, rcptTo } = session.envelope;
          void simpleParser(raw).then((mail) => {
            this.arrived.push({
              from: mailFrom === false ? '' : mailFrom.address,
              to: rcptTo.map(({ address }) => address),
              secure: session.secure,
              user: session.user as string | undefined,
              raw: raw.toString('latin1'),
              mail,
            });
            done();
          });
        });
      },
    };
  }

  #refused(at: Refusal['at']): (Error & { responseCode?: number }) | null {
    if (this.refusal?.at !== at) return null;
    return Object.assign(new Error(this.refusal.text), { responseCode: this.refusal.code });
  }
}

/** A server that answers line by line as a script says, whatever SMTP asks for. */
export class ScriptedServer {
  readonly lines: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(script: (line: string, socket: Socket) => void, greeting: string) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket);
      socket.on('error', () => undefined);
      socket.write(greeting);
      let rest = '';
      socket.on('data', (chunk) => {
        const lines = (rest + chunk.toString('latin1')).split('\r\n');
        rest = lines.pop() ?? '';
        for (const line of lines) {
          this.lines.push(line);
          script(line, socket);
        }
      });
    });
  }

  static async start(script: (line: string, socket: Socket) => void, greeting = '220 scripted\r\n'): Promise<ScriptedServer> {
    const started = new ScriptedServer(script, greeting);
    await new Promise<void>((listening) => started.#server.listen(0, '127.0.0.1', listening));
    return started;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((closed) => this.#server.close(closed));
  }
}

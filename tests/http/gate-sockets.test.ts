// Upgraded connections through the gate: messages, closing in both directions, and their end with the membership.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { startEdge, type Edge } from '../harness/edge.ts';
import { expectOk } from '../harness/expect.ts';
import { memberOf, ownerWithTeam, sleep, type Person } from '../harness/person.ts';
import * as shapes from '../harness/shapes.ts';

/** A module that counts the reads of accounts' epochs, and lists them under `/reads`. */
const COUNTER = `
import Worker, { AccountObject as Account } from './entry.mjs';
export { MailboxObject, UserObject } from './entry.mjs';
let reads = 0;
export class AccountObject extends Account {
  fetch(request) {
    if (new URL(request.url).pathname === '/read-epochs') reads++;
    return super.fetch(request);
  }
}
export default {
  fetch(request, env, context) {
    if (new URL(request.url).pathname === '/reads') return Response.json(reads);
    return new Worker(context, env).fetch(request);
  },
};
`;

/** One frame: its opcode and its content. */
interface Frame {
  readonly opcode: number;
  readonly content: Buffer;
}

/** The origin's end of a connection. */
class Peer {
  readonly request: IncomingMessage;
  readonly frames: Frame[] = [];
  readonly #socket: Socket;
  #rest: Buffer = Buffer.alloc(0);
  isOpen = true;

  constructor(request: IncomingMessage, socket: Socket) {
    this.request = request;
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('close', () => (this.isOpen = false));
    socket.on('error', () => (this.isOpen = false));
  }

  send(opcode: number, content: Buffer): void {
    const { length } = content;
    const head = length < 126 ? Buffer.from([0x80 | opcode, length]) : Buffer.from([0x80 | opcode, 127, 0, 0, 0, 0, ...[24, 16, 8, 0].map((shift) => (length >>> shift) & 255)]);
    this.#socket.write(Buffer.concat([head, content]));
  }

  close(code: number, reason: string): void {
    this.send(8, Buffer.concat([Buffer.from([code >> 8, code & 255]), Buffer.from(reason)]));
  }

  reset(): void {
    this.#socket.destroy();
  }

  /** The code and the reason of the close frame that the gate sent. */
  async closed(): Promise<{ code: number; reason: string }> {
    const { content } = await this.frame((frame) => frame.opcode === 8);
    return content.length < 2 ? { code: 1005, reason: '' } : { code: content.readUInt16BE(0), reason: content.subarray(2).toString() };
  }

  async frame(matches: (frame: Frame) => boolean): Promise<Frame> {
    for (const end = Date.now() + 30_000; Date.now() < end; await sleep(5)) {
      const found = this.frames.find(matches);
      if (found) return found;
    }
    throw new Error(`no such frame among ${this.frames.length}`);
  }

  #read(chunk: Buffer): void {
    this.#rest = Buffer.concat([this.#rest, chunk]);
    for (;;) {
      const [first = 0, second = 0] = this.#rest;
      const short = second & 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (this.#rest.length < head + 4) return;
      const length = short < 126 ? short : short === 126 ? this.#rest.readUInt16BE(2) : Number(this.#rest.readBigUInt64BE(2));
      if (this.#rest.length < head + 4 + length) return;
      const mask = this.#rest.subarray(head, head + 4);
      const content = Buffer.from(this.#rest.subarray(head + 4, head + 4 + length).map((byte, index) => byte ^ mask[index % 4]!));
      this.#rest = this.#rest.subarray(head + 4 + length);
      const opcode = first & 15;
      this.frames.push({ opcode, content });
      if (opcode === 9) this.send(10, content);
      if (opcode === 8) this.#socket.end(Buffer.concat([Buffer.from([0x88, content.length]), content]));
    }
  }
}

let server: Server;
let edge: Edge;
let owner: Person;
let team: string;
const peers: Peer[] = [];
before(async () => {
  server = createServer();
  server.on('upgrade', (request: IncomingMessage, socket: Socket) => {
    const accept = createHash('sha1').update(`${String(request.headers['sec-websocket-key'])}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
    const protocol = String(request.headers['sec-websocket-protocol'] ?? '').split(', ').at(-1);
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n${protocol ? `Sec-WebSocket-Protocol: ${protocol}\r\n` : ''}hallpass-user: forged\r\n\r\n`);
    peers.push(new Peer(request, socket));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const rules = ['strict', 'cached', 'stateless'].map((freshness) => ({ method: 'GET', path: `/${freshness}/{account}`, require: 'team:access', freshness }));
  edge = await startEdge({
    entry: COUNTER,
    settings: { GATE: JSON.stringify(rules), ORIGIN: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ORIGIN_SECRET: 'the-origin-knows-the-gate-by-this', MEMBERSHIP_TTL: '30' },
  });
  ({ owner, team } = await ownerWithTeam(edge, 'Olga'));
});
after(async () => {
  await edge?.stop();
  server?.close();
  server?.closeAllConnections();
});

interface Connection {
  readonly socket: WebSocket;
  readonly peer: Peer;
  readonly messages: unknown[];
  /** The code and the reason with which the caller sees it closed. */
  readonly closed: Promise<{ code: number; reason: string }>;
}

async function connect(person: Person, freshness: string, protocols: readonly string[] = []): Promise<Connection> {
  const token = expectOk(await person.post(`/v1/accounts/${team}/token`), shapes.token).token;
  const options = { headers: { 'hallpass-token': token }, protocols: [...protocols] };
  const socket = new WebSocket(`${edge.origin.replace('http', 'ws')}/${freshness}/${team}`, options as unknown as string[]);
  socket.binaryType = 'arraybuffer';
  const messages: unknown[] = [];
  socket.addEventListener('message', ({ data }) => messages.push(data));
  const closed = new Promise<{ code: number; reason: string }>((resolve) => socket.addEventListener('close', ({ code, reason }) => resolve({ code, reason })));
  const known = peers.length;
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error('denied')));
  });
  return { socket, peer: peers[known]!, messages, closed };
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !holds(); await sleep(5)) if (Date.now() > end) throw new Error('it did not happen');
}

test('text and bytes pass in both directions, in their order and whatever their length', async () => {
  const { socket, peer, messages } = await connect(owner, 'cached');
  const large = 'é'.repeat(100_000);
  for (const text of ['', 'one', 'zwei ✓ 😀', large]) socket.send(text);
  socket.send(new Uint8Array([0, 1, 255]));
  await until(() => peer.frames.length === 5);
  assert.deepEqual(peer.frames.map(({ opcode }) => opcode), [1, 1, 1, 1, 2]);
  assert.deepEqual(peer.frames.slice(0, 4).map(({ content }) => content.toString()), ['', 'one', 'zwei ✓ 😀', large]);
  assert.deepEqual([...peer.frames[4]!.content], [0, 1, 255]);
  peer.send(1, Buffer.from('zurück'));
  peer.send(2, Buffer.from([9, 8]));
  for (let index = 0; index < 500; index++) peer.send(1, Buffer.from(String(index)));
  await until(() => messages.length === 502);
  assert.deepEqual([messages[0], [...new Uint8Array(messages[1] as ArrayBuffer)]], ['zurück', [9, 8]]);
  assert.deepEqual(messages.slice(2), Array.from({ length: 500 }, (_, index) => String(index)));
  socket.close();
});

test('the subprotocol is the origin’s choice, and Hallpass’s own headers are the gate’s', async () => {
  const { socket, peer } = await connect(owner, 'cached', ['v1.example', 'v2.example']);
  assert.equal(socket.protocol, 'v2.example');
  assert.equal(peer.request.headers['hallpass-user'], owner.id);
  socket.close();
});

test('the caller’s close code and reason reach the origin', async () => {
  for (const [code, reason] of [[4001, 'bye'], [1000, ''], [3999, 'é']] as const) {
    const { socket, peer, closed } = await connect(owner, 'strict');
    socket.close(code, reason);
    assert.deepEqual(await peer.closed(), { code, reason });
    assert.equal((await closed).code, code);
  }
  const { socket, peer } = await connect(owner, 'strict');
  socket.close();
  assert.ok([1000, 1005].includes((await peer.closed()).code), 'no code, or the one that the client puts in its place');
});

test('the origin’s close code and reason reach the caller, and a broken connection is 1014', async () => {
  for (const [code, reason] of [[4002, 'theirs'], [1000, ''], [1001, 'restart'], [1011, 'oops'], [1012, '']] as const) {
    const { peer, closed } = await connect(owner, 'cached');
    peer.close(code, reason);
    assert.deepEqual(await closed, { code, reason });
  }
  const { peer, closed } = await connect(owner, 'cached');
  peer.reset();
  assert.equal((await closed).code, 1014);
});

test('connections end with their membership within 15 seconds, and no others do', async () => {
  const [mia, max, ned] = [await memberOf(owner, team, 'Mia', 'dev'), await memberOf(owner, team, 'Max', 'dev'), await memberOf(owner, team, 'Ned', 'dev')];
  const ending = [await connect(mia, 'strict'), await connect(mia, 'cached'), await connect(max, 'cached')];
  // A membership that ends while the connection is open: nothing is written at that time.
  const enda = await memberOf(owner, team, 'Enda', 'dev');
  expectOk(await owner.patch(`/v1/accounts/${team}/members/${enda.id}`, { expiresAt: new Date(Date.now() + 3_000).toISOString() }), shapes.member);
  ending.push(await connect(enda, 'cached'), await connect(enda, 'strict'));
  const staying = [await connect(ned, 'strict'), await connect(ned, 'cached'), await connect(owner, 'strict')];
  const stateless = await connect(mia, 'stateless');
  const opened = Date.now();
  assert.equal((await owner.delete(`/v1/accounts/${team}/members/${mia.id}`)).status, 204);
  expectOk(await owner.patch(`/v1/accounts/${team}/members/${max.id}`, { role: 'billing' }), shapes.member);
  const removed = Date.now();
  for (const { closed, peer } of ending) {
    assert.deepEqual(await closed, { code: 1008, reason: 'stale_epoch' });
    assert.deepEqual(await peer.closed(), { code: 1008, reason: 'stale_epoch' });
  }
  assert.ok(Date.now() - removed <= 15_000, `closed after ${Date.now() - removed} ms`);
  assert.deepEqual(staying.map(({ socket }) => socket.readyState), [1, 1, 1], 'control: other members’ connections stay open');
  assert.equal(stateless.socket.readyState, 1, 'control: nothing ends before its token');
  assert.deepEqual(await stateless.closed, { code: 1008, reason: 'token_expired' });
  assert.ok(Date.now() - opened >= 25_000, 'a stateless rule accepts the token until it expires');
  for (const { socket, peer, messages } of staying) {
    socket.send('still');
    await peer.frame(({ content }) => content.toString() === 'still');
    peer.send(1, Buffer.from('here'));
    await until(() => messages.includes('here'));
    socket.close();
  }
});

test('many connections of an account share their checks', async () => {
  const reads = async (): Promise<number> => (await (await fetch(`${edge.origin}/reads`)).json()) as number;
  const connections = await Promise.all(Array.from({ length: 1 }, () => connect(owner, 'cached')));
  for (let index = 0; index < 29; index++) connections.push(await connect(owner, 'cached'));
  const before = await reads();
  await sleep(21_000);
  const asked = (await reads()) - before;
  assert.ok(asked >= 1, 'control: they are checked');
  assert.ok(asked <= 14, `${asked} reads for 60 checks: at most one each 1.5 s`);
  assert.ok(connections.every(({ socket }) => socket.readyState === 1));
  for (const { socket } of connections) socket.close();
});

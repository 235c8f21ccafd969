// The harness's own connections: a request is never sent on one that the server may be closing.
import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { after, before, test } from 'node:test';
import { connections, send } from '../harness/http.ts';

/** As workerd's: the time after which an idle connection is closed. */
const SERVER_IDLE_MS = 5_000;

let server: Server;
let origin: string;
const sockets = new Set<Socket>();

before(async () => {
  server = createServer((socket) => {
    let answeredAt: number | undefined;
    sockets.add(socket.on('error', () => undefined));
    socket.on('data', () => {
      // The request crosses the end of the connection on its way.
      if (answeredAt !== undefined && performance.now() - answeredAt >= SERVER_IDLE_MS) return void socket.resetAndDestroy();
      answeredAt = performance.now();
      socket.write('HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
after(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
});

test('a connection is used again', async () => {
  const agent = connections(1);
  for (let request = 0; request < 3; request += 1) assert.equal((await send(origin, 'GET', '/', { agent })).status, 200);
  assert.equal(sockets.size, 1);
  agent.destroy();
});

test('a connection that was idle while the event loop was blocked is not used again', async () => {
  const agent = connections(1);
  assert.equal((await send(origin, 'GET', '/', { agent })).status, 200);
  // Meanwhile, neither the socket's timer nor the server's FIN reaches the client.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SERVER_IDLE_MS + 100);
  assert.equal((await send(origin, 'GET', '/', { agent })).status, 200);
  agent.destroy();
});

test('a connection is closed before the server closes it', { timeout: SERVER_IDLE_MS }, async () => {
  const agent = connections(1);
  const before = sockets.size;
  assert.equal((await send(origin, 'GET', '/', { agent })).status, 200);
  const [socket] = [...sockets].slice(before);
  assert.ok(socket);
  await new Promise((resolve) => socket.once('close', resolve));
  agent.destroy();
});

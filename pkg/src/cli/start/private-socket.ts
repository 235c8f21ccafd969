/** The Unix sockets at which a running edge answers this machine's user. Other users cannot open them: their folder is private. */

import { request } from 'node:http';
import { connect } from 'node:net';

const TIMEOUT_MS = 10_000;

/** Whether a process listens on the socket. */
export const canConnect = (path: string): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = connect({ path });
    socket.on('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });

/** The status of the reply to a `GET`; `undefined` without a reply. */
export const statusOf = (socketPath: string, path: string): Promise<number | undefined> =>
  new Promise((resolve) => {
    const sent = request({ socketPath, path, headers: { host: 'localhost' }, timeout: TIMEOUT_MS }, (reply) => {
      reply.resume();
      resolve(reply.statusCode);
    });
    sent.on('timeout', () => sent.destroy());
    sent.on('error', () => resolve(undefined));
    sent.end();
  });

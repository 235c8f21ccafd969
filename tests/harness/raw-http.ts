// HTTP/1.1 as raw bytes, for requests that no HTTP client sends.
import { connect } from 'node:net';

/** The head of a request, as lines without their ends. */
export type Lines = readonly string[];

/** Sends the lines, an empty line and the body, byte for byte (Latin-1), and returns all that comes back until the server closes. */
export function sendRaw(origin: string, lines: Lines, body = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString('latin1')));
    socket.on('close', () => resolve(text));
    socket.on('error', reject);
    socket.write(Buffer.from(`${[...lines, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`, 'latin1'));
  });
}

/** The status of a raw reply; 0 if the server closed the connection without one. */
export function statusOf(reply: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(reply)?.[1] ?? 0);
}

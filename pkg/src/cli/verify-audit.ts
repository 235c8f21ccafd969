/** `hallpass verify-audit`: whether an exported audit log is whole and unchanged, by the same code that wrote it. */

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { beside } from '../wasm-file/disk.ts';
import { localNow } from '../clock.ts';
import { type Core, createCore } from '../core.ts';
import type { AuditHead, SignedAuditHead } from '../hallpass.js';
import { type Command, Failed, Misused, type Terminal, type Words } from './command.ts';
import { at, readText } from './files.ts';

/** Events that are followed at once. */
const PIECE = 2_000;

export const verifyAudit: Command = {
  usage: 'verify-audit FILE (--endpoint URL | --jwks FILE) [--kept FILE]…',
  help: `Follows the hash chain of an exported audit log from the account's first event to the signed head. FILE is what
\`GET /v1/accounts/{acc}/audit?format=ndjson\` gave, without filters. An event that was changed, taken out, put in or moved
is found, and so is an export that was cut short.

  --endpoint URL   takes the public keys from this edge
  --jwks FILE      takes them from a file: what /.well-known/jwks.json gave, so that nobody needs to be asked
  --kept FILE      an earlier export, or a head kept from one: the log must lead through it. Only what you kept
                   yourself shows that the whole log was written anew`,
  options: { endpoint: { type: 'string' }, jwks: { type: 'string' }, kept: { type: 'string', multiple: true } },
  async run(words, terminal) {
    const [file = ''] = words.named('FILE');
    const jwks = await keys(words, terminal);
    const core = createCore(beside);
    const kept: SignedAuditHead[] = [];
    for (const name of words.texts('kept')) kept.push(await headOf(core, firstLine(readText(at(terminal, name))), jwks, name));
    const { head, account } = await follow(core, at(terminal, file), jwks, kept);
    terminal.out(`${account}: ${head.count} events, unchanged from the first to ${head.hash}`);
    for (const { count } of kept) terminal.out(`  and the same up to event ${count} as when you kept it`);
  },
};

const keys = async (words: Words, terminal: Terminal): Promise<string> => {
  const [endpoint, file] = [words.text('endpoint'), words.text('jwks')];
  if ((endpoint === undefined) === (file === undefined)) throw new Misused('say --endpoint or --jwks');
  if (file !== undefined) return readText(at(terminal, file));
  const url = `${endpoint?.replace(/\/+$/, '')}/.well-known/jwks.json`;
  const reply = await fetch(url, { signal: AbortSignal.timeout(15_000) }).catch(() => undefined);
  if (!reply?.ok) throw new Failed(`no keys from ${url}`);
  return reply.text();
};

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** The signed head in an export's first line, or a head by itself. */
const headOf = async (core: Core, line: string, jwks: string, name: string): Promise<SignedAuditHead> => {
  const token = line.startsWith('{') ? (parsed(line) as { head?: unknown }).head : line.trim();
  if (typeof token !== 'string' || token === '') throw new Failed(`\`${name}\` carries no signed head: export the log without filters`);
  try {
    return await core('verifyAuditHead', token, jwks, localNow() / 1000);
  } catch (error) {
    throw new Failed(`\`${name}\`: the head is not signed by these keys (${(error as { code?: string }).code ?? 'unreadable'})`);
  }
};

const follow = async (core: Core, file: string, jwks: string, kept: readonly SignedAuditHead[]): Promise<{ account: string; head: AuditHead }> => {
  const lines = createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY });
  let signed: SignedAuditHead | undefined;
  let head: AuditHead | undefined;
  let piece: string[] = [];
  const step = async (): Promise<void> => {
    if (!signed) return;
    const from = head ? `,"from":${JSON.stringify(head)}` : '';
    const chain = `{"account":${JSON.stringify(signed.account)}${from},"events":[${piece.join(',')}]}`;
    piece = [];
    try {
      head = await core('verifyAudit', chain);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      throw new Failed(code === 'conflict' ? `the log was changed: ${message}` : `line ${(head?.count ?? 0) + 2} or after is no event`);
    }
    for (const known of kept) if (known.count === head.count && known.hash !== head.hash) throw new Failed(`the log was written anew: event ${known.count} is another than you kept`);
  };
  for await (const line of lines) {
    if (!signed) {
      signed = await headOf(core, line, jwks, file);
      for (const known of kept) {
        if (known.account !== signed.account) throw new Failed('what you kept is of another account');
        if (known.count > signed.count) throw new Failed(`the log has ${signed.count} events, and had ${known.count} when you kept its head`);
      }
      continue;
    }
    piece.push(line);
    const seen: number = (head?.count ?? 0) + piece.length;
    if (piece.length === PIECE || kept.some(({ count }) => count === seen)) await step();
  }
  if (!signed) throw new Failed(`\`${file}\` is empty`);
  await step();
  const reached = head as AuditHead | undefined;
  if (!reached || reached.count !== signed.count || reached.hash !== signed.hash) {
    throw new Failed(`the log does not lead to its signed head: ${reached?.count ?? 0} events of ${signed.count}`);
  }
  return { account: signed.account, head: reached };
};

const parsed = (line: string): object => {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
};

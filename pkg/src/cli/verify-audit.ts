/** `hallpass verify-audit`: checks that an exported audit log is complete and unchanged. */

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { localNow } from '../clock.ts';
import { type Core, createCore, loadCore } from '../core.ts';
import type { AuditHead, SignedAuditHead } from '../hallpass.js';
import { wasmFile } from '../wasm-file/disk.ts';
import { type Command, CommandFailed } from './command.ts';
import { readTextFile, resolvePath } from './files.ts';
import { PUBLIC_KEYS_HELP, PUBLIC_KEYS_OPTIONS, readPublicKeys } from './public-keys.ts';

/** Events that are verified at a time. */
const BATCH_SIZE = 2_000;

export const verifyAudit: Command = {
  usage: 'verify-audit FILE (--endpoint URL | --jwks FILE) [--kept FILE]…',
  help: `Follows the hash chain of an exported audit log from the account's first event to the signed head. FILE is the
output of \`GET /v1/accounts/{acc}/audit?format=ndjson\` without filters. An event that was changed, removed, inserted
or moved is found, and so is an export that was cut short.

${PUBLIC_KEYS_HELP}
  --kept FILE      an earlier export, or a head from one: the log must lead through it. Only what you keep
                   yourself shows that the whole log was rewritten`,
  options: { ...PUBLIC_KEYS_OPTIONS, kept: { type: 'string', multiple: true } },
  async run(args, terminal) {
    const [file = ''] = args.positional('FILE');
    const jwks = await readPublicKeys(args, terminal);
    const core = createCore(() => loadCore(wasmFile));
    const kept: SignedAuditHead[] = [];
    for (const name of args.strings('kept')) {
      kept.push(await verifyHead(core, firstLine(readTextFile(resolvePath(terminal, name))), jwks, name));
    }
    const { account, head } = await verifyLog(core, resolvePath(terminal, file), jwks, kept);
    terminal.print(`${account}: ${head.count} events, unchanged from the first to ${head.hash}`);
    for (const { count } of kept) terminal.print(`  and the same up to event ${count} as in what you have kept`);
  },
};

const firstLine = (text: string): string => text.split('\n', 1)[0] ?? '';

/** Verifies the signed head in an export's first line, or one by itself. */
const verifyHead = async (core: Core, line: string, jwks: string, name: string): Promise<SignedAuditHead> => {
  const token = line.startsWith('{') ? headIn(line) : line.trim();
  if (typeof token !== 'string' || token === '') throw new CommandFailed(`\`${name}\` has no signed head: export the log without filters`);
  try {
    return await core('verifyAuditHead', token, jwks, localNow() / 1000);
  } catch (error) {
    const { code = 'unreadable' } = error as { code?: string };
    throw new CommandFailed(`\`${name}\`: the head is not signed by these keys (${code})`);
  }
};

const headIn = (line: string): unknown => {
  try {
    return (JSON.parse(line) as { head?: unknown } | null)?.head;
  } catch {
    return undefined;
  }
};

/** Verifies a log line by line. Throws a `CommandFailed` that says what is wrong with it. */
const verifyLog = async (
  core: Core,
  file: string,
  jwks: string,
  kept: readonly SignedAuditHead[],
): Promise<{ account: string; head: AuditHead }> => {
  let signed: SignedAuditHead | undefined;
  let chain: ChainVerifier | undefined;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (chain) {
      await chain.add(line);
      continue;
    }
    signed = await verifyHead(core, line, jwks, file);
    for (const head of kept) assertKeptHeadFits(head, signed);
    chain = new ChainVerifier(core, signed.account, kept);
  }
  if (!signed || !chain) throw new CommandFailed(`\`${file}\` is empty`);
  const head = await chain.finish();
  if (head.count !== signed.count || head.hash !== signed.hash) {
    throw new CommandFailed(`the log does not lead to its signed head: ${head.count} events of ${signed.count}`);
  }
  return { account: signed.account, head };
};

const assertKeptHeadFits = (kept: SignedAuditHead, signed: SignedAuditHead): void => {
  if (kept.account !== signed.account) throw new CommandFailed('what you have kept is of another account');
  if (kept.count > signed.count) {
    throw new CommandFailed(`the log has ${signed.count} events, and had ${kept.count} when you kept its head`);
  }
};

/** Follows a chain in batches, so that a long log does not have to fit into memory. */
class ChainVerifier {
  readonly #core: Core;
  readonly #account: string;
  readonly #kept: readonly AuditHead[];
  #head: AuditHead | undefined;
  #batch: string[] = [];

  constructor(core: Core, account: string, kept: readonly AuditHead[]) {
    this.#core = core;
    this.#account = account;
    this.#kept = kept;
  }

  /** Adds the next event, a line of JSON. */
  async add(line: string): Promise<void> {
    this.#batch.push(line);
    const count = (this.#head?.count ?? 0) + this.#batch.length;
    if (this.#batch.length === BATCH_SIZE || this.#kept.some((head) => head.count === count)) await this.#verifyBatch();
  }

  /** The head that the chain leads to. */
  async finish(): Promise<AuditHead> {
    return this.#verifyBatch();
  }

  async #verifyBatch(): Promise<AuditHead> {
    const from = this.#head ? `,"from":${JSON.stringify(this.#head)}` : '';
    const chain = `{"account":${JSON.stringify(this.#account)}${from},"events":[${this.#batch.join(',')}]}`;
    this.#batch = [];
    let head: AuditHead;
    try {
      head = await this.#core('verifyAudit', chain);
    } catch (error) {
      const { code, message } = error as { code?: string; message: string };
      if (code === 'conflict') throw new CommandFailed(`the log was changed: ${message}`);
      throw new CommandFailed(`line ${(this.#head?.count ?? 0) + 2} or a later one is not an event`);
    }
    for (const kept of this.#kept) {
      if (kept.count === head.count && kept.hash !== head.hash) {
        throw new CommandFailed(`the log was rewritten: event ${kept.count} is not the one that you have kept`);
      }
    }
    return (this.#head = head);
  }
}

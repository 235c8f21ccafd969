/** `hallpass verify-audit`: checks that an exported audit log is complete and unchanged. */

import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import initialize, { verifyAuditCut } from '../../wasm-cli/hallpass_cli.js';
import cliWasm from '../../wasm-cli/hallpass_cli_bg.wasm?bytes';
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

Where the operator removes old events, the log begins at its signed cut, and is followed from there. A kept head of events
that were removed is reported as \`cut\`: nothing is left to compare it with. Events younger than 30 days are never removed.

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
    const { account, head, cut } = await verifyLog(core, resolvePath(terminal, file), jwks, kept);
    if (cut) {
      terminal.print(`${account}: ${head.count} events, unchanged from event ${cut.count + 1} to ${head.hash}`);
      terminal.print(`  events 1 to ${cut.count} were removed, the last of them at ${cut.at}`);
    } else {
      terminal.print(`${account}: ${head.count} events, unchanged from the first to ${head.hash}`);
    }
    for (const [index, { count }] of kept.entries()) {
      const isCut = cut?.kept[index] === 'cut';
      terminal.print(isCut ? `  cut: event ${count}, which you have kept, was removed with those before it` : `  and the same up to event ${count} as in what you have kept`);
    }
  },
};

/** The signed cut of a log. */
interface Cut extends AuditHead {
  readonly account: string;
  /** When the last event was removed. */
  readonly at: string;
  /** What it says about each kept head. */
  readonly kept: readonly ('onChain' | 'cut' | 'cutTooEarly')[];
}

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

const headIn = (line: string): unknown => member(line, 'head');

const member = (line: string, name: 'cut' | 'head'): unknown => {
  try {
    return (JSON.parse(line) as { readonly [name: string]: unknown } | null)?.[name];
  } catch {
    return undefined;
  }
};

/** Verifies the signed cut in an export's first line, if there is one. Throws a `CommandFailed` if it does not fit the head or the kept heads. */
const verifyCut = async (line: string, jwks: string, signed: SignedAuditHead, kept: readonly SignedAuditHead[]): Promise<Cut | undefined> => {
  const token = member(line, 'cut');
  if (token === undefined) return undefined;
  let cut: Cut;
  try {
    await initialize({ module_or_path: cliWasm });
    cut = JSON.parse(verifyAuditCut(String(token), jwks, localNow() / 1000, JSON.stringify(kept))) as Cut;
  } catch (code) {
    throw new CommandFailed(`the cut of the log is not signed by these keys (${String(code)})`);
  }
  if (cut.account !== signed.account) throw new CommandFailed('the cut of the log is of another account');
  if (cut.count > signed.count) throw new CommandFailed(`the cut removes ${cut.count} events of ${signed.count}`);
  for (const [index, { count, hash }] of kept.entries()) {
    if (cut.kept[index] === 'cutTooEarly') {
      throw new CommandFailed(`the log was cut too early: events after ${count} were removed less than 30 days after you kept its head`);
    }
    if (count === cut.count && hash !== cut.hash) throw rewritten(count);
  }
  return cut;
};

const rewritten = (count: number): CommandFailed =>
  new CommandFailed(`the log was rewritten: event ${count} is not the one that you have kept`);

/** Verifies a log line by line. Throws a `CommandFailed` that says what is wrong with it. */
const verifyLog = async (
  core: Core,
  file: string,
  jwks: string,
  kept: readonly SignedAuditHead[],
): Promise<{ account: string; head: AuditHead; cut: Cut | undefined }> => {
  let signed: SignedAuditHead | undefined;
  let cut: Cut | undefined;
  let chain: ChainVerifier | undefined;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
    if (chain) {
      await chain.add(line);
      continue;
    }
    signed = await verifyHead(core, line, jwks, file);
    for (const head of kept) assertKeptHeadFits(head, signed);
    cut = await verifyCut(line, jwks, signed, kept);
    chain = new ChainVerifier(core, signed.account, kept, cut && { count: cut.count, hash: cut.hash });
  }
  if (!signed || !chain) throw new CommandFailed(`\`${file}\` is empty`);
  const head = await chain.finish();
  if (head.count !== signed.count || head.hash !== signed.hash) {
    throw new CommandFailed(`the log does not lead to its signed head: ${head.count} events of ${signed.count}`);
  }
  return { account: signed.account, head, cut };
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
  /** The number of the event before the first one. */
  readonly #start: number;
  #head: AuditHead | undefined;
  #batch: string[] = [];

  /** Follows the chain from `start`, or from the account's first event. */
  constructor(core: Core, account: string, kept: readonly AuditHead[], start: AuditHead | undefined) {
    this.#core = core;
    this.#account = account;
    this.#kept = kept;
    this.#start = start?.count ?? 0;
    this.#head = start;
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
      throw new CommandFailed(`line ${(this.#head?.count ?? 0) - this.#start + 2} or a later one is not an event`);
    }
    for (const kept of this.#kept) {
      if (kept.count === head.count && kept.hash !== head.hash) throw rewritten(kept.count);
    }
    return (this.#head = head);
  }
}

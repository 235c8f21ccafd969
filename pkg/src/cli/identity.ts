/** `hallpass identity check`: says why an identity token is accepted or refused. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import initialize, { findIdentityProviders, IdentityCheck } from '../../wasm-cli/hallpass_cli.js';
import wasm from '../../wasm-cli/hallpass_cli_bg.wasm?bytes';
import { localNow } from '../clock.ts';
import { type Arguments, type Command, CommandFailed, type Terminal, UsageError } from './command.ts';
import { readTextFile, resolvePath } from './files.ts';

const SETTING = 'IDENTITY_PROVIDERS';
/** Where the setting is looked for, in this order, in the folder and in the project that `hallpass deploy` makes. */
const FILES = ['.dev.vars', 'wrangler.toml', 'wrangler.json', 'wrangler.jsonc'];
const FOLDERS = ['.', 'hallpass-edge'];
const FETCH_TIMEOUT_MS = 10_000;
const MAX_DOCUMENT_BYTES = 64 * 1024;

export const identity: Command = {
  usage: 'identity check TOKEN [--settings FILE]',
  help: `Checks an identity token as the edge does, and says of each check what the token and the setting
${SETTING} say: issuer, audience, type, algorithm, key, signature, expiry, subject, address and verification. The
exit code is 1 if the edge would refuse the token. Nothing is sent but requests for the provider's keys.

  TOKEN             the token, or \`-\` to read it from standard input, which keeps it out of the shell's history
  --settings FILE   where ${SETTING} is: wrangler.toml, wrangler.json, lines as in .dev.vars, or its JSON alone
                    (default: the environment, then .dev.vars and wrangler.* here or in hallpass-edge)`,
  options: { settings: { type: 'string' } },
  async run(args, terminal) {
    const [action, token] = args.positional('check', 'TOKEN');
    if (action !== 'check' || token === undefined) throw new UsageError('expected check TOKEN');
    await initialize({ module_or_path: wasm });
    const { source, value } = readSetting(args, terminal);
    const check = begin(source, value, readToken(token, terminal));
    try {
      await fetchKeys(check);
      const isValid = await verify(check);
      print(JSON.parse(check.report(isValid, localNow())) as CheckResult[], source, terminal);
    } finally {
      check.free();
    }
  },
};

interface CheckResult {
  readonly check: string;
  readonly outcome: 'passed' | 'failed' | 'warning' | 'skipped';
  readonly message: string;
}

/** The token alone, however it was copied. */
const readToken = (argument: string, terminal: Terminal): string => {
  const text = argument === '-' ? terminal.readInput() : argument;
  return text.trim().replace(/^(authorization:\s*)?bearer\s+/i, '');
};

const readSetting = (args: Arguments, terminal: Terminal): { source: string; value: string } => {
  const named = args.string('settings');
  if (named !== undefined) {
    const value = findIn(named, resolvePath(terminal, named));
    if (value === undefined) throw new CommandFailed(`\`${named}\` does not set ${SETTING}`);
    return { source: named, value };
  }
  const environment = terminal.env[SETTING];
  if (environment !== undefined && environment.trim() !== '') return { source: 'the environment', value: environment };
  for (const folder of FOLDERS) {
    for (const name of FILES) {
      const file = resolvePath(terminal, join(folder, name));
      const value = existsSync(file) ? findIn(name, file) : undefined;
      if (value !== undefined) return { source: join(folder, name), value };
    }
  }
  throw new CommandFailed(`no file here sets ${SETTING}: pass --settings FILE`);
};

const findIn = (name: string, file: string): string | undefined => {
  const text = readTextFile(file);
  try {
    return findIdentityProviders(file, text);
  } catch (error) {
    throw new CommandFailed(`could not read \`${name}\`: ${String(error)}`);
  }
};

const begin = (source: string, value: string, token: string): IdentityCheck => {
  try {
    return new IdentityCheck(value, token);
  } catch (mistakes) {
    throw new CommandFailed(`${source} has mistakes, so no edge starts with it:\n${String(mistakes).replace(/^/gm, '  ')}`);
  }
};

/** Fetches the documents that lead to the token's key, as the edge does. */
const fetchKeys = async (check: IdentityCheck): Promise<void> => {
  for (let url = check.documentUrl(); url !== undefined; url = check.documentUrl()) {
    try {
      check.receive(await fetchDocument(url));
    } catch (error) {
      check.fetchFailed(`no keys from ${url}: ${(error as Error).message}`);
    }
  }
};

const fetchDocument = async (url: string): Promise<string> => {
  const headers = { accept: 'application/json' };
  const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
  if (response.status !== 200) throw new Error(`status ${response.status}`);
  const text = await response.text();
  if (Buffer.byteLength(text) > MAX_DOCUMENT_BYTES) throw new Error('the document is longer than 64 KiB');
  return text;
};

interface Verification {
  readonly jwk: JsonWebKey;
  readonly parameters: string;
  readonly signed: string;
  readonly signature: readonly number[];
}

/** Whether the signature verifies; `undefined` if there is no key to verify it with. */
const verify = async (check: IdentityCheck): Promise<boolean | undefined> => {
  const text = check.verification();
  if (text === undefined) return undefined;
  const { jwk, parameters: json, signed, signature } = JSON.parse(text) as Verification;
  const parameters = JSON.parse(json) as EcKeyImportParams & RsaHashedImportParams & EcdsaParams & RsaPssParams;
  try {
    const key = await crypto.subtle.importKey('jwk', jwk, parameters, false, ['verify']);
    return await crypto.subtle.verify(parameters, key, Uint8Array.from(signature), new TextEncoder().encode(signed));
  } catch {
    return false;
  }
};

const MARKS = { passed: 'ok', failed: 'FAILED', warning: 'note', skipped: '-' } as const;

const print = (checks: readonly CheckResult[], source: string, terminal: Terminal): void => {
  terminal.log(`${SETTING} of ${source}`);
  for (const { check, outcome, message } of checks) terminal.print(`${check.padEnd(13)} ${MARKS[outcome].padEnd(7)} ${message}`);
  const failed = checks.filter(({ outcome }) => outcome === 'failed').map(({ check }) => check);
  if (failed.length > 0) throw new CommandFailed(`the edge refuses this token: ${failed.join(', ')}`);
  const isUnverified = checks.some(({ outcome }) => outcome === 'warning');
  terminal.print(isUnverified ? "The edge accepts this token, but its user has no verified email and can't accept invites sent to one." : 'The edge accepts this token.');
};

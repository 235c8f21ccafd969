/** `hallpass keys`: the key set `HALLPASS_KEYS`. The first key signs, all of them verify. */

import { randomBytes } from 'node:crypto';
import { type Arguments, type Command, CommandFailed, type Terminal, UsageError } from './command.ts';
import { createPrivateFile, readTextFile, resolvePath, writeFileAtomically } from './files.ts';
import { generateSigningKey, parseKeySet, serializeKeySet, type SigningKey } from './signing-keys.ts';

/** Verifiers read no more. */
const MAX_KEYS = 16;

export const keys: Command = {
  usage: 'keys new FILE | list FILE | rotate FILE | promote FILE KID | drop FILE KID | pepper [FILE] | webhook',
  help: `Creates and maintains the signing keys that an edge takes as the secret HALLPASS_KEYS.

  new FILE           creates a set with one key, readable by you alone; refuses a file that exists
  list FILE          lists the keys by id: the first signs, all verify; nothing private is shown
  rotate FILE        appends a new key: deploy it, so that every edge knows it before it signs
  promote FILE KID   moves a key to the first place, so that it signs: deploy again
  drop FILE KID      removes a key that no longer signs: deploy once the tokens that it signed have expired (a day
                     for opened invites); invite links do not depend on keys and keep working
  pepper [FILE]      generates 32 random bytes for HALLPASS_PEPPER; it never changes, so keep a copy
  webhook            generates a secret of a webhook in WEBHOOKS; its receiver verifies signatures with it

The file \`-\` is standard input and output: only then is anything private shown. Deploy with
\`npx wrangler secret put HALLPASS_KEYS < FILE\`.`,
  async run(args, terminal) {
    const action = args.positionals[0] ?? '';
    if (!Object.hasOwn(ACTIONS, action)) throw new UsageError('expected an action');
    ACTIONS[action]?.(args, terminal);
  },
};

const ACTIONS: Readonly<Record<string, (args: Arguments, terminal: Terminal) => void>> = {
  new(args, terminal) {
    const [, file = ''] = args.positional('new', 'FILE');
    const text = serializeKeySet([generateSigningKey()]);
    if (file === '-') return terminal.print(text.trimEnd());
    createPrivateFile(resolvePath(terminal, file), text);
    terminal.log(`${file}: one key; set it with \`npx wrangler secret put HALLPASS_KEYS < ${file}\`, and keep it out of git`);
  },
  list(args, terminal) {
    const [, file = ''] = args.positional('list', 'FILE');
    for (const [index, { kid }] of read(terminal, file).entries()) terminal.print(`${kid}  ${index === 0 ? 'signs' : 'verifies'}`);
  },
  rotate(args, terminal) {
    const [, file = ''] = args.positional('rotate', 'FILE');
    const set = read(terminal, file);
    if (set.length >= MAX_KEYS) throw new CommandFailed(`${file} holds ${MAX_KEYS} keys already: drop old ones first`);
    const added = generateSigningKey();
    write(terminal, file, [...set, added]);
    if (file !== '-') terminal.print(added.kid);
    terminal.log(`Appended. Deploy, wait ten minutes, then run \`hallpass keys promote ${file} ${added.kid}\` and deploy again.`);
  },
  promote(args, terminal) {
    const [, file = '', kid = ''] = args.positional('promote', 'FILE', 'KID');
    const set = read(terminal, file);
    const promoted = find(set, kid, file);
    write(terminal, file, [promoted, ...set.filter((key) => key !== promoted)]);
    terminal.log(`${kid} signs once you deploy. Drop the others a day later.`);
  },
  drop(args, terminal) {
    const [, file = '', kid = ''] = args.positional('drop', 'FILE', 'KID');
    const set = read(terminal, file);
    const dropped = find(set, kid, file);
    if (set[0] === dropped) throw new CommandFailed(`${kid} signs: promote another key first`);
    write(terminal, file, set.filter((key) => key !== dropped));
    terminal.log(`${kid} is dropped: tokens that it signed are refused once you deploy.`);
  },
  pepper(args, terminal) {
    const pepper = randomBytes(32).toString('base64url');
    const file = args.positionals[1];
    if (args.positionals.length > 2) throw new UsageError('expected pepper [FILE]');
    if (file === undefined || file === '-') return terminal.print(pepper);
    createPrivateFile(resolvePath(terminal, file), `${pepper}\n`);
  },
  webhook(args, terminal) {
    if (args.positionals.length > 1) throw new UsageError('expected webhook alone');
    terminal.print(`whsec_${randomBytes(32).toString('base64')}`);
  },
};

const read = (terminal: Terminal, file: string): SigningKey[] => {
  const text = file === '-' ? terminal.readInput() : readTextFile(resolvePath(terminal, file));
  try {
    return parseKeySet(text);
  } catch (error) {
    throw new CommandFailed(`\`${file}\` is not a set of private Ed25519 keys: ${(error as Error).message}`);
  }
};

/** Writes the set to where it came from: a file, or for `-` standard output. */
const write = (terminal: Terminal, file: string, set: readonly SigningKey[]): void => {
  if (file === '-') terminal.print(serializeKeySet(set).trimEnd());
  else writeFileAtomically(resolvePath(terminal, file), serializeKeySet(set), 0o600);
};

const find = (set: readonly SigningKey[], kid: string, file: string): SigningKey => {
  const found = set.find((key) => key.kid === kid);
  if (!found) throw new CommandFailed(`${file} has no key \`${kid}\``);
  return found;
};

/** `hallpass keys`: the set `HALLPASS_KEYS`, whose first key signs and whose every key verifies. */

import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { type Command, Failed, Misused, type Terminal, type Words } from './command.ts';
import { at, create, readText, replace } from './files.ts';

/** A private Ed25519 key as a JWK. */
interface Key {
  readonly kty: string;
  readonly crv: string;
  readonly kid: string;
  readonly x: string;
  readonly d: string;
  readonly alg?: string;
  readonly use?: string;
}

/** As many as a verifier reads. */
const MOST = 16;

export const keys: Command = {
  usage: 'keys new FILE | list FILE | rotate FILE | promote FILE KID | drop FILE KID | pepper [FILE]',
  help: `Makes and tends the set of signing keys that an edge takes as the secret HALLPASS_KEYS.

  new FILE           a set with one new key, readable by you alone; refuses a file that exists
  list FILE          the keys by their ids: the first signs, all verify; nothing private is shown
  rotate FILE        adds a new key at the end: deploy it, so that every edge knows it before it signs
  promote FILE KID   makes this key the first, so that it signs: deploy again
  drop FILE KID      removes a key that signs no more: deploy once the tokens it signed have ended (a day for
                     opened invites); links do not hang on keys, they live on
  pepper [FILE]      32 random bytes for HALLPASS_PEPPER; it never changes, so keep a copy

A file \`-\` is standard input and output: only then is anything private shown. Deploy with \`npx wrangler secret put HALLPASS_KEYS < FILE\`.`,
  async run(words, terminal) {
    const act = words.positionals[0] ?? '';
    if (!Object.hasOwn(ACTS, act)) throw new Misused('say what to do');
    ACTS[act]?.(words, terminal);
  },
};

const ACTS: Readonly<Record<string, (words: Words, terminal: Terminal) => void>> = {
  new(words, terminal) {
    const [, file = ''] = words.named('new', 'FILE');
    const text = textOf([draw()]);
    if (file === '-') return terminal.out(text.trimEnd());
    create(at(terminal, file), text);
    terminal.note(`${file}: one key; set it with \`npx wrangler secret put HALLPASS_KEYS < ${file}\`, and keep it out of git`);
  },
  list(words, terminal) {
    const [, file = ''] = words.named('list', 'FILE');
    for (const [place, { kid }] of read(terminal, file).entries()) terminal.out(`${kid}  ${place === 0 ? 'signs' : 'verifies'}`);
  },
  rotate(words, terminal) {
    const [, file = ''] = words.named('rotate', 'FILE');
    const before = read(terminal, file);
    if (before.length >= MOST) throw new Failed(`${file} holds ${MOST} keys already: drop old ones first`);
    const added = draw();
    write(terminal, file, [...before, added]);
    if (file !== '-') terminal.out(added.kid);
    terminal.note(`Added at the end. Deploy, wait ten minutes, then \`hallpass keys promote ${file} ${added.kid}\` and deploy again.`);
  },
  promote(words, terminal) {
    const [, file = '', kid = ''] = words.named('promote', 'FILE', 'KID');
    const before = read(terminal, file);
    const first = find(before, kid, file);
    write(terminal, file, [first, ...before.filter((key) => key !== first)]);
    terminal.note(`${kid} signs once you deploy. Drop the others a day later.`);
  },
  drop(words, terminal) {
    const [, file = '', kid = ''] = words.named('drop', 'FILE', 'KID');
    const before = read(terminal, file);
    const gone = find(before, kid, file);
    if (before[0] === gone) throw new Failed(`${kid} signs: promote another key first`);
    write(terminal, file, before.filter((key) => key !== gone));
    terminal.note(`${kid} is gone: what it signed is refused once you deploy.`);
  },
  pepper(words, terminal) {
    const pepper = randomBytes(32).toString('base64url');
    const file = words.positionals[1];
    if (words.positionals.length > 2) throw new Misused('expected pepper [FILE]');
    if (file === undefined || file === '-') return terminal.out(pepper);
    create(at(terminal, file), `${pepper}\n`);
  },
};

/** A new key with an id of its own. */
export const draw = (prefix = 'key'): Key => {
  const { kty = '', crv = '', x = '', d = '' } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  return { kty, crv, kid: `${prefix}-${randomBytes(6).toString('base64url')}`, x, d, alg: 'EdDSA', use: 'sig' };
};

/** The text of a key set, as the edge reads it. */
export const textOf = (set: readonly Key[]): string => `${JSON.stringify({ keys: set })}\n`;

const read = (terminal: Terminal, file: string): Key[] => {
  const refuse = (why: string) => new Failed(`\`${file}\` is no set of private Ed25519 keys: ${why}`);
  let set: { keys?: unknown } | null;
  try {
    set = JSON.parse(file === '-' ? terminal.in() : readText(at(terminal, file))) as { keys?: unknown } | null;
  } catch (error) {
    if (error instanceof Failed) throw error;
    throw refuse('not JSON');
  }
  if (!Array.isArray(set?.keys) || set.keys.length === 0) throw refuse('no `keys`');
  const found = set.keys as Partial<Key>[];
  for (const { kty, crv, kid, x, d } of found) {
    if (kty !== 'OKP' || crv !== 'Ed25519' || !kid || !x || !d) throw refuse('a key lacks `kty`, `crv`, `kid`, `x` or `d`');
  }
  if (new Set(found.map(({ kid }) => kid)).size < found.length) throw refuse('two keys have one `kid`');
  return found as Key[];
};

/** Writes the set where it came from: a file, or with `-` what goes on in a pipe. */
const write = (terminal: Terminal, file: string, set: readonly Key[]): void => {
  if (file === '-') terminal.out(textOf(set).trimEnd());
  else replace(at(terminal, file), textOf(set), 0o600);
};

const find = (set: readonly Key[], kid: string, file: string): Key => {
  const found = set.find((key) => key.kid === kid);
  if (!found) throw new Failed(`${file} has no key \`${kid}\``);
  return found;
};

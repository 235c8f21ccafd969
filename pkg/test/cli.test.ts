/** `npx hallpass` as it is published: arguments, exit codes, files. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createPublicKey, sign, verify, createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, test } from 'node:test';

const CLI = fileURLToPath(new URL('../dist/cli.js', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'hallpass-cli-'));
after(() => rmSync(folder, { recursive: true }));

const hallpass = (...args: string[]) => hallpassWithInput('', ...args);
const hallpassWithInput = (input: string, ...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [CLI, ...args], { cwd: folder, encoding: 'utf8', input });
  return { status, out: stdout.trim(), note: stderr.trim() };
};

test('help lists every command, and each command has its own help', () => {
  const { status, out } = hallpass();
  assert.equal(status, 0);
  const commands = [...out.matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map(([, name]) => name!);
  assert.ok(commands.length >= 2);
  for (const name of commands) {
    const help = hallpass(name, '--help');
    assert.equal(help.status, 0, name);
    assert.ok(help.out.startsWith(`hallpass ${name}`), name);
    assert.deepEqual(hallpass('help', name), help);
  }
});

test('wrong arguments exit with 2, failures with 1', () => {
  for (const args of [['conjure'], ['keys'], ['keys', 'list'], ['keys', 'conjure', 'x'], ['types', '--conjure'], ['toString']]) {
    const { status, out, note } = hallpass(...args);
    assert.equal(status, 2, args.join(' '));
    assert.equal(out, '');
    assert.match(note, /^hallpass/);
  }
  for (const args of [['keys', 'list', 'nowhere.json'], ['types', '--endpoint', 'http://127.0.0.1:9', '--out', '-']]) {
    assert.equal(hallpass(...args).status, 1, args.join(' '));
  }
});

interface Set {
  keys: { kid: string; x: string; d: string; kty: string; crv: string }[];
}
const setIn = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Set;

test('key files are private, rotated in order, and never lost', () => {
  assert.equal(hallpass('keys', 'new', 'k.json').status, 0);
  assert.equal(statSync(join(folder, 'k.json')).mode & 0o777, 0o600);
  const [first] = setIn('k.json').keys;
  assert.ok(first);
  const text = Buffer.from('signed');
  const signature = sign(null, text, createPrivateKey({ key: first, format: 'jwk' }));
  const { d: _, ...open } = first;
  assert.ok(verify(null, text, createPublicKey({ key: open, format: 'jwk' }), signature));
  const again = hallpass('keys', 'new', 'k.json');
  assert.equal(again.status, 1);
  assert.match(again.note, /exists already/);

  const second = hallpass('keys', 'rotate', 'k.json').out;
  assert.equal(hallpass('keys', 'list', 'k.json').out, `${first.kid}  signs\n${second}  verifies`);
  assert.equal(hallpass('keys', 'drop', 'k.json', first.kid).status, 1, 'the signing key cannot be dropped');
  assert.equal(hallpass('keys', 'promote', 'k.json', second).status, 0);
  assert.deepEqual(setIn('k.json').keys.map(({ kid }) => kid), [second, first.kid]);
  assert.deepEqual(setIn('k.json').keys[1], first);
  assert.equal(hallpass('keys', 'drop', 'k.json', first.kid).status, 0);
  assert.equal(hallpass('keys', 'list', 'k.json').out, `${second}  signs`);
  assert.equal(statSync(join(folder, 'k.json')).mode & 0o777, 0o600);
});

test('a secret for a webhook is printed in the format of Standard Webhooks, and is a new one each time', () => {
  const [one, other] = [hallpass('keys', 'webhook').out, hallpass('keys', 'webhook').out];
  assert.match(one, /^whsec_[A-Za-z0-9+/]{43}=$/);
  assert.notEqual(one, other);
});

test('private keys are shown only for `-`', () => {
  hallpass('keys', 'new', 'shown.json');
  const { d, x } = setIn('shown.json').keys[0]!;
  const { out, note } = hallpass('keys', 'list', 'shown.json');
  assert.ok(!(out + note).includes(d) && !(out + note).includes(x));
  assert.match(hallpass('keys', 'new', '-').out, /"d":"/);
});

test('with `-`, a set is read from standard input and written to standard output', () => {
  const made = hallpass('keys', 'new', '-').out;
  const rotated = hallpassWithInput(made, 'keys', 'rotate', '-');
  const [first, second] = (JSON.parse(rotated.out) as Set).keys;
  assert.deepEqual([first], (JSON.parse(made) as Set).keys);
  const promoted = hallpassWithInput(rotated.out, 'keys', 'promote', '-', second!.kid).out;
  assert.deepEqual((JSON.parse(hallpassWithInput(promoted, 'keys', 'drop', '-', first!.kid).out) as Set).keys, [second]);
  assert.equal(hallpassWithInput(promoted, 'keys', 'list', '-').out, `${second!.kid}  signs\n${first!.kid}  verifies`);
});

test('a file that is not a key set is refused and left unchanged', () => {
  for (const text of ['{', 'null', '{"keys":[]}', '{"keys":[{"kty":"RSA","kid":"a"}]}']) {
    writeFileSync(join(folder, 'bad.json'), text);
    const { status, note } = hallpass('keys', 'rotate', 'bad.json');
    assert.equal(status, 1, text);
    assert.match(note, /not a set of private Ed25519 keys/);
    assert.equal(readFileSync(join(folder, 'bad.json'), 'utf8'), text);
  }
});

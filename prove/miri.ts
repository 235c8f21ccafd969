// Core and protocol contain no unsafe code. Where Miri is installed, core's tests of byte handling run under it.
import { spawnSync } from 'node:child_process';
import { shipped, sources, type Source } from '../tests/architecture/sources.ts';
import { report, ROOT, type Figure } from './kit/proof.ts';

const UNSAFE = 'unsafe blocks in core and protocol';
const FORBIDDEN = 'crates that do not forbid unsafe code';
/** The tests of code that handles bytes: text, sets, JSON, base64url, ids. They are fast enough under an interpreter. */
const TESTS = ['base64url', 'permission', 'canonical', 'token::json', 'id::', 'text'];

/** The keyword where it has its meaning, rather than in a text. */
const UNSAFE_CODE = /\bunsafe\s*(?:\{|\(|(?:fn|impl|trait|extern)\b)/g;

const countUnsafe = (all: readonly Source[]): number => all.reduce((sum, each) => sum + [...shipped(each).matchAll(UNSAFE_CODE)].length, 0);
const countMissingForbid = (all: readonly Source[]): number =>
  all.filter(({ path, text }) => path.endsWith('src/lib.rs') && !/^#!\[forbid\(unsafe_code\)\]$/m.test(text)).length;

const cargo = (words: readonly string[]): { ok: boolean; text: string } => {
  const { status, stdout, stderr } = spawnSync('cargo', words, { cwd: ROOT, encoding: 'utf8', env: { ...process.env, RUSTUP_AUTO_INSTALL: '0', PROPTEST_CASES: '8' } });
  return { ok: status === 0, text: `${stdout}${stderr}` };
};

/** Runs core's tests under Miri, if it is installed. */
function underMiri(): Figure[] {
  if (!cargo(['miri', '--version']).ok) return [];
  const { ok, text } = cargo(['miri', 'test', '--locked', '--package', 'hallpass-core', '--lib', '--', ...TESTS]);
  if (!ok) throw new Error(`Miri failed: ${text.slice(-2000)}`);
  return [{ name: 'tests under Miri', value: Number(/(\d+) passed/.exec(text)?.[1] ?? 0), at_least: 10 }];
}

const all = sources('crates/core/src', 'crates/protocol/src');
const miri = underMiri();
const faulty = [{ path: 'crates/core/src/lib.rs', text: '#![no_std]\npub fn first(bytes: &[u8]) -> u8 { unsafe { *bytes.as_ptr() } }\n' }];
report({
  figures: [
    { name: 'files of core and protocol', value: all.length, at_least: 80 },
    { name: UNSAFE, value: countUnsafe(all), exactly: 0 },
    { name: FORBIDDEN, value: countMissingForbid(all), exactly: 0 },
    ...miri,
  ],
  controls: [{ fault: 'an unsafe block, in a crate that does not forbid it', figures: [{ name: UNSAFE, value: countUnsafe(faulty) }, { name: FORBIDDEN, value: countMissingForbid(faulty) }] }],
  notes: miri.length > 0 ? [] : ['Miri was not run: its component is not installed for this toolchain'],
});

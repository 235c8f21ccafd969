// cargo-mutants on a copy of the sources: what it makes, what of it survives.
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
export const ROOT = resolve(process.env['HALLPASS_ROOT'] ?? join(import.meta.dirname, '../..'));
const TOOL = process.env['HALLPASS_MUTANTS'] ?? join(ROOT, '.hallpass/tools/bin/cargo-mutants');
const WORK = join(ROOT, 'target/prove/mutants');
/** What core is built and tested from; the other members are there because cargo asks for them. */
const NEEDED = ['.cargo', 'Cargo.toml', 'Cargo.lock', 'rust-toolchain.toml', 'crates', 'fuzz/Cargo.toml', 'fuzz/src', 'fuzz/targets', 'worker', 'policy.toml', 'tests/vectors', 'tests/fixtures'];
/** Tests that draw for seconds and find again what others find; whatever survives without them meets them, too. */
const SLOW = ['machine', 'every_day_of', 'both_readers'];

/** A mutant: its whole name with the place, and its name without. */
export interface Mutant {
  readonly file: string;
  readonly name: string;
  readonly what: string;
}

export interface Outcome extends Mutant {
  readonly summary: 'CaughtMutant' | 'MissedMutant' | 'Timeout' | 'Unviable';
}

export const hashOf = (file: string): string => createHash('sha256').update(readFileSync(join(ROOT, file))).digest('hex');

interface Listed {
  readonly file: string;
  readonly name: string;
}

const named = ({ file, name }: Listed): Mutant => ({ file, name, what: name.replace(/^[^ ]+:\d+:\d+: /, '') });

async function tool(folder: string, words: readonly string[]): Promise<string> {
  const env = { ...process.env, CARGO_TARGET_DIR: join(folder, 'target'), RUSTUP_AUTO_INSTALL: '0', RUST_BACKTRACE: '0' };
  const options = { cwd: folder, env, maxBuffer: 1 << 28 };
  // 2 and 3: something survived, or took too long. That is for the outcomes to tell.
  return run(TOOL, ['mutants', ...words], options).then(
    ({ stdout }) => stdout,
    (error: { code?: unknown; stdout?: string; stderr?: string }) => {
      if (error.code === 2 || error.code === 3) return error.stdout ?? '';
      throw new Error(`cargo-mutants ended with ${String(error.code)}:\n${error.stdout ?? ''}${error.stderr ?? ''}`);
    },
  );
}

/** Every mutant of the rules: `.cargo/mutants.toml` says which files those are. */
export async function list(): Promise<Mutant[]> {
  return (JSON.parse(await tool(ROOT, ['--list', '--json', '--package', 'hallpass-core'])) as Listed[]).map(named);
}

/** A copy of the sources, in which mutants are made one after another. What was compiled before is used again. */
export class Copy {
  readonly folder: string;
  readonly #lane: number;

  private constructor(lane: number) {
    this.#lane = lane;
    this.folder = join(WORK, `copy-${lane}`);
  }

  static async make(lane: number): Promise<Copy> {
    const copy = new Copy(lane);
    const { stdout } = await run('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...NEEDED], { cwd: ROOT, maxBuffer: 1 << 26 });
    for (const path of stdout.split('\0')) if (path !== '' && existsSync(join(ROOT, path))) copy.put(path, readFileSync(join(ROOT, path)));
    return copy;
  }

  /** Writes a file, unless it is there: a file that is written is compiled. */
  put(path: string, content: Buffer | string): void {
    const to = join(this.folder, path);
    if (existsSync(to) && readFileSync(to).equals(Buffer.from(content))) return;
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, content);
  }

  /** Tries mutants: those of whole files, or single ones by their names. */
  async try(which: { readonly files?: readonly string[]; readonly names?: readonly string[] }, tests: 'fast' | 'all'): Promise<Outcome[]> {
    const out = join(WORK, `out-${this.#lane}`);
    rmSync(out, { recursive: true, force: true });
    const words = ['--in-place', '--package', 'hallpass-core', '--profile', 'mutants', '--timeout', '60', '--no-shuffle', '--output', out];
    for (const file of which.files ?? []) words.push('--file', file);
    for (const name of which.names ?? []) words.push('--re', `^${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);
    if (tests === 'fast') words.push('--cargo-arg=--lib', '--cargo-arg=--test=vectors', '--', '--', ...SLOW.flatMap((name) => ['--skip', name]));
    else words.push('--test-package', 'hallpass-core,hallpass-protocol');
    await tool(this.folder, words);
    const { outcomes } = JSON.parse(readFileSync(join(out, 'mutants.out/outcomes.json'), 'utf8')) as {
      outcomes: readonly { readonly summary: Outcome['summary']; readonly scenario: 'Baseline' | { readonly Mutant: Listed } }[];
    };
    return outcomes.flatMap(({ summary, scenario }) => (scenario === 'Baseline' ? [] : [{ ...named(scenario.Mutant), summary }]));
  }
}

// Each rule of core, changed in every way that cargo-mutants knows: a test fails, or the list says why none can. What came of
// each file is kept with the hash of its code, so that only what changed is run again; `HALLPASS_PROOF_ALL_MUTANTS=1` runs everything.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Copy, hashOf, list, type Mutant, type Outcome } from './kit/mutants.ts';
import { Draw, found, FULL, progress, ROOT, scaled, SEED } from './kit/proof.ts';

const RECORD = join(ROOT, 'prove/mutants/record.json');
const EXPLAINED = join(ROOT, 'prove/mutants/explained.json');
const ALL_MUTANTS = process.env['HALLPASS_PROOF_ALL_MUTANTS'] === '1';
/** Mutants that an earlier run saw caught, tried again. */
const SAMPLE = scaled(8, 4);
const THREADS = 2;
const SURVIVORS = 'survivors without a reason';
const REASONS = 'reasons without a survivor';

/** What came of a file: of which code, how many, and which survived all tests. */
interface Kept {
  readonly sha256: string;
  readonly caught: number;
  readonly endless: number;
  readonly unviable: number;
  readonly survived: readonly string[];
}
const NOTHING: Kept = { sha256: '', caught: 0, endless: 0, unviable: 0, survived: [] };
type KeptByFile = Record<string, Kept>;

/** Why no test can tell a mutant from the code. */
interface Explained {
  readonly file: string;
  readonly mutant: string;
  readonly reason: string;
}

const read = <T>(path: string): T => JSON.parse(readFileSync(path, 'utf8')) as T;
const isMissed = ({ summary }: Outcome): boolean => summary === 'MissedMutant';

/** Those of these mutants that survive the fast tests, and then all of them. */
async function survivors(copy: Copy, tried: readonly Outcome[]): Promise<Outcome[]> {
  const names = tried.filter(isMissed).map((each) => each.name);
  return names.length === 0 ? [] : (await copy.try({ names }, 'all')).filter(isMissed);
}

/** Runs mutants of a file, and adds what comes of them to what is known of the others. */
async function run(copy: Copy, file: string, which: { readonly files: string[] } | { readonly names: readonly string[] }, known: Kept): Promise<Kept> {
  const outcomes = await copy.try(which, 'fast');
  const count = (summary: Outcome['summary']): number => outcomes.filter((each) => each.summary === summary).length;
  const survived = (await survivors(copy, outcomes)).map((each) => each.name).toSorted();
  const [endless, unviable] = [count('Timeout'), count('Unviable')];
  const caught = outcomes.length - endless - unviable - survived.length;
  return { sha256: hashOf(file), caught: known.caught + caught, endless: known.endless + endless, unviable: known.unviable + unviable, survived };
}

/** Brings the record up to date, and keeps it after each file: an hour's work is not lost to a fault in its last minute. */
async function update(copies: readonly Copy[], record: KeptByFile, files: readonly string[]): Promise<void> {
  const say = progress();
  const left = files.filter((file) => record[file]?.sha256 !== hashOf(file) || record[file].survived.length > 0);
  const thread = async (copy: Copy): Promise<void> => {
    for (let file = left.shift(); file !== undefined; file = left.shift()) {
      const before = record[file];
      // What survived before is run again: tests may have come since.
      const isKnown = before?.sha256 === hashOf(file);
      const kept = isKnown ? await run(copy, file, { names: before.survived }, before) : await run(copy, file, { files: [file] }, NOTHING);
      record[file] = kept;
      say(`${file}: ${kept.caught} caught, ${kept.survived.length} survived; ${left.length} files are left`);
      const sorted = Object.fromEntries(Object.entries(record).toSorted(([one], [other]) => (one < other ? -1 : 1)));
      writeFileSync(RECORD, `${JSON.stringify(sorted, null, 1)}\n`);
    }
  };
  await Promise.all(copies.map(thread));
}

/** Survivors that nothing explains, and explanations of what does not survive. Each explanation is good for one survivor. */
function compare(record: KeptByFile, explained: readonly Explained[]): { open: string[]; idle: string[] } {
  const left = explained.map((each) => `${each.file}: ${each.mutant}`);
  const open = Object.values(record)
    .flatMap(({ survived }) => survived)
    .filter((name) => {
      const at = left.indexOf(name.replace(/:\d+:\d+: /, ': '));
      if (at >= 0) left.splice(at, 1);
      return at < 0;
    });
  return { open, idle: left };
}

/** Some of what the record says is caught: is it caught today? */
async function sample(copy: Copy, all: readonly Mutant[], record: KeptByFile): Promise<string[]> {
  const draw = new Draw(SEED);
  const known = all.filter(({ file, name }) => record[file] !== undefined && !record[file].survived.includes(name));
  const drawn = new Set(Array.from({ length: SAMPLE }, () => known[draw.below(known.length)]?.name).filter((name) => name !== undefined));
  const outcomes = drawn.size === 0 ? [] : await copy.try({ names: [...drawn] }, 'fast');
  return (await survivors(copy, outcomes)).map((each) => each.name);
}

/** A rule that no test knows: its mutants must survive. */
async function planted(copy: Copy): Promise<number> {
  const file = 'crates/core/src/masked.rs';
  const rule = '\nimpl MaskedAddress {\n    /// Planted: no test knows it.\n    #[must_use]\n    pub const fn planted(bytes: usize) -> bool {\n        bytes > 254\n    }\n}\n';
  copy.put(file, readFileSync(join(ROOT, file), 'utf8') + rule);
  const all = await copy.try({ files: [file] }, 'fast');
  copy.put(file, readFileSync(join(ROOT, file)));
  return all.filter((each) => each.what.includes('planted') && isMissed(each)).length;
}

/** The mutants of one rule, without the tests of accounts: some must survive. */
async function untested(copy: Copy): Promise<number> {
  const outcomes = await copy.try({ files: ['crates/core/src/account/decline.rs'] }, { without: 'account' });
  return outcomes.filter(isMissed).length;
}

async function main(): Promise<void> {
  const all = await list();
  const files = [...new Set(all.map((each) => each.file))];
  const record = ALL_MUTANTS || !existsSync(RECORD) ? {} : read<KeptByFile>(RECORD);
  for (const file of Object.keys(record)) if (!files.includes(file)) delete record[file];
  const explained = read<Explained[]>(EXPLAINED);
  const copies: Copy[] = [];
  for (let thread = 0; thread < (FULL ? THREADS : 1); thread += 1) copies.push(await Copy.make(thread));
  const [copy] = copies;
  if (copy === undefined) throw new Error('no copy was made');
  if (FULL) await update(copies, record, files);
  const current = Object.fromEntries(Object.entries(record).filter(([file, { sha256 }]) => sha256 === hashOf(file)));
  const isCurrent = ({ file }: { readonly file: string }): boolean => current[file] !== undefined;
  const sampled = await sample(copy, all.filter(isCurrent), current);
  const { open, idle } = compare(current, explained.filter((each) => isCurrent(each) || !files.includes(each.file)));
  const tampered = compare(current, [...explained, { file: 'crates/core/src/gate.rs', mutant: 'replace + with - in nothing', reason: 'made up' }]);
  const sum = (of: (kept: Kept) => number): number => Object.values(current).reduce((total, kept) => total + of(kept), 0);
  found({
    figures: [
      { name: 'mutants of the rules', value: sum((kept) => kept.caught + kept.endless + kept.unviable + kept.survived.length), at_least: FULL ? all.length : 1 },
      { name: 'caught by a test that fails', value: sum((kept) => kept.caught), unit: 'mutants', at_least: FULL ? 700 : 1 },
      { name: 'caught because a test does not end', value: sum((kept) => kept.endless), unit: 'mutants' },
      { name: 'do not compile', value: sum((kept) => kept.unviable), unit: 'mutants' },
      { name: 'survive, with a reason', value: sum((kept) => kept.survived.length) - open.length, unit: 'mutants' },
      { name: 'files of the rules', value: Object.keys(current).length, at_least: FULL ? files.length : 1 },
      { name: SURVIVORS, value: open.length + sampled.length, exactly: 0 },
      { name: REASONS, value: idle.length, exactly: 0 },
    ],
    controls: [
      { broken: 'a rule is added that no test knows', figures: [{ name: SURVIVORS, value: await planted(copy) }] },
      { broken: 'the tests of accounts are left out', figures: [{ name: SURVIVORS, value: await untested(copy) }] },
      { broken: 'a reason is made up', figures: [{ name: REASONS, value: tampered.idle.length }] },
    ],
    notes: [
      ...explained.filter((each) => !idle.includes(`${each.file}: ${each.mutant}`)).map((each) => `${each.file}: \`${each.mutant}\` survives: ${each.reason}`),
      ...open.map((each) => `survived: ${each}`),
      ...sampled.map((each) => `survived now: ${each}`),
      ...idle.map((each) => `does not survive: ${each}`),
      ...files.filter((file) => !isCurrent({ file })).map((file) => `newer than its record: ${file}`),
    ],
  });
}

await main();

/** `hallpass restore`: puts a backup into an empty data folder, once all of it is verified. */

import { chmodSync, copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localNow } from '../clock.ts';
import { createCore, loadCore } from '../core.ts';
import { wasmFile } from '../wasm-file/disk.ts';
import { type Command, CommandFailed } from './command.ts';
import { Inspection } from './data/inspection.ts';
import { type BackedUpObject, damaged, type Digest, digestOf, isSameDigest, type Manifest, readManifest } from './data/manifest.ts';
import { objectPath } from './data/objects.ts';
import { prepareRestored } from './data/restored.ts';
import { loadSqlite, rowCounts, type Sqlite, withDatabase } from './data/sqlite.ts';
import { resolvePath, syncFolder, syncPath } from './files.ts';
import { OBJECTS } from './workerd-config.ts';
import { folderAt } from './start/folder.ts';
import { DEFAULT_DATA } from './start/options.ts';

/** How many things that are wrong are named. */
const MAX_FAULTS = 5;

export const restore: Command = {
  usage: 'restore BACKUP [--data DIR]',
  help: `Puts a backup into an empty folder, from which \`hallpass start\` then starts. Before anything is in place, all of it is verified: digests,
the databases themselves, counts of rows, and the audit log of each account. BACKUP is not changed.

Everything since the backup is lost. At the start, membership tokens from before are refused, and people's lists of accounts and
inboxes are made to agree with their accounts.

  --data DIR   the empty folder (default ${DEFAULT_DATA})

It needs Node 22.16 or newer.`,
  options: { data: { type: 'string' } },
  async run(args, terminal) {
    const [name = ''] = args.positional('BACKUP');
    const backup = resolvePath(terminal, name);
    const data = resolvePath(terminal, args.string('data') ?? DEFAULT_DATA);
    const sqlite = await loadSqlite();
    const manifest = readManifest(backup);
    const isNew = !existsSync(data);
    if (!isNew && !isEmpty(data)) throw new CommandFailed(`\`${data}\` is not an empty folder: restore into one, and name it with --data`);
    const { unfinished } = folderAt(data);
    try {
      mkdirSync(unfinished, { recursive: true, mode: 0o700 });
      chmodSync(data, 0o700);
      const facts = await copyVerified(sqlite, backup, manifest, unfinished);
      prepareRestored(sqlite, join(unfinished, 'objects'), manifest, facts, localNow());
      putInPlace(data, manifest);
    } catch (error) {
      rmSync(isNew ? data : unfinished, { recursive: true, force: true });
      throw error instanceof CommandFailed ? error : new CommandFailed(`could not restore into \`${data}\`: ${(error as Error).message}`);
    }
    const accounts = manifest.objects.filter((each) => each.class === OBJECTS.ACCOUNT).length;
    terminal.print(`${manifest.objects.length} objects, ${accounts} of them accounts, as of ${manifest.startedAt}`);
  },
};

const isEmpty = (path: string): boolean => statSync(path).isDirectory() && readdirSync(path).length === 0;

/** Copies a backup, and verifies the copy. Throws a `CommandFailed` that names what is wrong. */
const copyVerified = async (sqlite: Sqlite, backup: string, manifest: Manifest, folder: string): Promise<Inspection['facts']> => {
  const inspection = new Inspection(sqlite, createCore(() => loadCore(wasmFile)));
  for (const policy of manifest.policies) await copyFile(backup, policy.file, policy, folder);
  for (const each of manifest.objects) {
    const path = join('objects', objectPath(each.class, each.id));
    mkdirSync(join(folder, 'objects', each.class), { recursive: true, mode: 0o700 });
    await copyFile(backup, path, each, folder);
    await inspection.add({ object: each.class, id: each.id, file: path }, join(folder, path));
    if (inspection.faults.length === 0) checkRows(sqlite, backup, each, join(folder, path));
  }
  const { faults, facts } = inspection;
  if (faults.length > 0) throw damaged(backup, [...faults.slice(0, MAX_FAULTS), ...(faults.length > MAX_FAULTS ? ['…'] : [])].join('\n  '));
  return facts;
};

const copyFile = async (backup: string, path: string, digest: Digest, folder: string): Promise<void> => {
  const source = join(backup, path);
  if (!existsSync(source)) throw damaged(backup, `\`${path}\` is missing`);
  const copy = join(folder, path);
  copyFileSync(source, copy);
  chmodSync(copy, 0o600);
  if (!isSameDigest(await digestOf(copy), digest)) throw damaged(backup, `\`${path}\` is not the file that was written`);
};

const checkRows = (sqlite: Sqlite, backup: string, { class: object, id, rows }: BackedUpObject, file: string): void => {
  const found = withDatabase(sqlite, file, rowCounts);
  const isEqual = Object.keys({ ...found, ...rows }).every((table) => found[table] === rows[table]);
  if (!isEqual) throw damaged(backup, `${object} ${id} has other numbers of rows than were written`);
};

/** The objects come last, so that an interrupted restore is not started. */
const putInPlace = (data: string, { startedAt, policies }: Manifest): void => {
  const { unfinished, objects, restored } = folderAt(data);
  mkdirSync(join(unfinished, 'objects'), { recursive: true, mode: 0o700 });
  syncFolder(unfinished);
  for (const { file } of policies) renameSync(join(unfinished, file), join(data, file));
  writeFileSync(restored, `${startedAt}\n`, { mode: 0o600 });
  renameSync(join(unfinished, 'objects'), objects);
  syncFolder(data);
  rmSync(unfinished, { recursive: true });
  syncPath(data);
};

/** `hallpass check`: says what is wrong with the data of a stopped edge, or with a backup. It changes nothing. */

import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCore, loadCore } from '../core.ts';
import { wasmFile } from '../wasm-file/disk.ts';
import { type Command, CommandFailed } from './command.ts';
import { Inspection, inspectPlain } from './data/inspection.ts';
import { type Digest, digestOf, isBackup, isSameDigest, readManifest } from './data/manifest.ts';
import { CLASSES, objectPath, objectsOf } from './data/objects.ts';
import { copyDatabase, removeDatabase } from './data/snapshot.ts';
import { loadSqlite, type Sqlite } from './data/sqlite.ts';
import { resolvePath } from './files.ts';
import { checkHasData, type DataFolder, isInUse } from './start/folder.ts';
import { OBJECTS } from './workerd-config.ts';

export const check: Command = {
  usage: 'check DATA',
  help: `Says what is wrong with the data folder of a stopped edge, or with a backup, a line each: databases that SQLite cannot read, audit logs that
were changed, and lists of accounts and inboxes that contradict the accounts. Changes nothing, and exits with 1 if anything is wrong. It reads
copies, which it makes one by one in the system's folder for temporary files.

  DATA   the folder that \`hallpass start\` uses, or one that \`hallpass backup\` made

It needs Node 22.16 or newer.`,
  async run(args, terminal) {
    const [name = ''] = args.positional('DATA');
    const path = resolvePath(terminal, name);
    const sqlite = await loadSqlite();
    const folder = checkHasData(path);
    await refuseInUse(path, folder);
    const inspection = new Inspection(sqlite, createCore(() => loadCore(wasmFile)));
    const faults = isBackup(path) ? await backupFaults(path) : [];
    faults.push(...(await dataFaults(sqlite, folder, inspection)));
    // The objects of a backup were copied one after the other.
    if (!isBackup(path)) faults.push(...inspection.compare());
    await refuseInUse(path, folder);
    for (const fault of faults) terminal.print(fault);
    if (faults.length > 0) throw new CommandFailed(faults.length === 1 ? 'one thing is wrong' : `${faults.length} things are wrong`);
    const { [OBJECTS.ACCOUNT]: accounts = 0, [OBJECTS.USER]: users = 0, [OBJECTS.MAILBOX]: mailboxes = 0 } = inspection.counts;
    terminal.print(`nothing is wrong: ${accounts} accounts, ${users} users, ${mailboxes} mailboxes`);
  },
};

const refuseInUse = async (path: string, folder: DataFolder): Promise<void> => {
  if (await isInUse(folder)) throw new CommandFailed(`an edge is running on \`${path}\`: stop it first, or check a backup of it`);
};

/** Copies each database, because SQLite would write files beside one that it opens, and inspects the copy. */
const dataFaults = async (sqlite: Sqlite, { objects }: DataFolder, inspection: Inspection): Promise<string[]> => {
  const temporary = mkdtempSync(join(tmpdir(), 'hallpass-'));
  const copy = join(temporary, 'copy.sqlite');
  const alarmFaults: string[] = [];
  try {
    for (const object of CLASSES) {
      for (const each of objectsOf(objects, object)) {
        await copyDatabase(sqlite, each.file, copy);
        await inspection.add(each, copy);
        removeDatabase(copy);
      }
      // workerd's own, of the objects' alarms.
      const alarms = join(objects, object, 'metadata.sqlite');
      if (!existsSync(alarms)) continue;
      await copyDatabase(sqlite, alarms, copy);
      alarmFaults.push(...inspectPlain(sqlite, copy).map((fault) => `${object} metadata.sqlite: ${fault}`));
      removeDatabase(copy);
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return [...inspection.faults, ...alarmFaults];
};

/** What is wrong with the files of a backup. Throws a `CommandFailed` if its manifest cannot be used. */
const backupFaults = async (backup: string): Promise<string[]> => {
  const { objects, policies } = readManifest(backup);
  const files: [string, Digest][] = [
    ...policies.map((policy): [string, Digest] => [policy.file, policy]),
    ...objects.map((each): [string, Digest] => [join('objects', objectPath(each.class, each.id)), each]),
  ];
  const faults: string[] = [];
  for (const [path, digest] of files) {
    const file = join(backup, path);
    if (!existsSync(file)) faults.push(`${path}: it is missing`);
    else if (!isSameDigest(await digestOf(file), digest)) faults.push(`${path}: it is not the file that was written`);
  }
  return faults;
};

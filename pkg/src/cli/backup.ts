/** `hallpass backup`: copies the data of an edge on this machine, while it runs or when it is stopped. */

import { chmodSync, copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { localNow } from '../clock.ts';
import { type Command, CommandFailed, type Terminal } from './command.ts';
import { type BackedUpObject, type BackedUpPolicy, digestOf, POLICY_FILES, writeManifest } from './data/manifest.ts';
import { CLASSES, type ObjectFile, objectPath, objectsOf } from './data/objects.ts';
import { snapshot } from './data/snapshot.ts';
import { loadSqlite, rowCounts, type Sqlite, withDatabase } from './data/sqlite.ts';
import { resolvePath, syncFolder, syncPath } from './files.ts';
import { packageVersion } from './packaged-files.ts';
import { checkHasData } from './start/folder.ts';
import { DEFAULT_DATA } from './start/options.ts';

export const backup: Command = {
  usage: 'backup OUTPUT [--data DIR]',
  help: `Copies the data of \`hallpass start\` into the new folder OUTPUT, while the edge runs or when it is stopped. Each account, user and
mailbox is copied as it is at one moment; what the edge acknowledged before the command started is in the backup. Only its owner
can read it. Settings, with their secrets, are not in it: keep them elsewhere.

  --data DIR   the folder of all data (default ${DEFAULT_DATA})

It needs Node 22.16 or newer.`,
  options: { data: { type: 'string' } },
  async run(args, terminal) {
    const [name = ''] = args.positional('OUTPUT');
    const output = resolvePath(terminal, name);
    const data = resolvePath(terminal, args.string('data') ?? DEFAULT_DATA);
    const sqlite = await loadSqlite();
    checkHasData(data);
    if (existsSync(output)) throw new CommandFailed(`\`${output}\` exists already; it is not overwritten`);
    const unfinished = `${output}.${process.pid}.partial`;
    try {
      mkdirSync(unfinished, { mode: 0o700 });
      await copyData(sqlite, data, unfinished, terminal);
      syncFolder(unfinished);
      renameSync(unfinished, output);
      syncPath(dirname(output));
    } catch (error) {
      rmSync(unfinished, { recursive: true, force: true });
      throw error instanceof CommandFailed ? error : new CommandFailed(`could not write \`${output}\`: ${(error as Error).message}`);
    }
  },
};

const copyData = async (sqlite: Sqlite, data: string, output: string, terminal: Terminal): Promise<void> => {
  const startedAt = new Date(localNow()).toISOString();
  const objects: BackedUpObject[] = [];
  // Accounts are copied last: every row of another object then is of an earlier state of its account.
  for (const object of CLASSES) {
    mkdirSync(join(output, 'objects', object), { recursive: true, mode: 0o700 });
    for (const each of objectsOf(join(data, 'objects'), object)) {
      if (statSync(each.file).size > 0) objects.push(await copyObject(sqlite, each, join(output, 'objects')));
    }
  }
  const policies = await copyPolicies(data, output);
  await writeManifest(output, { hallpass: packageVersion(), startedAt, finishedAt: new Date(localNow()).toISOString(), objects, policies });
  const bytes = objects.reduce((sum, each) => sum + each.bytes, 0);
  terminal.print(`${objects.length} objects, ${bytes} bytes`);
};

const copyObject = async (sqlite: Sqlite, { object, id, file }: ObjectFile, folder: string): Promise<BackedUpObject> => {
  const copy = join(folder, objectPath(object, id));
  try {
    await snapshot(sqlite, file, copy);
    return { class: object, id, ...(await digestOf(copy)), rows: withDatabase(sqlite, copy, rowCounts) };
  } catch (error) {
    throw new CommandFailed(`\`${file}\` could not be copied: ${(error as Error).message}`);
  }
};

const copyPolicies = async (data: string, output: string): Promise<BackedUpPolicy[]> => {
  const policies: BackedUpPolicy[] = [];
  for (const file of POLICY_FILES.filter((each) => existsSync(join(data, each)))) {
    const copy = join(output, file);
    copyFileSync(join(data, file), copy);
    chmodSync(copy, 0o600);
    policies.push({ file, ...(await digestOf(copy)) });
  }
  return policies;
};

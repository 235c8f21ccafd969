/** Fills the folder of all data with what workerd starts from. */

import { once } from 'node:events';
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { CommandFailed } from '../command.ts';
import { writeFileAtomically } from '../files.ts';
import { packagedFolder } from '../packaged-files.ts';
import { configuration } from './configuration.ts';
import { checkNoUnfinishedRestore, type DataFolder, folderAt, isInUse } from './folder.ts';
import type { StartOptions } from './options.ts';

const EDGE_FILES = ['entry.mjs', 'index.js', 'index_bg.wasm'];
const START_FILES = ['front.mjs', 'console.mjs', 'resume.mjs'];
/** The longest path of a Unix socket, in bytes, on macOS; Linux has a few more. */
const SOCKET_PATH_BYTES = 103;

/**
 * Makes the folder, readable by its owner alone, and what workerd starts from, and keeps others from using it while this process
 * runs. Throws a `CommandFailed` if an edge runs on it.
 */
export const prepareDataFolder = async (options: StartOptions): Promise<DataFolder> => {
  const { data } = options;
  const folder = folderAt(data);
  if (Buffer.byteLength(folder.socket) > SOCKET_PATH_BYTES) {
    throw new CommandFailed(`the path of \`${data}\` is too long for the socket in it, which may have ${SOCKET_PATH_BYTES} bytes: choose another with --data`);
  }
  checkNoUnfinishedRestore(data);
  if (await isInUse(folder)) throw new CommandFailed(`an edge is running on \`${data}\`: stop it first, or choose another folder with --data${howToStop(folder)}`);
  await lock(folder);
  return fill(folder, options);
};

/** What to do about a workerd whose command and supervisor are gone. */
const howToStop = ({ processGroup }: DataFolder): string => {
  const group = textOf(processGroup);
  return group === undefined ? '' : `. If its command was killed and workerd runs on alone, \`kill -- -${group}\` stops it`;
};

/** Listens on the folder's socket until this process ends, in whatever way. */
const lock = async ({ lock: path }: DataFolder): Promise<void> => {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // One that was killed leaves its socket behind.
    rmSync(path, { force: true });
    await once(createServer((socket) => socket.destroy()).listen(path).unref(), 'listening');
  } catch (error) {
    throw new CommandFailed(`could not write to \`${dirname(path)}\`: ${(error as Error).message}`);
  }
};

/** Runs `check` on a folder without data, which is removed afterwards. An edge may be running on the folder of the options. */
export const withTemporaryFolder = async (options: StartOptions, check: (folder: DataFolder) => Promise<void>): Promise<void> => {
  const temporary = mkdtempSync(join(tmpdir(), 'hallpass-'));
  try {
    await check(fill(folderAt(temporary), options));
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
};

const fill = (folder: DataFolder, options: StartOptions): DataFolder => {
  const { run, objects } = folder;
  try {
    mkdirSync(objects, { recursive: true, mode: 0o700 });
    rmSync(run, { recursive: true, force: true });
    mkdirSync(join(run, 'probe'), { recursive: true, mode: 0o700 });
    // One that was made before with other rights.
    chmodSync(dirname(run), 0o700);
    writeRunFiles(folder, options);
  } catch (error) {
    throw new CommandFailed(`could not write to \`${dirname(run)}\`: ${(error as Error).message}`);
  }
  return folder;
};

const writeRunFiles = (folder: DataFolder, options: StartOptions): void => {
  const { run } = folder;
  for (const file of EDGE_FILES) copyFileSync(join(packagedFolder('worker'), file), join(run, file));
  for (const file of START_FILES) copyFileSync(join(packagedFolder('worker-start'), file), join(run, file));
  cpSync(packagedFolder('console'), join(run, 'console'), { recursive: true });
  writeFileAtomically(join(run, 'policy.toml'), options.policy);
  writeFileAtomically(join(run, 'policy.previous.toml'), previousPolicy(options));
  writeFileAtomically(join(run, 'mail.toml'), options.mail);
  writeFileAtomically(join(run, 'config.capnp'), configuration(folder, options, filesBelow(join(run, 'console'))), 0o600);
};

/** The policy whose tokens must stay readable: the one that the edge ran with last, or if that is the same, the one before. */
const previousPolicy = ({ data, policy }: StartOptions): string => {
  const last = textOf(join(data, 'policy.toml'));
  return last === undefined || last === policy ? (textOf(join(data, 'policy.previous.toml')) ?? '') : last;
};

/** Records the policy that the edge runs with, once it is known to be valid. */
export const recordPolicy = (options: StartOptions): void => {
  const { data, policy } = options;
  const previous = previousPolicy(options);
  writeFileAtomically(join(data, 'policy.previous.toml'), previous);
  writeFileAtomically(join(data, 'policy.toml'), policy);
};

const textOf = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, 'utf8') : undefined);

const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'));

/** Files that the user names. */

import { closeSync, existsSync, fsyncSync, openSync, readdirSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CommandFailed, type Terminal } from './command.ts';

/** The path of a file, relative to the folder that the command was started in. */
export const resolvePath = ({ cwd }: Terminal, file: string): string => resolve(cwd, file);

/** The text of a file. Throws a `CommandFailed` if it cannot be read. */
export const readTextFile = (file: string): string => readBinaryFile(file).toString('utf8');

/** The content of a file. Throws a `CommandFailed` if it cannot be read. */
export const readBinaryFile = (file: string): Buffer => {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new CommandFailed(`could not read \`${file}\`: ${(error as Error).message}`);
  }
};

/** Replaces a file as a whole, or leaves it as it was. `mode` is the new file's. */
export const writeFileAtomically = (file: string, text: string, mode = 0o666): void => {
  const temporary = `${file}.${process.pid}.new`;
  try {
    writeNewFile(temporary, text, mode);
    renameSync(temporary, file);
  } catch (error) {
    throw new CommandFailed(`could not write \`${file}\`: ${(error as Error).message}`);
  }
};

/** Creates a file that only its owner can read. Throws a `CommandFailed` if it exists. */
export const createPrivateFile = (file: string, text: string): void => {
  if (existsSync(file)) throw new CommandFailed(`\`${file}\` exists already; it is not overwritten`);
  writeFileAtomically(file, text, 0o600);
};

const writeNewFile = (file: string, text: string, mode: number): void => {
  const descriptor = openSync(file, 'wx', mode);
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

/** Waits until everything in a folder, and the folder itself, is on the disk. */
export const syncFolder = (folder: string): void => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) syncFolder(path);
    else syncPath(path);
  }
  syncPath(folder);
};

/** Waits until a file, or a folder without what is in it, is on the disk. */
export const syncPath = (path: string): void => {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
};

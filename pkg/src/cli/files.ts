/** Reading and writing what people name. */

import { closeSync, existsSync, fsyncSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { Failed, type Terminal } from './command.ts';

/** A file below the folder that the command was started in. */
export const at = ({ cwd }: Terminal, file: string): string => resolve(cwd, file);

/** The text of a file. Throws `Failed` if it cannot be read. */
export const readText = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new Failed(`could not read \`${file}\`: ${(error as Error).message}`);
  }
};

/** Replaces a file as a whole, or leaves it as it was. `mode` is of the new file. */
export const replace = (file: string, text: string, mode = 0o666): void => {
  const beside = `${file}.${process.pid}.new`;
  try {
    write(beside, text, mode);
    renameSync(beside, file);
  } catch (error) {
    throw new Failed(`could not write \`${file}\`: ${(error as Error).message}`);
  }
};

/** A file that only its owner reads, and that was not there before. */
export const create = (file: string, text: string): void => {
  if (existsSync(file)) throw new Failed(`\`${file}\` exists already; it is not overwritten`);
  replace(file, text, 0o600);
};

const write = (file: string, text: string, mode: number): void => {
  const opened = openSync(file, 'wx', mode);
  try {
    writeSync(opened, text);
    fsyncSync(opened);
  } finally {
    closeSync(opened);
  }
};

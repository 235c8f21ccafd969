/** The objects' files in a data folder or a backup, as workerd names them. */

import { createHash, createHmac } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { OBJECTS } from '../workerd-config.ts';

/** Where one object's database is. */
export interface ObjectFile {
  /** Its class. */
  readonly object: string;
  /** workerd's id of it. */
  readonly id: string;
  readonly file: string;
}

/** The classes whose rows are copies of what accounts hold, and then the accounts. */
export const CLASSES = [OBJECTS.USER, OBJECTS.MAILBOX, OBJECTS.ACCOUNT];

const ID = /^[0-9a-f]{64}$/;
const SUFFIX = '.sqlite';

export const isObject = (object: unknown, id: unknown): boolean => CLASSES.some((known) => known === object) && typeof id === 'string' && ID.test(id);

/** The path of an object's database in the folder of all objects. */
export const objectPath = (object: string, id: string): string => join(object, `${id}${SUFFIX}`);

/** The objects of a class in the folder of all objects. */
export const objectsOf = (folder: string, object: string): ObjectFile[] =>
  namesIn(join(folder, object))
    .map((name) => name.slice(0, -SUFFIX.length))
    .filter((id) => ID.test(id))
    .toSorted()
    .map((id) => ({ object, id, file: join(folder, objectPath(object, id)) }));

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(SUFFIX));
  } catch {
    // No object of the class was used yet.
    return [];
  }
};

/** workerd's id of the object with this name: a keyed digest of the name, and a keyed digest of that, by which workerd knows its ids. */
export const objectId = (object: string, name: string): string => {
  const key = createHash('sha256').update(object).digest();
  const digest = (data: string | Buffer): Buffer => createHmac('sha256', key).update(data).digest().subarray(0, 16);
  const first = digest(name);
  return Buffer.concat([first, digest(first)]).toString('hex');
};

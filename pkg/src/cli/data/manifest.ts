/** What a backup says about itself: every file with its size and digest, so that a damaged backup is not restored. */

import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CommandFailed } from '../command.ts';
import { writeFileAtomically } from '../files.ts';
import { isObject } from './objects.ts';

const MANIFEST = 'manifest.json';
/** The digest of the manifest, as `sha256sum` writes and checks it. */
const MANIFEST_DIGEST = 'manifest.sha256';
const FORMAT = 'hallpass-backup';
const FORMAT_VERSION = 1;
/** The policies of a data folder, each of which there may be. */
export const POLICY_FILES = ['policy.toml', 'policy.previous.toml'];

/** A file's size, and its SHA-256 as hexadecimal digits. */
export interface Digest {
  readonly bytes: number;
  readonly sha256: string;
}

export interface BackedUpObject extends Digest {
  readonly class: string;
  readonly id: string;
  /** The number of rows of each table. */
  readonly rows: Readonly<Record<string, number>>;
}

export interface BackedUpPolicy extends Digest {
  readonly file: string;
}

export interface Manifest {
  readonly format: typeof FORMAT;
  readonly formatVersion: typeof FORMAT_VERSION;
  /** The version of the package that made the backup. */
  readonly hallpass: string;
  /** What was acknowledged before then is in the backup. */
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly objects: readonly BackedUpObject[];
  readonly policies: readonly BackedUpPolicy[];
}

export const digestOf = async (file: string): Promise<Digest> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return { bytes: statSync(file).size, sha256: hash.digest('hex') };
};

export const isSameDigest = (one: Digest, other: Digest): boolean => one.bytes === other.bytes && one.sha256 === other.sha256;

export const writeManifest = async (folder: string, content: Omit<Manifest, 'format' | 'formatVersion'>): Promise<void> => {
  const manifest: Manifest = { format: FORMAT, formatVersion: FORMAT_VERSION, ...content };
  writeFileAtomically(join(folder, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`, 0o600);
  const { sha256 } = await digestOf(join(folder, MANIFEST));
  writeFileAtomically(join(folder, MANIFEST_DIGEST), `${sha256}  ${MANIFEST}\n`, 0o600);
};

/** Whether a folder is a backup, whole or damaged. */
export const isBackup = (folder: string): boolean => [MANIFEST, MANIFEST_DIGEST].some((file) => statSync(join(folder, file), { throwIfNoEntry: false }) !== undefined);

/** Reads the manifest of a backup. Throws a `CommandFailed` if it is not the one that was written, or of another format. */
export const readManifest = (folder: string): Manifest => {
  const text = readPart(folder, MANIFEST);
  const digest = readPart(folder, MANIFEST_DIGEST).toString().split(' ')[0];
  if (createHash('sha256').update(text).digest('hex') !== digest) throw damaged(folder, `\`${MANIFEST}\` is not the one that was written`);
  const manifest = JSON.parse(text.toString()) as Partial<Manifest>;
  if (manifest.format !== FORMAT) throw damaged(folder, `\`${MANIFEST}\` is not that of a backup`);
  if (manifest.formatVersion !== FORMAT_VERSION) {
    throw new CommandFailed(`\`${folder}\` has format ${String(manifest.formatVersion)}, and this version reads ${FORMAT_VERSION}: use hallpass ${manifest.hallpass} or newer`);
  }
  const { objects = [], policies = [] } = manifest;
  const isKnown = objects.every(({ class: object, id }) => isObject(object, id)) && policies.every(({ file }) => POLICY_FILES.includes(file));
  if (!isKnown) throw damaged(folder, `\`${MANIFEST}\` names files that no backup has`);
  return manifest as Manifest;
};

const readPart = (folder: string, file: string): Buffer => {
  try {
    return readFileSync(join(folder, file));
  } catch (error) {
    throw damaged(folder, `\`${file}\` cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
};

export const damaged = (folder: string, what: string): CommandFailed => new CommandFailed(`\`${folder}\` is not a whole backup: ${what}`);

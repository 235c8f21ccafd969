/** Many invites, in requests that the edge takes. */

import type { InviteWithLink, Problem } from './wire.ts';

/** What became of a row of a request. */
export type BulkInviteResult = (InviteWithLink & { readonly status: 201 }) | { readonly status: number; readonly problem: Problem };

/** The number of invites in one request. */
const MAX_ROWS = 200;
/** The size of one request, below the edge's limit of 256 KiB. */
const MAX_BYTES = 250 * 1024;

/** Some of the invites, which are sent in one request. */
export interface InviteChunk<T> {
  /** The index of the first. */
  readonly start: number;
  readonly items: readonly T[];
}

/** The invites in requests of at most 200. One with long rows is halved, so that the place of a row does not depend on the others. */
export const inviteChunks = <T>(items: readonly T[]): readonly InviteChunk<T>[] => {
  const chunks: InviteChunk<T>[] = [];
  for (let start = 0; start < items.length; start += MAX_ROWS) chunks.push(...halved({ start, items: items.slice(start, start + MAX_ROWS) }));
  return chunks;
};

const halved = <T>(chunk: InviteChunk<T>): readonly InviteChunk<T>[] => {
  const { start, items } = chunk;
  const half = Math.ceil(items.length / 2);
  if (items.length < 2 || new TextEncoder().encode(JSON.stringify({ items })).length <= MAX_BYTES) return [chunk];
  return [...halved({ start, items: items.slice(0, half) }), ...halved({ start: start + half, items: items.slice(half) })];
};

import { canonical, digest } from './encode.ts';
import type { AccountRow } from './rows.ts';

type EventRow = AccountRow['events'][number];

/** An event in the hash chain of its account's log. */
export type ChainedEvent = EventRow & { readonly seq: number; readonly prev: string; readonly hash: string };

/** The events of an account that are left, oldest first, each with its number, the hash of the one before it and its own. */
export const chainOf = async ({ id, cut, events }: AccountRow): Promise<{ readonly chain: ChainedEvent[]; readonly hash: string }> => {
  // Another request can change the log meanwhile.
  const rows = [...events];
  const chain: ChainedEvent[] = [];
  let seq = cut?.count ?? 0;
  let hash = cut?.hash ?? (await digest(id));
  for (const event of rows) {
    const { name: _, ...actor } = event.actor;
    const prev = hash;
    hash = await digest(canonical({ ...event, actor, prev }));
    chain.push({ ...event, seq: ++seq, prev, hash });
  }
  return { chain, hash };
};

/** An event as the API shows it. */
export const eventOf = ({ seq: _, ...event }: ChainedEvent) => event;

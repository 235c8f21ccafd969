import type { AuditCheck, AuditEvent } from 'hallpass';

import { client } from '../../client.ts';
import { useLoad } from '../../hooks/load.ts';

/** The events of a page, as many as one response of the edge has. */
const PAGE = 200;
/** How far back an event is looked for: as far as a verification goes by default. */
const MOST_EVENTS = 10_000;

/** An event, and its number in the log, once they are known. */
export interface FoundEvent {
  readonly event: AuditEvent | undefined;
  readonly seq: number | undefined;
  /** Whether it is not in the log, or too far back. */
  readonly isMissing: boolean;
  readonly error: unknown;
  readonly retry: () => void;
}

/** Reads the log from its newest event back to one of them. */
const readBackTo = async (account: string, id: string): Promise<readonly AuditEvent[]> => {
  const events: AuditEvent[] = [];
  let cursor: string | undefined;
  do {
    const page = await client.audit.query({ account, limit: PAGE, cursor });
    events.push(...page.items);
    cursor = page.next;
  } while (cursor !== undefined && events.length < MOST_EVENTS && !events.some((event) => event.id === id));
  return events;
};

/** The number of an event among events that follow each other, newest first, one of which is the head. */
const numberOf = (id: string, events: readonly AuditEvent[], head: AuditCheck['head'] | undefined): number | undefined => {
  const [index, top] = [events.findIndex((event) => event.id === id), events.findIndex(({ hash }) => hash === head?.hash)];
  return head && index >= 0 && top >= 0 ? head.count + top - index : undefined;
};

/**
 * An event of an account's log by its id, and its number. What is `loaded` is shown immediately; without a gap in it (`isWhole`), no
 * request is needed.
 */
export const useFoundEvent = (account: string, id: string, loaded: readonly AuditEvent[], isWhole: boolean, head: AuditCheck['head'] | undefined): FoundEvent => {
  const listed = loaded.find((event) => event.id === id);
  const known = isWhole ? numberOf(id, loaded, head) : undefined;
  const isNeeded = !listed || (head !== undefined && known === undefined);
  const { data, error, reload } = useLoad(isNeeded ? `${account} ${id}` : undefined, () => readBackTo(account, id));
  const event = listed ?? data?.find((found) => found.id === id);
  return {
    event,
    seq: known ?? numberOf(id, data ?? [], head),
    isMissing: data !== undefined && !event,
    error,
    retry: () => void reload(),
  };
};

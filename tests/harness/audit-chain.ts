// The hash chain of an audit log, computed apart from the product.
import { sha256 } from './secrets.ts';

/** RFC 8785 for the values in events: strings, integers, arrays, and objects with ASCII keys. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).sort(([one], [two]) => (one < two ? -1 : 1));
  return `{${members.map(([key, inside]) => `${JSON.stringify(key)}:${canonical(inside)}`).join(',')}}`;
}

/** An event as it is hashed, with what is left out of that. */
export interface ChainedEvent {
  readonly actor: { readonly kind: string; readonly id: string };
  readonly prev: string;
  readonly hash?: string;
}

/** The hash of an event. It covers ids, times, outcome and details; not names, addresses or the hash itself. */
export function hashOf(event: ChainedEvent): string {
  const { hash: _, actor, ...rest } = event;
  return sha256(canonical({ ...rest, actor: { kind: actor.kind, id: actor.id } })).toString('base64url');
}

/** Checks what a host demands of a request. A demand that is incomplete or mistyped denies; it never allows everything. */

import type { Demand, Freshness } from './types.ts';

/** A mistake in the host's code. The request is denied, and the message is for the log. */
export class DemandError extends Error {}

/** A demand whose options were checked. */
export interface Requirements {
  /** The permissions that are all required. Empty: being an active member is enough. */
  readonly permissions: readonly string[];
  readonly freshness: Freshness;
}

const OPTIONS: ReadonlySet<string> = new Set(['require', 'freshness', 'account', 'project'] satisfies (keyof Demand)[]);
const LEVELS: ReadonlySet<unknown> = new Set(['stateless', 'cached', 'strict'] satisfies Freshness[]);

/**
 * The requirements of a demand.
 *
 * Throws a `DemandError` for an unknown option, and for one that is present without a usable value, such as
 * `require: undefined`: a mistyped constant must not open a route.
 */
export const requirementsOf = (demand: Demand<never>): Requirements => {
  for (const name of Object.keys(demand)) {
    if (!OPTIONS.has(name)) throw new DemandError(`\`${name}\` is not an option of a guard`);
  }
  const { freshness = 'stateless' } = demand;
  if (!LEVELS.has(freshness)) {
    throw new DemandError(`\`freshness\` is ${describe(freshness)} instead of \`stateless\`, \`cached\` or \`strict\``);
  }
  for (const name of ['account', 'project'] as const) {
    if (name in demand && typeof demand[name] !== 'function') {
      throw new DemandError(`\`${name}\` is ${describe(demand[name])} instead of a function`);
    }
  }
  return { permissions: 'require' in demand ? namesIn(demand.require) : [], freshness };
};

/** The account that a request must be about, if the demand names one. Throws a `DemandError` if its callback returns none. */
export const accountOf = <R>(demand: Demand<R>, request: R): string | undefined => idOf('account', demand, request);

/** The project that a request must be about, in the same way. */
export const projectOf = <R>(demand: Demand<R>, request: R): string | undefined => idOf('project', demand, request);

const idOf = <R>(name: 'account' | 'project', demand: Demand<R>, request: R): string | undefined => {
  if (!(name in demand)) return undefined;
  let id: unknown;
  try {
    id = demand[name]!(request);
  } catch (cause) {
    const thrown = cause instanceof Error ? cause.name : describe(cause);
    throw new DemandError(`\`${name}\` threw ${thrown}`, { cause });
  }
  if (isName(id)) return id;
  const article = name === 'account' ? 'an' : 'a';
  const express = `In Express, \`app.use("/path", …)\` runs before \`request.params\` is set: name the ${name} in its path, as in \`app.use("/path/:${name}", …)\`.`;
  throw new DemandError(`\`${name}\` returned ${describe(id)} instead of ${article} ${name} id. ${express}`);
};

const namesIn = (require: unknown): readonly string[] => {
  const names: readonly unknown[] = Array.isArray(require) ? require : [require];
  if (names.length === 0) throw new DemandError('`require` is an empty list; leave it out if being a member is enough');
  return names.map((name) => {
    if (isName(name)) return name;
    throw new DemandError(`\`require\` has ${describe(name)} instead of the name of a permission`);
  });
};

const isName = (value: unknown): value is string => typeof value === 'string' && value !== '';

/** Describes a value without showing it: it may be secret, and the same mistake must always have the same message. */
const describe = (value: unknown): string => {
  if (value === undefined || value === null) return `\`${value}\``;
  if (value === '') return 'an empty string';
  if (value instanceof Promise) return 'a promise';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'string' ? 'an unknown word' : `a value of type ${typeof value}`;
};

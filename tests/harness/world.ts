// What tests need of the edge that they run against.
import type { Policy } from './policy.ts';
import type { Identity } from './provider.ts';
import type { Claims, Secrets } from './secrets.ts';

export interface World {
  /** `http://127.0.0.1:…`, also the configured `EDGE_ORIGIN`. */
  readonly origin: string;
  readonly policy: Policy;
  readonly secrets: Secrets;
  /** An identity token of the test's provider; `claims` overrides or adds claims. */
  identity(user: Identity, claims?: Claims): string;
}

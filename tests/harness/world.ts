// What a test needs of whatever it runs against: the real edge, or the model that breaks rules on purpose.
import type { Policy } from './policy.ts';
import type { Identity } from './provider.ts';
import type { Claims, Secrets } from './secrets.ts';

export interface World {
  /** `http://127.0.0.1:…`, also the configured `EDGE_ORIGIN`. */
  readonly origin: string;
  readonly policy: Policy;
  readonly secrets: Secrets;
  /** An identity token of the test's own provider; `claims` overrides or adds members. */
  identity(who: Identity, claims?: Claims): string;
}

/**
 * The Hallpass edge as it is deployed: a Worker with three kinds of Durable Objects. For `main` of a wrangler
 * project, which `npx hallpass deploy` prepares; it takes its policy from `policy.toml` beside it.
 */

/** Answers requests. */
declare const edge: new (context: unknown, env: unknown) => { fetch(request: Request): Promise<Response> };
export default edge;

/** One account: its members, invites and audit log. */
export declare const AccountObject: new (state: unknown, env: unknown) => object;
/** One user's list of accounts. */
export declare const UserObject: new (state: unknown, env: unknown) => object;
/** The pending invites of one address. */
export declare const MailboxObject: new (state: unknown, env: unknown) => object;

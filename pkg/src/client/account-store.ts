import { type Book, createBook } from './account-records.ts';
import type { EdgeClock } from '../clock.ts';
import type { HallpassError } from '../errors.ts';
import { createEmitter, type Emitter, type Told } from './events.ts';
import { type Checks, createChecks, stands, type View } from './checks.ts';
import { type Grant, grantOfRow, grantOfToken, namesIn } from './grants.ts';
import type { Http } from './http-client.ts';
import { segment } from './ids.ts';
import { MARGIN_MS } from './limits.ts';
import { refusal } from '../messages.ts';
import { createPolicies, type Policies } from './policies.ts';
import { between } from '../random.ts';
import { createTab, type Tab } from './active-account.ts';
import type { Account, ClientOptions, ClientState, Me, Status, Token } from '../types.ts';

/** Who I am, what I am in, and which account this tab works in. */
export interface Session {
  readonly emitter: Emitter;
  readonly policies: Policies;
  readonly book: Book;
  readonly tab: Tab;
  readonly checks: Checks;
  /** What is known, with the account that the address names at this moment. Reading notifies nobody. */
  stateNow(): ClientState;
  /** The active account's id, by the address of this moment. */
  worksIn(): string | undefined;
  /** Whether a reader may have seen a state that the subscribers have not been told of. */
  untold(): boolean;
  /** Reads who I am again. `again` does so even if a reading is under way. */
  recheck(again?: boolean): Promise<void>;
  /**
   * A token with some life left, other than `bad`, which the edge has refused or is about to.
   * `true` asks for one of after this moment, even if another request is under way.
   */
  token(id: string, bad?: string | true): Promise<string>;
  /** Takes in a token that came with another reply. */
  takeIn(id: string, jwt: string): void;
  /** Takes in the result of an own act; `told` is what is told of it, unless that is plain. */
  hold(id: string, row: Account | undefined, told?: Told[]): void;
  /** After an own change, in `id` or somewhere: lists follow, and so does the token where one is in use. */
  wrote(id?: string): void;
  /** The epoch that a gate must have seen to show what was changed here; nothing if nothing was. */
  minEpoch(id: string): number | undefined;
  /** Makes the new state visible, then tells what happened. */
  settle(told?: Told[]): void;
  /** The edge cannot be reached: what is known is shown until it ends. */
  degrade(error?: HallpassError): void;
  startOver(): Promise<void>;
}

/** A session that knows nothing yet, or what the server rendered. */
export const createSession = (options: ClientOptions, http: Http, clock: EdgeClock): Session => {
  const emitter = createEmitter();
  const book = createBook();
  const tab = createTab(options.scope, options.initial?.active);
  const flights = new Map<string, Promise<string>>();
  // Accounts that were changed here, and those of them whose new token is under way.
  const written = new Set<string>();
  const renewing = new Set<string>();
  let status: Status = 'loading';
  let state: ClientState = { status, accounts: [], inboxCount: 0 };
  let stateText = JSON.stringify(state);
  // What the subscribers were told last: the state, and with it everything that a gate looks at.
  let published = state;
  let shown = '';
  // The user last told of, as text; nothing before the first answer.
  let introduced: string | undefined;
  // Another one whenever somebody else may be signed in.
  let identity = 0;
  let asked = 0;
  let answered = 0;
  let looking: Promise<void> | undefined;

  const policies = createPolicies(http, (policy, before) => {
    for (const [id, grant] of book.grants) if (grant.token) book.grants.set(id, { ...grant, permits: namesIn(grant.token, grant.role, policy) });
    settle(before ? [['policy', { policy }]] : []);
  });

  let current: string | undefined;
  const resolve = (): string | undefined => (current = tab.settleOn(book.mine, book.me?.own.id));

  /** Makes `state` what is known now. It stays the same object as long as it says the same. */
  const derive = (): ClientState => {
    const { me } = book;
    const active = book.mine.get(resolve()!);
    const next: ClientState = {
      status,
      ...(me && { user: me.user }),
      ...(active && { active }),
      accounts: [...book.mine.values()],
      inboxCount: me?.inboxCount ?? 0,
    };
    const text = JSON.stringify(next);
    if (text !== stateText) {
      stateText = text;
      state = next;
    }
    return state;
  };

  const stateNow = (): ClientState => {
    if (!tab.moved?.()) return state;
    // The address has changed: everything that is read from now on is of the account that it names.
    checks.forget();
    return derive();
  };

  const worksIn = (): string | undefined => {
    stateNow();
    return current;
  };

  const { destructive: shut = [], offlineReads = 0 } = options;
  const view = (account: string | undefined): View => ({
    unsigned: status === 'signed-out',
    // An address that names an account I lack is not a no: there is something to explain.
    stranger: account !== undefined && !!book.me && !book.mine.has(account),
    grant: book.grants.get((account ?? worksIn())!),
    edgeNow: clock.edgeNow(),
    policy: policies.policyNow(),
    cutOff: status === 'degraded' ? { shut, reads: offlineReads * 1000 } : undefined,
  });
  const checks = createChecks(view, tab.moved);

  const settle = (told: Told[] = []): void => {
    checks.forget();
    const { me } = book;
    const who = me && { user: me.user };
    // Where the same user was when the subscribers were told last.
    const from = published.user?.id === me?.user.id ? published.active : undefined;
    // If this tab's account is lost, it works in one's own from now on.
    if (from && !book.mine.has(from.id)) tab.goHome(me!.own.id);
    const { active } = (published = derive());
    // What a gate would say is part of what is shown, though not of the state's fields.
    const gates = [...book.grants].map(([id, { token, permits }]) => [id, stands(view(id)), !!token, ...permits]);
    const showing = JSON.stringify([published, gates, policies.policyNow()?.id]);
    if (showing !== shown) {
      shown = showing;
      emitter.tellAll();
    }
    const known = introduced;
    if (status === 'ready' || status === 'signed-out') introduced = JSON.stringify({ ...who });
    if (known && known !== introduced) emitter.emit(['identity', { ...who }]);
    told.forEach(emitter.emit);
    if (from && from.id !== active?.id) emitter.emit(['switch', { from, ...(active && { to: active }) }]);
  };

  const forget = (to: Status): void => {
    book.clear();
    for (const one of [flights, written, renewing]) one.clear();
    status = to;
    settle();
  };

  const degrade = (error?: HallpassError): void => {
    // Whoever is known to be nobody stays so.
    if (status !== 'signed-out') status = 'degraded';
    settle(error ? [['error', { error }]] : []);
  };

  const recheck = (again = false, method = 'GET'): Promise<void> => {
    if (looking && !again) return looking;
    const turn = ++asked;
    const reading = http<Me>(method, '/v1/me')
      .catch((error: HallpassError) => {
        if (error.code !== 'no_account' || turn < answered) throw error;
        return http<Me>('PUT', '/v1/me');
      })
      .then(
        (me) => {
          // A later question may have been answered first.
          if (turn < answered) return;
          answered = turn;
          status = 'ready';
          settle(book.receive(me, clock.edgeNow()));
        },
        (error: HallpassError) => {
          if (turn < answered) return;
          if (error.status === 401) forget('signed-out');
          else degrade(error);
        },
      )
      .finally(() => {
        if (looking === reading) looking = undefined;
      });
    return (looking = reading);
  };

  const takeIn: Session['takeIn'] = (id, jwt) => {
    const policy = policies.policyNow();
    const grant = grantOfToken(jwt, id, clock.edgeNow(), between(0.65, 0.85), policy, book.mine.get(id));
    if (!grant) throw refusal('token_invalid');
    settle(book.takeIn(id, grant));
    // Whether this fails or not: the role counts until the bits can be read.
    if (policy?.id !== grant.token?.readBy) policies.readPolicy().catch(() => {});
  };

  const fetchToken = async (id: string): Promise<string> => {
    const who = identity;
    try {
      const { token } = await http<Token>('POST', `/v1/accounts/${segment('account', id)}/token`, { alters: false });
      if (who !== identity) throw refusal('not_signed_in', {}, options.messages);
      takeIn(id, token);
      return token;
    } catch (error) {
      const { code } = error as HallpassError;
      const account = book.mine.get(id);
      if (who === identity && account) {
        if (code === 'not_found') {
          hold(id, undefined, [['revoked', { account }]]);
          void recheck(true);
        } else if (code === 'forbidden') {
          book.grants.set(id, grantOfRow({ ...account, permissions: [] }, clock.edgeNow()));
          settle();
        }
      }
      throw error;
    }
  };

  const token = async (id: string, bad?: string | true): Promise<string> => {
    const held = (): string | undefined => {
      const { token, lasts } = book.grants.get(id) ?? ({} as Partial<Grant>);
      return token && bad !== true && bad !== token.jwt && clock.edgeNow() < lasts! - MARGIN_MS ? token.jwt : undefined;
    };
    const text = held();
    if (text !== undefined && !renewing.has(id)) return text;
    const under = flights.get(id);
    if (under && bad !== true) {
      // After an own change the next request waits for the token that shows it, if that can be had.
      return under.catch((error) => {
        const rest = held();
        if (rest === undefined) throw error;
        return rest;
      });
    }
    if (bad === true) renewing.add(id);
    const flight = fetchToken(id).finally(() => {
      if (flights.get(id) !== flight) return;
      flights.delete(id);
      renewing.delete(id);
    });
    flights.set(id, flight);
    return flight;
  };

  const wrote = (id?: string): void => {
    settle([['changed', id ? { account: id } : {}]]);
    if (!id) return;
    written.add(id);
    // Only where a token is in use: another member's change never makes mine bad.
    if (book.grants.get(id)?.token) token(id, true).catch(() => {});
  };

  const hold: Session['hold'] = (id, row, told = row && !book.mine.has(id) ? [['joined', { account: row }]] : []) => {
    book.hold(id, row, clock.edgeNow());
    settle(told);
  };

  const startOver = async (): Promise<void> => {
    const before = book.me?.user.id;
    // Replies to the one before are dropped.
    answered = identity = ++asked;
    // Fails closed: nothing of the one before serves the one after, not even for a moment.
    forget('loading');
    await recheck(true);
    // The same user: name or address may have changed, which only a change takes over.
    if (before !== undefined && before === book.me?.user.id) await recheck(true, 'PUT');
  };

  const { initial } = options;
  if (initial) {
    book.receive(initial.me, clock.edgeNow());
    settle();
  }

  return {
    emitter,
    policies,
    book,
    tab,
    stateNow,
    worksIn,
    untold: () => stateNow() !== published,
    checks,
    recheck,
    token,
    takeIn,
    hold,
    settle,
    wrote,
    minEpoch: (id) => (written.has(id) ? book.mine.get(id)?.epoch : undefined),
    degrade,
    startOver,
  };
};

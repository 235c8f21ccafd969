import type { AcceptAction, AcceptFlow, AcceptInvite, AcceptState } from '../accept-types.ts';
import { ListenerSet } from '../client/listeners.ts';
import type { HallpassError } from '../errors.ts';
import type { Client, InviteChoice } from '../types.ts';
import { inspectError, type Inspection, inspectInvite, type LinkClaims } from './inspect.ts';

/** The accept flow of a client, which looks for a link with its first subscriber. */
export const createAcceptFlow = (client: Client): AcceptFlow => {
  const machine = new AcceptMachine(client);
  return {
    get state() {
      return machine.state;
    },
    subscribe: (listener) => machine.subscribe(listener),
    join: () => machine.join(),
    decline: () => machine.decline(),
    signIn: () => machine.signIn(),
    switchAccount: () => machine.switchAccount(),
    verifyEmail: () => machine.verifyEmail(),
    openTeam: () => machine.openTeam(),
    retry: () => machine.retry(),
  };
};

class AcceptMachine {
  readonly #client: Client;
  readonly #listeners = new ListenerSet();
  readonly #verifyLink: () => Promise<LinkClaims>;
  #state: AcceptState = { step: 'preview' };
  /** How the invite of this step can be answered. */
  #choice: InviteChoice | undefined;
  #action: Promise<AcceptState> | undefined;
  /** The number of the latest inspection: the result of an earlier one is dropped. */
  #inspections = 0;
  /** What the latest inspection looked at: which link, for which user. */
  #inspected: string | undefined;
  #stop: (() => void) | undefined;
  /** The team was opened: the next subscriber starts over. */
  #finished = false;

  constructor(client: Client) {
    this.#client = client;
    this.#verifyLink = verifyOnce(client);
  }

  get state(): AcceptState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    const remove = this.#listeners.add(listener);
    this.#stop ??= this.#start();
    return () => {
      remove();
      if (this.#listeners.size > 0) return;
      this.#stop?.();
      this.#stop = undefined;
      if (this.#finished) this.#inspected = undefined;
    };
  }

  join(): Promise<AcceptState> {
    return this.#answer('join', async (choice, invite) => {
      const { account } = await this.#client.invites.accept(choice);
      return { step: 'joined', invite, account };
    });
  }

  decline(): Promise<AcceptState> {
    return this.#answer('decline', async (choice, invite) => {
      const { status } = await this.#client.invites.decline(choice);
      return { step: 'declined', invite, ...(status === 'pending' && { open: true }) };
    });
  }

  signIn(): Promise<AcceptState> {
    return this.#run('signIn', () => this.#client.signIn(this.#signInRequest()));
  }

  switchAccount(): Promise<AcceptState> {
    return this.#run('switchAccount', async () => {
      const request = this.#signInRequest();
      await this.#client.signOut();
      await this.#client.signIn(request);
    });
  }

  verifyEmail(): Promise<AcceptState> {
    return this.#run('verifyEmail', () => this.#client.verifyEmail());
  }

  async openTeam(): Promise<AcceptState> {
    const { state } = this;
    if (state.step !== 'joined' && state.step !== 'already_member') return state;
    const { id } = state.account;
    return this.#run('openTeam', async () => {
      const client = this.#client;
      // A membership that began in another browser may not be known here yet.
      if (!client.state.accounts.some((account) => account.id === id)) await client.refresh();
      client.accounts.switchTo(id);
      client.pendingInvite.clear();
      this.#finished = true;
      const { busy: _, ...idle } = this.#state;
      return idle as AcceptState;
    });
  }

  async retry(): Promise<AcceptState> {
    if (this.#action && this.#isAnswering()) return this.#action;
    // The identity provider may know by now that the address is verified.
    if (this.#state.step === 'needs_email_proof') await this.#run('retry', () => this.#client.identityChanged());
    return this.#inspect();
  }

  #start(): () => void {
    const capture = (): void => {
      this.#client.pendingInvite.capture();
      this.#inspectIfChanged();
    };
    capture();
    const unsubscribe = this.#client.subscribe(() => this.#inspectIfChanged());
    globalThis.addEventListener?.('hashchange', capture);
    return () => {
      unsubscribe();
      globalThis.removeEventListener?.('hashchange', capture);
    };
  }

  #set(state: AcceptState): void {
    this.#state = state;
    this.#listeners.notify();
  }

  async #inspect(): Promise<AcceptState> {
    const number = ++this.#inspections;
    const isCurrent = (): boolean => number === this.#inspections;
    this.#action = undefined;
    this.#finished = false;
    this.#inspected = this.#subject();
    const show = (state: AcceptState): void => {
      if (isCurrent()) this.#set(state);
    };
    const context = { client: this.#client, verifyLink: this.#verifyLink, show, isCurrent };
    const { state, choice } = await inspectInvite(context).catch((error: HallpassError): Inspection => ({ state: { step: 'failed', error } }));
    if (!isCurrent()) return this.#state;
    this.#choice = choice;
    this.#set(state);
    this.#inspected = this.#subject();
    return this.#state;
  }

  /** Inspects again if another link was opened, another user is signed in, or the user has joined in another tab. */
  #inspectIfChanged(): void {
    // Until the response to an answer has arrived, nothing else is looked at.
    if (!this.#isAnswering() && this.#subject() !== this.#inspected) void this.#inspect();
  }

  /** What an inspection depends on. */
  #subject(): string {
    const { state: { status, user, accounts }, pendingInvite } = this.#client;
    const team = inviteOf(this.#state)?.account.id;
    const viewer = user ? [user.id, user.emailVerified, accounts.some(({ id }) => id === team)] : [status];
    return JSON.stringify([pendingInvite.token() ?? pendingInvite.code() ?? pendingInvite.state, ...viewer]);
  }

  #isAnswering(): boolean {
    return this.#state.busy === 'join' || this.#state.busy === 'decline';
  }

  #answer(busy: 'join' | 'decline', send: (choice: InviteChoice, invite: AcceptInvite) => Promise<AcceptState>): Promise<AcceptState> {
    const { state } = this;
    const choice = this.#choice;
    if (state.step !== 'ready' || !choice) return this.#action ?? Promise.resolve(state);
    return this.#run(busy, () => send(choice, state.invite));
  }

  /** Runs one action at a time: a call while another one runs gets that one's outcome. */
  #run(busy: AcceptAction, work: () => Promise<AcceptState | void>): Promise<AcceptState> {
    return this.#action ?? (this.#action = this.#runNow(busy, work));
  }

  async #runNow(busy: AcceptAction, work: () => Promise<AcceptState | void>): Promise<AcceptState> {
    const { error: _, ...before } = this.#state;
    const number = this.#inspections;
    this.#set({ ...before, busy } as AcceptState);
    const next = await this.#outcome(before as AcceptState, work);
    if (number !== this.#inspections) return this.#state;
    this.#action = undefined;
    this.#set(next ?? (before as AcceptState));
    // What an answer has changed is known; what signing in has changed is not.
    if (next) this.#inspected = this.#subject();
    else this.#inspectIfChanged();
    return this.#state;
  }

  /** The state that an action leads to; `undefined` if it leaves the step as it is. */
  async #outcome(before: AcceptState, work: () => Promise<AcceptState | void>): Promise<AcceptState | undefined> {
    try {
      return (await work()) ?? undefined;
    } catch (cause) {
      const error = cause as HallpassError;
      const inspection = await inspectError(this.#client, error, inviteOf(before)).catch(() => undefined);
      if (!inspection) return { ...before, error };
      this.#choice = inspection.choice;
      return inspection.state;
    }
  }

  /** Asks for the address that the invite is for. */
  #signInRequest(): { readonly hint?: string } {
    const hint = ('hint' in this.#state ? this.#state.hint : undefined) ?? inviteOf(this.#state)?.hint;
    return hint === undefined ? {} : { hint };
  }
}

const inviteOf = (state: AcceptState): AcceptInvite | undefined => ('invite' in state ? state.invite : undefined);

/** Verifies a link once, however often it is inspected, unless that fails or the user may be told more once signed in. */
const verifyOnce = ({ pendingInvite }: Client): (() => Promise<LinkClaims>) => {
  let verified: { readonly token: string | undefined; readonly claims: Promise<LinkClaims> } | undefined;
  return () => {
    const token = pendingInvite.token();
    if (verified && token && verified.token === token) return verified.claims;
    const claims = pendingInvite.verified();
    verified = { token, claims };
    const forget = (): void => void (verified = undefined);
    claims.then((found) => found === 'closed' && forget(), forget);
    return claims;
  };
};

import type { HallpassError } from '../errors.ts';
import type { Client, Explanation, Policy, Query, Verdict } from '../types.ts';
import { EXPLAIN_WORDS } from '../words/explain.ts';
import { COMMON_WORDS } from '../words/shared.ts';
import { ClientElement } from './client-element.ts';
import { createLock } from './lock.ts';
import { button, explanation, problem } from './parts.ts';
import { h, type VirtualNode } from './render.ts';

/** Why the content is denied, as far as it is known. */
interface Denial {
  /** Identifies the question: query, status, account, epoch and role. */
  readonly key: string;
  readonly explanation?: Explanation | undefined;
  readonly policy?: Policy | undefined;
  readonly error?: HallpassError | undefined;
}

/**
 * `<hallpass-show when="permission …">`: shows its content to users who have a permission.
 *
 * - `when`: permissions that are all required; `when-any`: of which one is required; `when-role`: exactly this role.
 *   Without any of them the content is denied.
 * - `account`: another account than the active one; `project`: a project in it; `fresh`: requires a membership token
 * - `mode`: `hide` (default) shows the slots `fallback` and, while it is not known, `loading` instead; `disable`
 *   keeps the content in its place, but nothing in it can be used; `explain` adds a button that says why not
 * - `label`: what the content is about, for the name of that button; default: the content's text
 *
 * The attribute `verdict` is `allow`, `deny` or `unknown`; `hallpass-verdict` is dispatched when it changes.
 */
export class HallpassShow extends ClientElement {
  static readonly observedAttributes = ['when', 'when-any', 'when-role', 'account', 'project', 'fresh', 'mode', 'label'];

  #verdict: Verdict | undefined;
  #query: Query | undefined;
  #denial: Denial | undefined;
  #open = false;
  readonly #lock = createLock(this);

  /** The attribute `when`. In browsers with observables, `EventTarget` has a method of this name. */
  get when(): string | null {
    return this.getAttribute('when');
  }
  set when(permissions: string | null) {
    this.reflect('when', permissions);
  }

  /** The attribute `when-any`. */
  get whenAny(): string | null {
    return this.getAttribute('when-any');
  }
  set whenAny(permissions: string | null) {
    this.reflect('when-any', permissions);
  }

  /** The attribute `when-role`. */
  get whenRole(): string | null {
    return this.getAttribute('when-role');
  }
  set whenRole(role: string | null) {
    this.reflect('when-role', role);
  }

  /** The attribute `account`. */
  get account(): string | null {
    return this.getAttribute('account');
  }
  set account(id: string | null) {
    this.reflect('account', id);
  }

  /** The attribute `project`: a project's id. */
  get project(): string | null {
    return this.getAttribute('project');
  }
  set project(id: string | null) {
    this.reflect('project', id);
  }

  /** The attribute `fresh`. */
  get fresh(): boolean {
    return this.hasAttribute('fresh');
  }
  set fresh(fresh: boolean) {
    this.reflect('fresh', fresh);
  }

  /** The attribute `mode`. */
  get mode(): string | null {
    return this.getAttribute('mode');
  }
  set mode(mode: string | null) {
    this.reflect('mode', mode);
  }

  /** The attribute `label`. */
  get label(): string | null {
    return this.getAttribute('label');
  }
  set label(label: string | null) {
    this.reflect('label', label);
  }

  override attributeChangedCallback(): void {
    this.#query = undefined;
    super.attributeChangedCallback();
  }

  override disconnectedCallback(): void {
    this.#lock(false);
    super.disconnectedCallback();
  }

  protected override connectClient(client: Client): (() => void)[] {
    const onChange = (): void => {
      // Most changes do not change the verdict.
      if (this.#open || client.evaluate(this.#currentQuery()) !== this.#verdict) this.requestRender();
    };
    return [client.subscribe(onChange)];
  }

  protected override render(client: Client | undefined): readonly VirtualNode[] {
    const query = this.#currentQuery();
    const verdict = client?.evaluate(query) ?? 'unknown';
    const mode = this.getAttribute('mode');
    const isKept = mode === 'disable' || mode === 'explain';
    this.#lock(isKept && verdict !== 'allow');
    this.#setVerdict(verdict);
    if (!isKept) return [h('slot', { name: SLOTS[verdict] })];
    return [h('slot', { name: '' }), ...(mode === 'explain' && verdict === 'deny' && client ? this.#renderExplanation(client, query) : [])];
  }

  #setVerdict(verdict: Verdict): void {
    if (verdict === this.#verdict) return;
    this.#verdict = verdict;
    if (verdict === 'allow') this.#open = false;
    this.setAttribute('verdict', verdict);
    this.dispatch('hallpass-verdict', { verdict });
  }

  #currentQuery(): Query {
    return (this.#query ??= this.#readQuery());
  }

  #readQuery(): Query {
    const namesIn = (name: string): string[] => this.getAttribute(name)?.split(/\s+/).filter(Boolean) ?? [];
    const [all, any] = [namesIn('when'), namesIn('when-any')];
    const [role, account, project] = ['when-role', 'account', 'project'].map((name) => this.getAttribute(name) ?? undefined);
    return {
      // An empty attribute must deny, not count as absent.
      ...(this.hasAttribute('when') && { allOf: all }),
      ...(this.hasAttribute('when-any') && { anyOf: any }),
      ...(role !== undefined && { role }),
      ...(account !== undefined && { account }),
      ...(project !== undefined && { project }),
      ...(this.hasAttribute('fresh') && { fresh: true }),
    };
  }

  #renderExplanation(client: Client, query: Query): VirtualNode[] {
    const words = { ...COMMON_WORDS, ...EXPLAIN_WORDS, ...this.words };
    const label = this.getAttribute('label') ?? textOf(this);
    const toggle = (): void => {
      this.#open = !this.#open;
      this.renderNow();
    };
    if (this.#open) void this.#ask(client, query);
    const { explanation: reason, policy, error } = this.#denial ?? {};
    const owner = client.state.active?.owner;
    return [
      button(words.why, toggle, {
        variant: 'quiet',
        part: 'why',
        more: { 'aria-expanded': String(this.#open), 'aria-label': `${words.why} ${label}`.trim() },
      }),
      this.#open &&
        h(
          'div',
          { class: 'explanation', part: 'explanation', role: 'region', 'aria-label': words.whyNot(label) },
          problem(error, this.words, () => {
            this.#denial = undefined;
            this.renderNow();
          }),
          !reason && !error && h('p', { role: 'status' }, words.loading),
          ...(reason ? explanation(reason, policy, owner, this.words) : []),
        ),
    ];
  }

  async #ask(client: Client, query: Query): Promise<void> {
    const { active, status } = client.state;
    const key = JSON.stringify([query, status, active?.id, active?.epoch, active?.role, active?.suspended, active?.expiresAt]);
    if (this.#denial?.key === key) return;
    this.#denial = { key };
    const policy = client.policy().catch(() => undefined);
    const denial: Denial = await client.explain(query).then(
      async (reason) => ({ key, explanation: reason, policy: await policy }),
      (error: HallpassError) => ({ key, error }),
    );
    if (this.#denial?.key !== key) return;
    this.#denial = denial;
    this.requestRender();
  }
}

/** The text of the content, without that of the other slots. */
const textOf = (host: Element): string =>
  [...host.childNodes]
    .filter((node) => !(node instanceof Element) || node.slot === '')
    .map((node) => node.textContent)
    .join(' ')
    .replace(/\s+/g, ' ')
    .trim();

const SLOTS: { readonly [V in Verdict]: string } = { allow: '', deny: 'fallback', unknown: 'loading' };

const NAME = 'hallpass';
/** What has happened in another tab, as it is sent: a sign-out, a sign-in, or any other change. */
export type TabChange = 'out' | 'in' | undefined;

/** Messages between the tabs of one origin. Does nothing where there is no `BroadcastChannel`, or where storage is blocked. */
export class TabChannel {
  readonly #onMessage: (change: TabChange) => void;
  #channel: BroadcastChannel | undefined;

  /** `onMessage` is called with what has happened in another tab. */
  constructor(onMessage: (change: TabChange) => void) {
    this.#onMessage = onMessage;
  }

  /** Receives messages from now on. */
  open(): void {
    this.#channel = openChannel();
    this.#channel?.addEventListener('message', ({ data }) => this.#onMessage(data));
  }

  close(): void {
    this.#channel?.close();
    this.#channel = undefined;
  }

  /** Tells the other tabs, also while this one receives nothing. */
  send(change: TabChange): void {
    const channel = this.#channel ?? openChannel();
    try {
      channel?.postMessage(change);
    } catch {
      // The other tabs notice at their next poll.
    }
    if (channel !== this.#channel) channel?.close();
  }
}

const openChannel = (): BroadcastChannel | undefined => {
  try {
    const { BroadcastChannel } = globalThis as Partial<typeof globalThis>;
    const channel = BroadcastChannel && new BroadcastChannel(NAME);
    // Does not keep a process on a server alive.
    (channel as { unref?(): void } | undefined)?.unref?.();
    return channel;
  } catch {
    return undefined;
  }
};

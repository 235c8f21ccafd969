/** Something that a button starts. */
export interface Action<A extends unknown[]> {
    /** Settles, never rejects, with whether it succeeded. A call while it runs does nothing. */
    run(...args: A): Promise<boolean>;
    readonly busy: boolean;
    /** The last error. */
    readonly error: unknown;
    /** Clears the error. */
    clear(): void;
}
/**
 * Runs `perform` at most once at a time and keeps its error, to be shown beside the button.
 *
 * ```tsx
 * const { run, busy, error } = useAction(() => client.accounts.create({ name }));
 * ```
 */
export declare const useAction: <A extends unknown[]>(perform: (...args: A) => unknown) => Action<A>;

import type { ClientState, Query, Snapshot, Verdict } from '../types.ts';
/**
 * What the first render shows, on the server and while the browser hydrates its markup: the snapshot, whatever has
 * happened since. Newer data follows in the next render, so that markup and state agree without a warning.
 */
export interface FirstRender {
    readonly state: ClientState;
    /** Evaluates a query by the snapshot alone. */
    evaluate(query: Query): Verdict;
}
/** The first render of a page that a server rendered from `snapshot`, or of one that knows nothing yet. */
export declare const firstRenderOf: (snapshot: Snapshot | undefined) => FirstRender;

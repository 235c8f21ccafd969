/**
 * `hallpass/testing`, for unit tests of apps: a real client with an edge in memory. No network, no Worker, no browser.
 *
 * @module hallpass/testing
 */

export { createFakeEdge } from './fake-edge.ts';
export type { Answer, FakeEdge, FakeEdgeOptions, MembershipChange, NewInvite, NewProject, NewTeam, NewUser, SeenRequest } from './fake-edge.ts';
export type { Roles } from './policy.ts';
export type { Told } from './refusal.ts';
export { createTestClient } from './test-client.ts';
export type { TestAccount, TestClient, TestClientOptions, TestProject } from './test-client.ts';

import { subscribe } from 'node:diagnostics_channel';

const open = new Set<object>();

const requestOf = (message: unknown): object => (message as { request: object }).request;

// Both Node's own fetch and the undici package publish here.
subscribe('undici:request:create', (message) => open.add(requestOf(message)));
subscribe('undici:request:trailers', (message) => open.delete(requestOf(message)));
subscribe('undici:request:error', (message) => open.delete(requestOf(message)));

/** HTTP requests of this process whose answers have not been read to their end. */
export const requestsInFlight = (): number => open.size;

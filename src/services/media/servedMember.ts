import { AsyncLocalStorage } from 'node:async_hooks';

const served = new AsyncLocalStorage<string>();

/** Does this, and all that follows from it, for one member: a program that many wait for works for them in turn. */
export const servingMember: ServingMember = (memberId, act) => served.run(memberId, act);

export type ServingMember = <T>(memberId: string, act: () => T) => T;

/** Whom the work in hand is for; empty where it is for nobody. */
export const servedMember = (): string => served.getStore() ?? '';

/** What a process says of itself to those that share its work. */
export interface ProcessFacts {
	readonly role: string;
	readonly version: string;
	readonly host: string;
	readonly pid: number;
	/** The shards that it hears at the moment. */
	readonly shards: readonly number[];
	/** Jobs in its hands. */
	readonly jobs: number;
	readonly startedAt: number;
}

/** One of the processes that share the work, as another one sees it. */
export interface LivingProcess extends ProcessFacts {
	readonly name: string;
	/** Whether it does what only one does. */
	readonly isLeader: boolean;
	/** Whether it is the one that tells. */
	readonly isSelf: boolean;
}

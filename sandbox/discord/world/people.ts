/** Anybody on the simulated Discord, the bot included. */
export interface User {
	readonly id: string;
	username: string;
	globalName: string | null;
	readonly bot: boolean;
	locale: string;
	/** Takes no direct messages (error 50007). */
	dmsClosed: boolean;
	/** Has installed the application for themselves. */
	installed: boolean;
	/** Bytes a file of theirs may have by their subscription; 0 without one. */
	uploadLimit: number;
}

export interface Role {
	readonly id: string;
	name: string;
	permissions: bigint;
	mentionable: boolean;
}

export interface Member {
	readonly userId: string;
	nick: string | null;
	/** On top of what @everyone and the roles give. */
	permissions: bigint;
	roles: string[];
	readonly joinedAt: number;
}

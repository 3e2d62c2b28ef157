import type { WebSocket } from 'ws';

import type { Json } from '../protocol/json.js';

/** Gateway opcodes. */
export const Op = {
	dispatch: 0,
	heartbeat: 1,
	identify: 2,
	presence: 3,
	voiceState: 4,
	resume: 6,
	reconnect: 7,
	requestMembers: 8,
	invalidSession: 9,
	hello: 10,
	heartbeatAck: 11,
} as const;

interface Sent {
	readonly seq: number;
	readonly event: string;
	readonly data: unknown;
}

/** One gateway session: it outlives its socket for as long as it can be resumed, and remembers what to replay. */
export class GatewaySession {
	readonly id: string;
	readonly shard: readonly [id: number, count: number];
	readonly intents: number;
	socket: WebSocket | undefined;
	/** When the socket went; undefined while there is one. */
	lostAt: number | undefined;
	#seq = 0;
	readonly #sent: Sent[] = [];

	constructor(parts: { id: string; shard: readonly [number, number]; intents: number; socket: WebSocket }) {
		this.id = parts.id;
		this.shard = parts.shard;
		this.intents = parts.intents;
		this.socket = parts.socket;
	}

	get seq(): number {
		return this.#seq;
	}

	/** Sends an event, or keeps it for the resume. */
	dispatch(event: string, data: unknown): void {
		this.#seq++;
		const sent: Sent = { seq: this.#seq, event, data };
		this.#sent.push(sent);
		// Enough for any drop that can be resumed; a long soak must not grow.
		if (this.#sent.length > 2000) this.#sent.shift();
		this.#send(sent);
	}

	/** Events after `seq`, then RESUMED. */
	resume(socket: WebSocket, seq: number): void {
		this.socket = socket;
		this.lostAt = undefined;
		for (const sent of this.#sent) if (sent.seq > seq) this.#send(sent);
		this.dispatch('RESUMED', { _trace: [] });
	}

	#send({ seq, event, data }: Sent): void {
		if (this.socket) send(this.socket, { op: Op.dispatch, s: seq, t: event, d: data });
	}
}

export function send(socket: WebSocket, payload: Json): void {
	if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(payload));
}

/** Which shard hears of a guild; everything without a guild goes to shard 0. */
export function shardOf(guildId: string | undefined, count: number): number {
	return guildId === undefined ? 0 : Number((BigInt(guildId) >> 22n) % BigInt(count));
}

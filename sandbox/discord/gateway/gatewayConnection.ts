import type { WebSocket } from 'ws';

import { Op, send, type GatewaySession } from './gatewaySession.js';
import { isJson, type Json } from '../protocol/json.js';

/** Close codes of the gateway. */
export const Close = {
	unknownError: 4000,
	unknownOpcode: 4001,
	decodeError: 4002,
	notAuthenticated: 4003,
	authenticationFailed: 4004,
	alreadyAuthenticated: 4005,
	invalidSeq: 4007,
	rateLimited: 4008,
	sessionTimedOut: 4009,
	invalidShard: 4010,
	shardingRequired: 4011,
	invalidVersion: 4012,
	invalidIntents: 4013,
	disallowedIntents: 4014,
} as const;

/** Sends a client may make in a minute, and the bytes of one. */
const mostSends = 120;
const mostBytes = 4096;

/** One socket, from HELLO on: reads what the client sends and hands identify and resume to the gateway. */
export class GatewayConnection {
	session: GatewaySession | undefined;
	readonly socket: WebSocket;
	readonly #parts: GatewayConnectionParts;
	#sends: number[] = [];

	constructor(parts: GatewayConnectionParts) {
		this.#parts = parts;
		this.socket = parts.socket;
		this.socket.on('message', (bytes) => this.#read((bytes as Buffer).toString('utf8')));
		this.socket.on('error', () => undefined);
		send(this.socket, {
			op: Op.hello,
			s: null,
			t: null,
			d: { heartbeat_interval: parts.heartbeatIntervalMs, _trace: [] },
		});
	}

	#read(text: string): void {
		const now = this.#parts.now();
		this.#sends = [...this.#sends.filter((at) => now - at < 60_000), now];
		if (this.#sends.length > mostSends) {
			this.socket.close(Close.rateLimited, 'Rate limited.');
			return;
		}
		const payload = Buffer.byteLength(text) > mostBytes ? undefined : parse(text);
		if (!payload) {
			this.socket.close(Close.decodeError, 'Error while decoding payload.');
			return;
		}
		this.#obey(Number(payload['op']), payload['d']);
	}

	#obey(op: number, data: unknown): void {
		switch (op) {
			case Op.heartbeat:
				if (this.#parts.acknowledges()) send(this.socket, { op: Op.heartbeatAck, s: null, t: null, d: null });
				return;
			case Op.identify:
			case Op.resume:
				if (this.session) this.socket.close(Close.alreadyAuthenticated, 'Already authenticated.');
				else if (!isJson(data)) this.socket.close(Close.decodeError, 'Error while decoding payload.');
				else if (op === Op.identify) this.#parts.identify(this, data);
				else this.#parts.resume(this, data);
				return;
			case Op.presence:
			case Op.voiceState:
			case Op.requestMembers:
				if (!this.session) this.socket.close(Close.notAuthenticated, 'Not authenticated.');
				return;
			default:
				this.socket.close(Close.unknownOpcode, 'Unknown opcode.');
		}
	}
}

function parse(text: string): Json | undefined {
	try {
		const payload: unknown = JSON.parse(text);

		return isJson(payload) ? payload : undefined;
	} catch {
		return undefined;
	}
}

interface GatewayConnectionParts {
	readonly now: () => number;
	readonly socket: WebSocket;
	readonly heartbeatIntervalMs: number;
	readonly acknowledges: () => boolean;
	readonly identify: (connection: GatewayConnection, data: Json) => void;
	readonly resume: (connection: GatewayConnection, data: Json) => void;
}

import { randomBytes } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';

import { WebSocketServer, type WebSocket } from 'ws';

import { advice } from './advice.js';
import { Close, GatewayConnection } from './gatewayConnection.js';
import { GatewaySession, Op, send, shardOf } from './gatewaySession.js';
import { identifyFault, isToken } from './identifyFault.js';
import { ready } from './ready.js';
import type { Json } from '../protocol/json.js';
import type { Settings } from '../world/settings.js';
import type { Emitter } from '../world/simulatorEvents.js';
import type { World } from '../world/world.js';
import { guildCreate } from '../world/worldView.js';

const dayMs = 24 * 3_600_000;
const guildsIntent = 1;

/**
 * The gateway, version 10, JSON without compression. Events go to every session of the guild's shard; a session that was
 * cut off gets them when it resumes, and where there is no session they are lost.
 */
export class Gateway {
	/** Heartbeats are answered; without that the client takes the connection for dead. */
	acknowledging = true;
	/** Every IDENTIFY is counted and answered with an invalid session (opcode 9). */
	rejecting = false;
	/** Connections asked for so far, those that were not let in included. */
	upgrades = 0;
	readonly #parts: GatewayParts;
	readonly #server = new WebSocketServer({ noServer: true });
	readonly #connections = new Set<GatewayConnection>();
	readonly #sessions = new Map<string, GatewaySession>();
	#identifies: { readonly at: number; readonly key: number }[] = [];
	#origin = '';
	#offline = false;
	#awayStatus: number | 'reset' | 'hang' = 503;

	constructor(parts: GatewayParts) {
		this.#parts = parts;
	}

	listen(http: Server, origin: string): void {
		this.#origin = origin.replace('http', 'ws');
		http.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
			socket.on('error', () => undefined);
			this.upgrades += 1;
			if (this.#offline) {
				if (this.#awayStatus === 'reset') socket.destroy();
				else if (this.#awayStatus !== 'hang')
					socket.end(`HTTP/1.1 ${this.#awayStatus} Away\r\nContent-Length: 0\r\n\r\n`);
				return;
			}
			this.#server.handleUpgrade(request, socket, head, (client) => this.#welcome(client, request));
		});
	}

	close(): void {
		for (const { socket } of this.#connections) socket.terminate();
		this.#server.close();
	}

	get url(): string {
		return this.#origin;
	}

	/** Sessions with a live socket. */
	get connected(): number {
		return [...this.#sessions.values()].filter(({ socket }) => socket !== undefined).length;
	}

	/** IDENTIFYs of the last 24 h: a restart costs one, a resume none. */
	get identifies(): number {
		this.#identifies = this.#identifies.filter(({ at }) => this.#parts.now() - at < dayMs);

		return this.#identifies.length;
	}

	/** Sends an event to the sessions of a shard; the number of those that have it or will get it. */
	dispatch(event: string, data: unknown, guildId?: string): number {
		const heard = this.#hearing(guildId);
		for (const session of heard) session.dispatch(event, data);

		return heard.length;
	}

	/** Sends an event to the sessions of a shard that asked for it; what it says is worked out if there are any. */
	dispatchTo(intent: number, guildId: string | undefined, event: string, data: () => unknown): void {
		const heard = this.#hearing(guildId).filter(({ intents }) => intents & intent);
		const said = heard.length > 0 ? data() : undefined;
		for (const session of heard) session.dispatch(event, said);
	}

	#hearing(guildId: string | undefined): GatewaySession[] {
		this.#bury();

		return [...this.#sessions.values()].filter(({ shard: [id, count] }) => id === shardOf(guildId, count));
	}

	/** Cuts every socket without a word. What cannot be resumed is answered with an invalid session. */
	drop({ resumable = true }: { resumable?: boolean } = {}): void {
		if (!resumable) this.#sessions.clear();
		for (const { socket } of this.#connections) socket.terminate();
	}

	/** Closes every socket with a code, for example 4000 or 4009. 4004 and 4010 to 4014 are final. */
	closeSockets(code: number): void {
		for (const { socket } of this.#connections) socket.close(code);
	}

	/** Asks every client to reconnect and resume. */
	askToReconnect(): void {
		for (const { socket } of this.#connections) send(socket, { op: Op.reconnect, s: null, t: null, d: null });
	}

	/** Tells every client that its session is invalid. */
	invalidate({ resumable = false }: { resumable?: boolean } = {}): void {
		if (!resumable) this.#sessions.clear();
		for (const { socket } of this.#connections) send(socket, { op: Op.invalidSession, s: null, t: null, d: resumable });
	}

	/**
	 * Drops everybody and lets nobody in until `goOnline`.
	 * @param how.answer what an upgrade is answered with meanwhile: a status, a reset connection, or nothing
	 */
	goOffline(how: { resumable?: boolean; answer?: number | 'reset' | 'hang' } = {}): void {
		this.#offline = true;
		this.#awayStatus = how.answer ?? 503;
		this.drop(how);
	}

	goOnline(): void {
		this.#offline = false;
	}

	guildDeleted(guildId: string): void {
		for (const session of this.#sessions.values()) {
			if (session.intents & guildsIntent) session.dispatch('GUILD_DELETE', { id: guildId });
		}
	}

	/** What `GET /gateway/bot` says. */
	get advice(): Json {
		return advice(this.#origin, this.#parts.settings, this.identifies);
	}

	#welcome(socket: WebSocket, request: IncomingMessage): void {
		const query = new URL(request.url ?? '/', 'http://gateway').searchParams;
		const connection = new GatewayConnection({
			now: this.#parts.now,
			socket,
			heartbeatIntervalMs: this.#parts.settings.heartbeatIntervalMs,
			acknowledges: () => this.acknowledging,
			identify: (self, data) => this.#identify(self, data),
			resume: (self, data) => this.#resume(self, data),
		});
		this.#connections.add(connection);
		socket.on('close', (code) => this.#lost(connection, code));
		if (query.get('v') !== '10') socket.close(Close.invalidVersion, 'Invalid API version.');
		else if (query.get('encoding') !== 'json' || query.has('compress')) socket.close(Close.decodeError, 'JSON only.');
	}

	#identify(connection: GatewayConnection, data: Json): void {
		const [id, count] = Array.isArray(data['shard']) ? (data['shard'] as [number, number]) : ([0, 1] as const);
		const fault = identifyFault(data, [id, count], this.#parts.token);
		if (fault !== undefined) {
			connection.socket.close(fault);
			return;
		}
		const { identifyEveryMs, maxConcurrency, sessionStarts } = this.#parts.settings;
		const key = id % maxConcurrency;
		const now = this.#parts.now();
		const tooSoon = this.#identifies.some((one) => one.key === key && now - one.at < identifyEveryMs);
		if (tooSoon || this.identifies >= sessionStarts) {
			send(connection.socket, { op: Op.invalidSession, s: null, t: null, d: false });
			return;
		}
		this.#identifies.push({ at: now, key });
		if (this.rejecting) {
			send(connection.socket, { op: Op.invalidSession, s: null, t: null, d: false });
			return;
		}
		this.#begin(connection, [id, count], Number(data['intents']));
	}

	#begin(connection: GatewayConnection, shard: readonly [number, number], intents: number): void {
		const { world } = this.#parts;
		const session = new GatewaySession({
			id: randomBytes(16).toString('hex'),
			shard,
			intents,
			socket: connection.socket,
		});
		this.#sessions.set(session.id, session);
		connection.session = session;
		const guilds = [...world.guilds.values()].filter(
			({ id, members }) => members.has(world.bot.id) && shardOf(id, shard[1]) === shard[0],
		);
		session.dispatch('READY', ready(world, { id: session.id, url: this.#origin, shard, guilds }));
		for (const guild of guilds) {
			if (intents & guildsIntent && !guild.unavailable) session.dispatch('GUILD_CREATE', guildCreate(world, guild));
		}
		this.#parts.events.emit('gateway', { state: 'ready', sessionId: session.id });
	}

	#resume(connection: GatewayConnection, data: Json): void {
		this.#bury();
		const session = this.#sessions.get(String(data['session_id']));
		const seq = Number(data['seq']);
		if (!isToken(data['token'], this.#parts.token)) {
			connection.socket.close(Close.authenticationFailed, 'Authentication failed.');
		} else if (!session) {
			send(connection.socket, { op: Op.invalidSession, s: null, t: null, d: false });
		} else if (!Number.isInteger(data['seq']) || seq > session.seq) {
			connection.socket.close(Close.invalidSeq, 'Invalid seq.');
		} else {
			connection.session = session;
			session.resume(connection.socket, seq);
			this.#parts.events.emit('gateway', { state: 'resumed', sessionId: session.id });
		}
	}

	/** Closing with 1000 or 1001 ends a session; anything else leaves it for a while. */
	#lost(connection: GatewayConnection, code: number): void {
		this.#connections.delete(connection);
		const { session } = connection;
		if (session?.socket !== connection.socket) return;
		session.socket = undefined;
		session.lostAt = this.#parts.now();
		if (code === 1000 || code === 1001) this.#sessions.delete(session.id);
		this.#parts.events.emit('gateway', { state: 'closed', sessionId: session.id, code });
	}

	/** Forgets sessions that can no longer be resumed. */
	#bury(): void {
		for (const { id, lostAt } of this.#sessions.values()) {
			if (lostAt !== undefined && this.#parts.now() - lostAt > this.#parts.settings.resumableMs)
				this.#sessions.delete(id);
		}
	}
}

interface GatewayParts {
	readonly now: () => number;
	readonly token: string;
	readonly settings: Settings;
	readonly events: Emitter;
	readonly world: World;
}

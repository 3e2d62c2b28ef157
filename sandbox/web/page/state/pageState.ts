import type { APIModalInteractionResponseCallbackData } from 'discord-api-types/v10';

import type { Acted, Actor, Place, ServerEvent, ShownJob, ShownMessage, Viewer, World } from '../../protocol.js';
import { Connection } from './connection.js';
import { keep, readKept } from './kept.js';
import { languageOf, type Words, words } from './words.js';

/** A modal that waits for its person. */
export interface OpenModal {
	readonly modalId: string;
	readonly modal: APIModalInteractionResponseCallbackData;
	readonly actor: Actor;
}

/** A command on its way, or one that was never answered; drawn at the end of the channel. */
export interface Attempt {
	readonly key: number;
	readonly actor: Actor;
	readonly command: string;
	/** The newest message when it was sent: it stands below that one, and above what comes later. */
	readonly after: string;
	failure: string | null;
}

/** What the page knows and what is open on it. Every change ends in `changed()`, which draws the page anew. */
export class PageState {
	readonly connection: Connection;
	world: World | null = null;
	online = false;
	viewerId = readKept().viewerId ?? '';
	placeId = readKept().placeId ?? '';
	locale: 'en-US' | 'ko' = readKept().locale ?? languageOf(navigator.language);
	drawer: 'channels' | 'panel' | null = null;
	modal: OpenModal | null = null;
	menuFor: string | null = null;
	notice: string | null = null;
	job: ShownJob | null = null;
	/** Something new stands below what somebody who has scrolled up sees. */
	newBelow = false;
	#readsEarlier = false;
	/** Buttons and selects that were pressed and not answered yet, as `messageId/customId`. */
	readonly pressed = new Set<string>();
	readonly attempts: Attempt[] = [];
	readonly #draw: () => void;
	/** Brings the newest message into sight. */
	readonly toEnd: () => void;
	#attemptKey = 0;

	constructor(parts: { draw: () => void; toEnd: () => void }) {
		this.#draw = parts.draw;
		this.toEnd = parts.toEnd;
		this.connection = new Connection({
			onEvent: (event) => this.#hear(event),
			onLine: (up) => {
				this.online = up;
				this.changed();
			},
		});
	}

	changed(): void {
		keep({ viewerId: this.viewerId, placeId: this.placeId, locale: this.locale });
		this.#draw();
	}

	/** Somebody reads further up, or is back at the end. */
	reads(earlier: boolean): void {
		this.#readsEarlier = earlier;
		if (!earlier) this.newBelow = false;
		this.changed();
	}

	get words(): Words {
		return words[this.locale];
	}

	get viewer(): Viewer {
		const { viewers = [] } = this.world ?? {};
		return viewers.find(({ id }) => id === this.viewerId) ?? { id: '', name: '', admin: false };
	}

	get place(): Place {
		const places = this.places;
		const found = places.find(({ id }) => id === this.placeId) ?? places[0];
		return found ?? { id: '', kind: 'text', name: '', server: null, topic: 'home' };
	}

	/** The places that this viewer sees. */
	get places(): readonly Place[] {
		return (this.world?.places ?? []).filter(({ viewerId }) => !viewerId || viewerId === this.viewerId);
	}

	get actor(): Actor {
		return { viewerId: this.viewerId, placeId: this.place.id, locale: this.locale };
	}

	/** What this viewer sees in this place, oldest first. */
	get messages(): readonly ShownMessage[] {
		const { id } = this.place;
		return (this.world?.messages ?? []).filter(
			(shown) => shown.channelId === id && (!shown.onlyFor || shown.onlyFor === this.viewerId),
		);
	}

	nameOf(userId: string): string {
		const { botUser, viewers = [] } = this.world ?? {};
		if (userId === botUser?.id) return botUser.name;
		return viewers.find(({ id }) => id === userId)?.name ?? 'unknown-user';
	}

	/** Runs something that may fail and says so in a notice; the page itself goes on. */
	run(act: Promise<unknown>): void {
		act.catch((error: unknown) => {
			this.notice = error instanceof Error ? error.message : String(error);
			this.changed();
		});
	}

	/** Shows a command under way until the bot answers, and keeps it, marked, when that never happens. */
	async attempt(command: string, act: Promise<Acted>): Promise<void> {
		const after = this.messages.at(-1)?.message.id ?? '0';
		const attempt: Attempt = { key: ++this.#attemptKey, actor: this.actor, command, after, failure: null };
		this.attempts.push(attempt);
		this.toEnd();
		this.changed();
		try {
			const acted = await act;
			if (acted.outcome === 'failed') attempt.failure = acted.reason ?? this.words.noResponse;
			else this.drop(attempt);
			this.settle(acted, attempt.actor);
		} catch (error) {
			this.drop(attempt);
			throw error;
		} finally {
			this.changed();
		}
	}

	drop(attempt: Attempt): void {
		this.attempts.splice(this.attempts.indexOf(attempt), 1);
		this.changed();
	}

	/** Goes on with what came of a press or a modal: another modal, or a notice that nobody answered. */
	settled(acted: Acted, actor: Actor): void {
		if (acted.outcome === 'failed') this.notice = acted.reason ?? this.words.noResponse;
		this.settle(acted, actor);
	}

	settle(acted: Acted, actor: Actor): void {
		if (acted.outcome === 'modal') this.modal = { modalId: acted.modalId, modal: acted.modal, actor };
		this.changed();
	}

	#hear(event: ServerEvent): void {
		if (event.type === 'hello') this.#begin(event.world);
		if (event.type === 'message' && this.#readsEarlier && this.#isNewHere(event.shown)) this.newBelow = true;
		if (event.type !== 'hello' && this.world) this.world = heard(this.world, event);
		if (event.type === 'jobs' && this.job) this.lookAt(this.job.id);
		this.changed();
	}

	#isNewHere({ channelId, onlyFor, message }: ShownMessage): boolean {
		const isHere = channelId === this.place.id && (!onlyFor || onlyFor === this.viewerId);
		return isHere && !this.messages.some((known) => known.message.id === message.id);
	}

	/** Opens a job in the side panel, or looks at it again. */
	lookAt(id: string): void {
		this.run(
			this.connection.ask('job', { id }).then((job) => {
				this.job = job;
				this.changed();
			}),
		);
	}

	#begin(world: World): void {
		this.world = world;
		if (!world.viewers.some(({ id }) => id === this.viewerId)) this.viewerId = world.viewers[0]?.id ?? '';
		if (!this.places.some(({ id }) => id === this.placeId)) this.placeId = this.places[0]?.id ?? '';
	}
}

const keptLines = 2_000;

/** The world after an event. */
function heard(world: World, event: ServerEvent): World {
	switch (event.type) {
		case 'message':
			return { ...world, messages: withMessage(world.messages, event.shown) };
		case 'message-gone':
			return { ...world, messages: world.messages.filter(({ message }) => message.id !== event.messageId) };
		case 'commands':
			return { ...world, commands: event.commands };
		case 'bot':
			return { ...world, bot: event.state };
		case 'log':
			return { ...world, log: [...world.log, event.line].slice(-keptLines) };
		case 'controls':
			return { ...world, controls: event.controls };
		case 'provider':
			return { ...world, tasks: event.tasks, creates: event.creates };
		case 'jobs':
			return { ...world, jobs: event.jobs };
		case 'hello':
		case 'answer':
		case 'refusal':
			return world;
	}
}

function withMessage(messages: readonly ShownMessage[], shown: ShownMessage): ShownMessage[] {
	const at = messages.findIndex(({ message }) => message.id === shown.message.id);
	return at < 0 ? [...messages, shown] : messages.with(at, shown);
}

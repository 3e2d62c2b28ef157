import { EventEmitter } from 'node:events';
import type { APIApplicationCommand, APIAttachment, APIMessage } from 'discord-api-types/v10';

import type { Exchange } from '../http/exchange.js';
import type { RecordingServer } from '../http/recordingServer.js';
import type { Invocation, MemberPost, MessageCommand, ModalValues, Press, Selection, Typing } from './world/actions.js';
import { assemble, type Assembly } from './assembly.js';
import type { Cdn } from './messages/cdn.js';
import { attachmentView } from './messages/messageView.js';
import type { DiscordFaults } from './discordFaults.js';
import type { Gateway } from './gateway/gateway.js';
import type { Interaction } from './world/interaction.js';
import { defaultSettings, type Settings } from './world/settings.js';
import type { Notification, SimulatorEvents } from './world/simulatorEvents.js';
import { Waiter } from './world/waiter.js';
import { idOf, type Ref } from './protocol/ref.js';
import type { World } from './world/world.js';

export interface DiscordSimulatorParts {
	/** Port of the API and the gateway; any free one when left out. */
	readonly port?: number;
	/** Port of the CDN; any free one when left out. */
	readonly cdnPort?: number;
	/** Milliseconds of the epoch; rules every deadline, expiry and id. */
	readonly now?: () => number;
	readonly token?: string;
	readonly settings?: Partial<Settings>;
	/** Exchanges kept on each server, the newest; all by default. */
	readonly keep?: number;
	/** Bodies longer than this are emptied once recorded; all are kept by default. */
	readonly keepBodyBytes?: number;
}

/**
 * Discord on loopback: REST, gateway and CDN for one application, enforcing what Discord enforces, with members who act,
 * a world that can be changed under the bot's feet, and faults. See README.md beside this file.
 */
export class DiscordSimulator {
	/** For `DISCORD_API_URL`: `http://127.0.0.1:P/api`. */
	readonly apiUrl: string;
	/** Where attachments are served from, on a port of its own. */
	readonly cdnOrigin: string;
	readonly token: string;
	readonly applicationId: string;
	readonly world: World;
	readonly settings: Settings;
	readonly gateway: Gateway;
	readonly cdn: Cdn;
	/** The REST server: exchanges, faults and watches. */
	readonly api: RecordingServer;
	/** The CDN's server. */
	readonly cdnServer: RecordingServer;
	readonly faults: DiscordFaults;
	readonly #assembly: Assembly;

	private constructor(assembly: Assembly, origins: { api: string; cdn: string }) {
		this.#assembly = assembly;
		this.apiUrl = `${origins.api}/api`;
		this.cdnOrigin = origins.cdn;
		this.token = assembly.token;
		this.applicationId = assembly.world.bot.id;
		this.world = assembly.world;
		this.settings = assembly.settings;
		this.gateway = assembly.gateway;
		this.cdn = assembly.cdn;
		this.api = assembly.api;
		this.cdnServer = assembly.cdnServer;
		this.faults = assembly.faults;
	}

	static async start(parts: DiscordSimulatorParts = {}): Promise<DiscordSimulator> {
		const events = new EventEmitter<SimulatorEvents>();
		events.setMaxListeners(0);
		const assembly = assemble({
			now: parts.now ?? Date.now,
			token: parts.token ?? defaultToken,
			settings: { ...defaultSettings(), ...parts.settings },
			events,
			...(parts.keep === undefined ? {} : { keep: parts.keep }),
			...(parts.keepBodyBytes === undefined ? {} : { keepBodyBytes: parts.keepBodyBytes }),
		});
		const cdn = await assembly.cdnServer.listen(parts.cdnPort);
		const api = await assembly.api.listen(parts.port);
		assembly.cdn.origin = cdn;
		assembly.gateway.listen(assembly.api.http, api);

		return new DiscordSimulator(assembly, { api, cdn });
	}

	async close(): Promise<void> {
		this.gateway.close();
		await this.api.close();
		await this.cdnServer.close();
	}

	/** A member uses a slash command. @throws NotPossible when Discord's client would not let them. */
	invoke(act: Invocation): Interaction {
		return this.#assembly.members.invoke(act);
	}

	/** A member types in an option; `await handle.choices()`. */
	autocomplete(act: Typing): Interaction {
		return this.#assembly.members.type(act);
	}

	press(act: Press): Interaction {
		return this.#assembly.members.press(act);
	}

	select(act: Selection): Interaction {
		return this.#assembly.members.select(act);
	}

	/** Submits the modal that `opener` was answered with, by the same user. */
	submitModal(opener: Interaction, values: ModalValues): Interaction {
		return this.#assembly.modals.submit(opener, values);
	}

	/** A member runs a message command from a message's menu. */
	runMessageCommand(act: MessageCommand): Interaction {
		return this.#assembly.members.runMessageCommand(act);
	}

	/** Dispatches the same interaction again, as Discord may. */
	redeliver(interaction: Interaction): void {
		this.#assembly.members.redeliver(interaction);
	}

	/** A member writes a message of their own. */
	post(act: MemberPost): APIMessage {
		return this.#assembly.messageStore.view(this.#assembly.members.post(act));
	}

	/** What somebody sees in a channel, oldest first; without a viewer everything that is not ephemeral. */
	messages(channel: Ref = this.world.channel, viewer?: Ref): APIMessage[] {
		return this.#assembly.messageStore.visible(idOf(channel), viewer && idOf(viewer));
	}

	/** One message, ephemeral or not; undefined when it was deleted or never was. */
	message(id: string): APIMessage | undefined {
		const found = this.#assembly.messageStore.find(id);

		return found && this.#assembly.messageStore.view(found);
	}

	/** Every file of a message, those included that its components show and `attachments` does not list. */
	files(message: Ref | undefined): APIAttachment[] {
		const found = message === undefined ? undefined : this.#assembly.messageStore.find(idOf(message));
		const views = found?.contents.attachments.map((file) => attachmentView(file, this.cdn)) ?? [];

		return views as unknown as APIAttachment[];
	}

	/** What `@original` means for an interaction, as it stands now. */
	original(interaction: Interaction): APIMessage | undefined {
		return interaction.originalId === undefined ? undefined : this.message(interaction.originalId);
	}

	/** The registered commands: the global ones, or a guild's own. */
	commands(guild?: Ref): APIApplicationCommand[] {
		return this.#assembly.commands.list(guild && idOf(guild)) as APIApplicationCommand[];
	}

	/** Who was pinged by what, oldest first. */
	get notifications(): readonly Notification[] {
		return this.#assembly.messageStore.notifications;
	}

	/** Every interaction so far, oldest first. */
	get interactions(): readonly Interaction[] {
		return [...this.#assembly.interactions.all()];
	}

	/** Every REST request so far. */
	get exchanges(): readonly Exchange[] {
		return this.api.exchanges;
	}

	/** Answers of 401, 403 and 429, as they count towards the ban of an address. */
	get invalidRequests(): number {
		return this.#assembly.rest.invalidRequests;
	}

	/** Requests for routes that the simulator does not have; a test may hold this to be empty. */
	get unknownRoutes(): readonly string[] {
		return this.#assembly.rest.unknownRoutes;
	}

	on<E extends keyof SimulatorEvents>(event: E, listener: (...args: SimulatorEvents[E]) => void): () => void {
		const emitter: EventEmitter = this.#assembly.events;
		const heard = listener as (...args: unknown[]) => void;
		emitter.on(event, heard);

		return () => emitter.off(event, heard);
	}

	/** The next event of a kind that satisfies a condition. @throws WaitedInVain after `timeoutMs` of real time. */
	async until<E extends keyof SimulatorEvents>(
		event: E,
		condition: (what: SimulatorEvents[E][0]) => boolean = () => true,
		timeoutMs?: number,
	): Promise<SimulatorEvents[E][0]> {
		const waiter = new Waiter<SimulatorEvents[E][0]>({ what: event });
		const off = this.on(event, (...args) => {
			if (condition(args[0])) waiter.resolve(args[0]);
		});

		return waiter.wait(timeoutMs).finally(off);
	}
}

/** Of the form of a real one (discord.js looks at nothing more), and good for nothing. */
const defaultToken = 'MTAwMDAwMDAwMDAwMDAwMDAw.sandbox.not-a-real-token';

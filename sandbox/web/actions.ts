import type { ModalValues, OptionValue, Upload } from '../discord/world/actions.js';
import type { Interaction, Modal } from '../discord/world/interaction.js';
import type { DiscordSimulator } from '../discord/simulator.js';
import type { Acted, Actor, Answers, GivenOption, Requests } from './protocol.js';
import type { Uploads } from './uploads.js';

/** As long as Discord's client waits: the three seconds of the bot, and a little for the way. */
const patienceMs = 3_500;
const fileUpload = 19;

/** What people on the page do, done in the simulated Discord. Throws `NotPossible` where Discord's client would not let them. */
export class Actions {
	readonly #discord: DiscordSimulator;
	readonly #uploads: Uploads;
	readonly #modals = new Map<string, { readonly opener: Interaction; readonly modal: Modal }>();

	constructor(parts: { discord: DiscordSimulator; uploads: Uploads }) {
		this.#discord = parts.discord;
		this.#uploads = parts.uploads;
	}

	command({ actor, name, options }: Requests['command']): Promise<Acted> {
		const interaction = this.#discord.invoke({ ...where(actor), command: name, ...this.#split(options) });
		return this.#answered(interaction);
	}

	async autocomplete({ actor, name, options }: Requests['autocomplete']): Promise<Answers['autocomplete']> {
		const focused = options.find((option) => option.focused)?.name ?? '';
		const act = { ...where(actor), command: name, focused, options: this.#split(options).options };
		return [...(await this.#discord.autocomplete(act).choices(patienceMs))];
	}

	menu({ actor, name, messageId }: Requests['menu']): Promise<Acted> {
		const { user, locale } = where(actor);
		return this.#answered(this.#discord.runMessageCommand({ user, locale, command: name, message: messageId }));
	}

	component({ actor, messageId, customId, values }: Requests['component']): Promise<Acted> {
		const { user, locale } = where(actor);
		const press = { user, locale, message: messageId, customId };
		return this.#answered(values ? this.#discord.select({ ...press, values }) : this.#discord.press(press));
	}

	modal({ modalId, fields }: Requests['modal']): Promise<Acted> {
		const known = this.#modals.get(modalId);
		if (!known) throw new Error('This form is no longer open.');
		this.#modals.delete(modalId);

		const files = new Set(known.modal.components.flatMap(uploadFields));
		const values: Record<string, ModalValues[string]> = {};
		for (const [name, value] of Object.entries(fields)) {
			if (value === null) continue;
			const isFiles = files.has(name) && Array.isArray(value);
			values[name] = isFiles ? value.map((id: string) => this.#uploads.get(id)) : value;
		}
		return this.#answered(this.#discord.submitModal(known.opener, values));
	}

	say({ actor, content, uploads }: Requests['say']): void {
		const attachments = uploads.map((id) => this.#uploads.get(id));
		this.#discord.post({ user: actor.viewerId, channel: actor.placeId, content, attachments });
	}

	#split(options: readonly GivenOption[]): {
		options: Record<string, OptionValue>;
		attachments: Record<string, Upload>;
	} {
		const files = options.filter(({ upload }) => upload);
		const others = options.filter(({ upload }) => !upload);
		return {
			options: Object.fromEntries(others.map(({ name, value }) => [name, value])),
			attachments: Object.fromEntries(files.map(({ name, value }) => [name, this.#uploads.get(String(value))])),
		};
	}

	async #answered(interaction: Interaction): Promise<Acted> {
		try {
			await interaction.responded(patienceMs);
		} catch {
			return { outcome: 'failed', reason: null };
		}
		const { modal } = interaction;
		if (!modal) return { outcome: 'answered' };

		this.#modals.set(interaction.id, { opener: interaction, modal });
		const { customId, title, components } = modal;
		const shown = { custom_id: customId, title, components } as unknown as ShownModal;
		return { outcome: 'modal', modalId: interaction.id, modal: shown };
	}
}

type ShownModal = Extract<Acted, { outcome: 'modal' }>['modal'];

function where({ viewerId, placeId, locale }: Actor): { user: string; channel: string; locale: string } {
	return { user: viewerId, channel: placeId, locale };
}

/** The custom ids of the file fields in a part of a modal. */
function uploadFields(part: unknown): string[] {
	if (typeof part !== 'object' || part === null) return [];
	if ('component' in part) return uploadFields(part.component);
	const isUpload = 'type' in part && part.type === fileUpload && 'custom_id' in part;
	return isUpload ? [String(part.custom_id)] : [];
}

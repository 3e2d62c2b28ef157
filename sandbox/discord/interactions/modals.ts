import { NotPossible, type ModalValues, type Upload } from '../world/actions.js';
import { ComponentType } from '../protocol/componentForm.js';
import type { Interaction } from '../world/interaction.js';
import { begin, sceneOf } from './interactionPayload.js';
import type { Interactions } from './interactions.js';
import { isJson, type Json } from '../protocol/json.js';
import type { MessageStore } from '../messages/messageStore.js';
import { ResolvedData } from './resolvedData.js';
import type { Uploads } from '../messages/uploads.js';
import type { World } from '../world/world.js';

type Given = ModalValues[string] | undefined;

/** Members filling in modals. */
export class Modals {
	readonly #parts: ModalsParts;

	constructor(parts: ModalsParts) {
		this.#parts = parts;
	}

	/** @throws NotPossible when there is no modal, or Discord's client would not let the member submit that */
	submit(opener: Interaction, values: ModalValues): Interaction {
		const { modal } = opener;
		if (!modal) {
			throw new NotPossible('no modal was opened');
		}
		const { world, store } = this.#parts;
		const { userId: user, owners, payload } = opener;
		// Whoever opened it goes on in the language they read.
		const locale = typeof payload['locale'] === 'string' ? { locale: payload['locale'] } : {};
		const scene = sceneOf(world, { user, owners, ...locale }, world.getChannel(opener.channelId));
		const resolved = new ResolvedData({ ...this.#parts, guild: scene.guild, userId: scene.user.id });
		const unknown = new Set(Object.keys(values));
		const components = modal.components.map((component, index) =>
			submitted(component, index + 1, { values, unknown, resolved }),
		);
		if (unknown.size > 0) {
			throw new NotPossible(`the modal has no ${[...unknown].join(', ')}`);
		}
		const source = store.find(opener.sourceMessageId ?? '');
		const interaction = begin(this.#parts, scene, {
			type: 5,
			data: { custom_id: modal.customId, components, ...resolved.json },
			...(source ? { extra: { message: store.view(source) }, sourceMessageId: source.id } : {}),
		});
		interaction.deliveries += this.#parts.dispatch(interaction);
		this.#parts.onInteraction(interaction);

		return interaction;
	}
}

interface Filling {
	readonly values: ModalValues;
	/** Names given that no component has asked for yet. */
	readonly unknown: Set<string>;
	readonly resolved: ResolvedData;
}

function submitted(component: Json, id: number, filling: Filling): Json {
	const base = { type: component['type'], id: component['id'] ?? id };
	if (isJson(component['component'])) {
		return { ...base, component: answer(component['component'], id, filling) };
	}
	if (Array.isArray(component['components'])) {
		return { ...base, components: component['components'].filter(isJson).map((inner) => answer(inner, id, filling)) };
	}

	return base;
}

function answer(component: Json, id: number, { values, unknown, resolved }: Filling): Json {
	const customId = String(component['custom_id']);
	unknown.delete(customId);
	const given = values[customId];
	const base = { type: component['type'], id: component['id'] ?? id + 100, custom_id: customId };

	switch (component['type']) {
		case ComponentType.textInput:
			return { ...base, value: text(component, given) };
		case ComponentType.checkbox:
			return { ...base, value: given ?? component['default'] ?? false };
		case ComponentType.radioGroup:
			return { ...base, value: chosen(component, given)[0] ?? null };
		case ComponentType.fileUpload:
			return { ...base, values: files(component, given).map((file) => resolved.attachment(file)) };
		default: {
			const list = chosen(component, given);
			resolveSelected(Number(component['type']), list, resolved);

			return { ...base, values: list };
		}
	}
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/** What is not given stays as the bot filled it in. */
function text(component: Json, given: Given): string {
	const value = typeof given === 'string' ? given : textOf(component['value']);
	const required = component['required'] !== false;
	const least = Number(component['min_length'] ?? 0);
	if (value === '' ? required : value.length < least || value.length > Number(component['max_length'] ?? 4000)) {
		throw new NotPossible(`${String(component['custom_id'])} is missing, too short or too long`);
	}

	return value;
}

function chosen(component: Json, given: Given): string[] {
	const options = Array.isArray(component['options']) ? component['options'].filter(isJson) : undefined;
	const preset = options?.filter((option) => option['default'] === true).map(({ value }) => String(value)) ?? [];
	const list = given === undefined ? preset : [given].flat().map(textOf);
	if (options && !list.every((value) => options.some((option) => option['value'] === value))) {
		throw new NotPossible(`${String(component['custom_id'])}: not among the options`);
	}
	checkCount(component, list.length);

	return list;
}

function files(component: Json, given: Given): readonly Upload[] {
	const list = Array.isArray(given)
		? (given as readonly (string | Upload)[]).filter((file) => typeof file === 'object')
		: [];
	checkCount(component, list.length);

	return list;
}

function checkCount(component: Json, count: number): void {
	const required = component['required'] !== false;
	const least = Number(component['min_values'] ?? 1);
	// A checkbox group may by default have all of its boxes ticked.
	const options = component['options'];
	const most = component['type'] === ComponentType.checkboxGroup && Array.isArray(options) ? options.length : 1;
	if ((count === 0 ? required : count < least) || count > Number(component['max_values'] ?? most)) {
		throw new NotPossible(`${String(component['custom_id'])}: too few or too many values`);
	}
}

function resolveSelected(type: number, ids: readonly string[], resolved: ResolvedData): void {
	for (const id of ids) {
		if (type === ComponentType.userSelect) resolved.user(id);
		if (type === ComponentType.roleSelect) resolved.role(id);
		if (type === ComponentType.channelSelect) resolved.channel(id);
	}
}

interface ModalsParts {
	readonly interactions: Interactions;
	readonly store: MessageStore;
	readonly uploads: Uploads;
	readonly world: World;
	readonly dispatch: (interaction: Interaction) => number;
	readonly onInteraction: (interaction: Interaction) => void;
}

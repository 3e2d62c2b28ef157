import type { CommandForm } from '../protocol/commandForm.js';
import type { Json } from '../protocol/json.js';

interface Registered {
	readonly id: string;
	readonly type: number;
	readonly version: string;
}

interface Place {
	readonly applicationId: string;
	/** Undefined: everywhere. */
	readonly guildId: string | undefined;
	/** Whether the words of every language are told; else the default ones alone. */
	readonly localizations: boolean;
}

/** Says nothing when it is false, or without entries. */
const silent = new Set(['required', 'autocomplete', 'options', 'choices']);

/** A command as Discord tells it: with ids and defaults that nobody sent, and without what says nothing. */
export function commandView(command: Omit<CommandForm, 'id' | 'type'> & Registered, place: Place): Json {
	const { applicationId, guildId, localizations } = place;
	const normal = normalOf(command, localizations) as Json;

	return {
		default_member_permissions: null,
		nsfw: false,
		...(localizations && { name_localizations: null, description_localizations: null }),
		...(guildId === undefined
			? { dm_permission: true, integration_types: [0], contexts: null }
			: { guild_id: guildId }),
		...normal,
		description: command.description ?? '',
		application_id: applicationId,
	};
}

function normalOf(value: unknown, localizations: boolean): unknown {
	if (Array.isArray(value)) {
		return value.map((each) => normalOf(each, localizations));
	}
	if (typeof value !== 'object' || value === null) {
		return value;
	}
	const told = Object.entries(value).filter(([name, each]) => {
		const isEmpty = each === false || (Array.isArray(each) && each.length === 0);

		return (
			each !== undefined &&
			each !== null &&
			!(silent.has(name) && isEmpty) &&
			(localizations || !name.endsWith('_localizations'))
		);
	});

	return Object.fromEntries(told.map(([name, each]) => [name, normalOf(each, localizations)]));
}

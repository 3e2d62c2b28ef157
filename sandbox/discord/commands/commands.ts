import { z } from 'zod';

import { refusals } from '../protocol/apiError.js';
import { CommandForm, type CommandType } from '../protocol/commandForm.js';
import { commandFaults } from '../protocol/commandRules.js';
import { formError, parseForm, type Fault } from '../protocol/formError.js';
import type { Settings } from '../world/settings.js';
import type { Emitter } from '../world/simulatorEvents.js';
import { commandView } from './commandView.js';
import { snowflakeTime, type Snowflakes } from '../protocol/snowflakes.js';
import type { World } from '../world/world.js';

/** A registered command: its definition, with its id. */
export type Command = Omit<CommandForm, 'id' | 'type'> & {
	readonly id: string;
	readonly type: CommandType;
	readonly version: string;
};

/** The most commands of each type in one place. */
const mostOfType = { 1: 100, 2: 15, 3: 15, 4: 1 } as const;
const dayMs = 24 * 3_600_000;

/** The application's commands: the global ones, and those of single guilds. */
export class Commands {
	readonly #byPlace = new Map<string | undefined, readonly Command[]>();
	readonly #creates = new Map<string | undefined, readonly string[]>();
	readonly #parts: CommandsParts;

	constructor(parts: CommandsParts) {
		this.#parts = parts;
	}

	/** Replaces all commands of a place. A command that keeps its name keeps its id. */
	overwrite(body: unknown, guildId?: string): object[] {
		if (guildId !== undefined && !this.#parts.world.guilds.get(guildId)?.appInstalled) {
			throw refusals.missingAccess();
		}
		const forms = parseForm(z.array(CommandForm).max(130), body);
		const faults = forms.flatMap((form, index) => commandFaults(form, [index], guildId !== undefined));
		faults.push(...collisions(forms));
		if (faults.length > 0) {
			throw formError(...faults);
		}
		const old = this.#byPlace.get(guildId) ?? [];
		const isEntry = ({ type }: { type?: CommandType | null | undefined }): boolean => type === 4;
		if (old.some(isEntry) && !forms.some(isEntry)) {
			throw refusals.entryPointMissing();
		}
		const next = forms.map((form): Command => {
			const id = old.find((known) => sameName(known, form))?.id;

			return {
				...form,
				type: form.type ?? 1,
				id: id ?? this.#parts.snowflakes.next(),
				version: this.#parts.snowflakes.next(),
			};
		});
		this.#countCreates(
			guildId,
			next.filter(({ id }) => !old.some((known) => known.id === id)),
		);
		this.#byPlace.set(guildId, next);
		this.#parts.events.emit('commands', guildId === undefined ? {} : { guildId });

		return this.list(guildId);
	}

	list(guildId?: string, localizations = true): object[] {
		const place = { applicationId: this.#parts.world.bot.id, guildId, localizations };

		return (this.#byPlace.get(guildId) ?? []).map((command) => commandView(command, place));
	}

	/** What a member can find by this name in a guild or outside; a guild's own command goes before the global one. */
	find(name: string, type: CommandType, guildId?: string): Command | undefined {
		const places = guildId === undefined ? [undefined] : [guildId, undefined];
		const all = places.flatMap((place) => this.#byPlace.get(place) ?? []);

		return all.find((command) => command.name === name && command.type === type);
	}

	#countCreates(guildId: string | undefined, created: readonly Command[]): void {
		const recent = (this.#creates.get(guildId) ?? []).filter((id) => this.#parts.now() - snowflakeTime(id) < dayMs);
		const next = [...recent, ...created.map(({ id }) => id)];
		if (next.length > this.#parts.settings.commandCreatesPerDay) {
			throw refusals.tooManyCommandCreates();
		}
		this.#creates.set(guildId, next);
	}
}

function sameName(one: { type?: CommandType | null | undefined; name: string }, other: typeof one): boolean {
	return one.name === other.name && (one.type ?? 1) === (other.type ?? 1);
}

function collisions(forms: readonly CommandForm[]): Fault[] {
	const faults: Fault[] = [];
	for (const [index, form] of forms.entries()) {
		if (forms.findIndex((other) => sameName(form, other)) < index) {
			faults.push({
				path: [index, 'name'],
				code: 'APPLICATION_COMMANDS_DUPLICATE_NAME',
				message: 'Application command names must be unique',
			});
		}
	}
	for (const type of [1, 2, 3, 4] as const) {
		if (forms.filter((form) => (form.type ?? 1) === type).length > mostOfType[type]) {
			faults.push({
				path: [],
				code: 'APPLICATION_COMMANDS_MAX',
				message: `At most ${mostOfType[type]} commands of type ${type}`,
			});
		}
	}

	return faults;
}

interface CommandsParts {
	readonly now: () => number;
	readonly events: Emitter;
	readonly settings: Settings;
	readonly snowflakes: Snowflakes;
	readonly world: World;
}

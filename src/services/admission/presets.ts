import { z } from 'zod';
import { VideoRequest } from '../../jobs/record/request.js';
import { keptObject } from '../../lib/schema/keptObject.js';
import type { Table, Tables } from '../records/tables.js';

/** How a video is to be, without what it shows: the options of a request that are neither words nor files. */
const PresetOptions = VideoRequest.pick({
	...{ model: true, duration: true, aspect: true, resolution: true },
	...{ negativePrompt: true, seed: true, private: true, spoiler: true },
});

const Preset = keptObject({ name: z.string(), options: PresetOptions });
export type Preset = z.infer<typeof Preset>;

const OwnPresets = z.object({ presets: z.array(Preset).default([]) });
type OwnPresets = z.infer<typeof OwnPresets>;

/** Whose presets: a member's, by their id, or a server's. */
export type PresetOwner = string | { readonly guildId: string };

/** Where a member may pick one: among their own, and those of the server they ask in. */
interface Picking {
	readonly userId: string;
	readonly guildId: string | null;
}

/** One that can be picked. */
export interface KnownPreset extends Preset {
	readonly isGuilds: boolean;
}

/** As many as an autocomplete and a select can show. */
export const mostPresets = 25;

/** Longest name, in UTF-16 units. */
export const longestPresetName = 40;

/** A wish to keep the options of a request. */
interface Saving {
	readonly name: string;
	readonly request: VideoRequest;
	/** The preset of the same owner whose place it takes, by its name. */
	readonly replaces?: string | undefined;
}

/** What became of it. `taken`: there is one of that name, and nobody said that it may go. */
type Saved = 'saved' | 'nameless' | 'taken' | 'full';

/** What members, and admins for their servers, have saved for the next requests: one record each, which stays until it is replaced or deleted. */
export class Presets {
	readonly #table: Table<OwnPresets>;

	private constructor(table: Table<OwnPresets>) {
		this.#table = table;
	}

	static async open(storage: Pick<Tables, 'space'>): Promise<Presets> {
		return new Presets(await storage.space('preset', OwnPresets));
	}

	/** An owner's presets, by name. @throws what the store throws */
	async of(owner: PresetOwner): Promise<readonly Preset[]> {
		return (await this.#table.get(keyOf(owner)))?.presets ?? [];
	}

	/** A member's own, then those of the server. @throws what the store throws */
	async known({ userId, guildId }: Picking): Promise<readonly KnownPreset[]> {
		const [own, guilds] = await Promise.all([this.of(userId), guildId === null ? [] : this.of({ guildId })]);
		return [
			own.map((preset) => ({ ...preset, isGuilds: false })),
			guilds.map((preset) => ({ ...preset, isGuilds: true })),
		].flat();
	}

	/** The one that a name means, however it is written; the member's own before the server's. */
	async find(picking: Picking, name: string): Promise<Preset | undefined> {
		return (await this.known(picking)).find((preset) => isNamed(preset, name));
	}

	/** What it returns is on disk. @throws what the store throws; then nothing has changed */
	async save(owner: PresetOwner, { name: typed, request, replaces }: Saving): Promise<Saved> {
		const name = tidy(typed);
		if (name === '') return 'nameless';
		let saved: Saved = 'saved';
		await this.#table.update(keyOf(owner), (now) => {
			const others = (now?.presets ?? []).filter((preset) => replaces === undefined || !isNamed(preset, replaces));
			const isTaken = others.some((preset) => isNamed(preset, name));
			saved = isTaken ? 'taken' : others.length >= mostPresets ? 'full' : 'saved';
			if (saved !== 'saved') return now ?? { presets: [] };
			const presets = [...others, { name, options: optionsOf(request) }];
			return { presets: presets.toSorted((one, other) => one.name.localeCompare(other.name)) };
		});
		return saved;
	}

	/** Deletes one, if there is one of that name. @throws what the store throws */
	async remove(owner: PresetOwner, name: string): Promise<void> {
		await this.#table.update(keyOf(owner), (now) => ({
			presets: (now?.presets ?? []).filter((preset) => !isNamed(preset, name)),
		}));
	}

	/** Deletes all of a member's; returns how many there were. */
	async forget(memberId: string): Promise<number> {
		const { length } = await this.of(memberId);
		if (length > 0) await this.#table.delete(memberId);
		return length;
	}
}

const keyOf = (owner: PresetOwner): string => (typeof owner === 'string' ? owner : `guild-${owner.guildId}`);

const tidy = (name: string): string =>
	name
		.normalize('NFC')
		.replace(/[\s\p{C}]+/gu, ' ')
		.trim()
		.slice(0, longestPresetName)
		.trim();

const isNamed = ({ name }: Preset, typed: string): boolean => name.toLowerCase() === tidy(typed).toLowerCase();

function optionsOf(request: VideoRequest): Preset['options'] {
	const { model, duration, aspect, resolution, negativePrompt, seed, private: isPrivate, spoiler } = request;
	return { model, duration, aspect, resolution, negativePrompt, seed, private: isPrivate, spoiler };
}

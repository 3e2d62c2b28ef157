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

const MemberPresets = z.object({ presets: z.array(Preset).default([]) });
type MemberPresets = z.infer<typeof MemberPresets>;

/** As many as an autocomplete and a select can show. */
export const mostPresets = 25;

/** Longest name, in UTF-16 units. */
export const longestPresetName = 40;

/** A wish to keep the options of a request. */
interface Saving {
	readonly name: string;
	readonly request: VideoRequest;
	/** The preset whose place it takes, by its name. */
	readonly replaces?: string | undefined;
}

/** What became of it. `taken`: there is one of that name, and nobody said that it may go. */
type Saved = 'saved' | 'nameless' | 'taken' | 'full';

/** What members have saved for their next requests, one record each. It stays until they replace or delete it. */
export class Presets {
	readonly #table: Table<MemberPresets>;

	private constructor(table: Table<MemberPresets>) {
		this.#table = table;
	}

	static async open(storage: Pick<Tables, 'space'>): Promise<Presets> {
		return new Presets(await storage.space('preset', MemberPresets));
	}

	/** A member's presets, by name. @throws what the store throws */
	async of(memberId: string): Promise<readonly Preset[]> {
		return (await this.#table.get(memberId))?.presets ?? [];
	}

	/** The one that a name means, however it is written. */
	async find(memberId: string, name: string): Promise<Preset | undefined> {
		return (await this.of(memberId)).find((preset) => isNamed(preset, name));
	}

	/** What it returns is on disk. @throws what the store throws; then nothing has changed */
	async save(memberId: string, { name: typed, request, replaces }: Saving): Promise<Saved> {
		const name = tidy(typed);
		if (name === '') return 'nameless';
		let saved: Saved = 'saved';
		await this.#table.update(memberId, (now) => {
			const others = (now?.presets ?? []).filter((preset) => replaces === undefined || !isNamed(preset, replaces));
			const isTaken = others.some((preset) => isNamed(preset, name));
			saved = isTaken ? 'taken' : others.length >= mostPresets ? 'full' : 'saved';
			if (saved !== 'saved') return now ?? { presets: [] };
			const presets = [...others, { name, options: optionsOf(request) }];
			return { presets: presets.toSorted((one, other) => one.name.localeCompare(other.name)) };
		});
		return saved;
	}

	/** Deletes all of a member's; returns how many there were. */
	async forget(memberId: string): Promise<number> {
		const { length } = await this.of(memberId);
		if (length > 0) await this.#table.delete(memberId);
		return length;
	}
}

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

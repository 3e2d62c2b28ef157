import { z } from 'zod';
import { keptObject } from '../../lib/schema/keptObject.js';
import {
	differenceOf,
	GuildSettings,
	noSettings,
	SettingsPart,
	type SettingsDifference,
} from '../../jobs/guild/guildSettings.js';
import { RecentMap } from '../../lib/collections/recentMap.js';
import { KeyedMutex } from '../../lib/keyedMutex.js';
import type { Clock } from '../../lib/time.js';
import type { Table } from './tables.js';

/** What an admin did besides changing settings. */
const AdminAct = keptObject({ what: z.enum(['reconcile', 'redeliver']), jobId: z.string() });
type AdminAct = z.infer<typeof AdminAct>;

/** One entry of a guild's audit trail. */
const Change = keptObject({
	at: z.number(),
	/** Who did it. */
	by: z.string(),
	/** The settings before and after, only as far as they differ. */
	was: SettingsPart.default({}),
	is: SettingsPart.default({}),
	act: AdminAct.nullish(),
});
type Change = z.infer<typeof Change>;

/** A guild's settings together with who changed them: one record, so that neither is ever without the other. */
export const GuildRecord = keptObject({
	version: z.literal(1),
	settings: GuildSettings,
	/** Newest first. */
	changes: z.array(Change).default([]),
});
export type GuildRecord = z.infer<typeof GuildRecord>;

/** Older changes are forgotten. */
const mostChanges = 100;

/** Guilds whose settings are in memory; those of others are read when somebody asks there. */
const mostKnown = 1000;

interface SettingsParts {
	/** By guild. */
	readonly table: Pick<Table<GuildRecord>, 'get' | 'update'>;
	/** Other processes change them too: they are read whenever they are asked for. */
	readonly isShared?: boolean | undefined;
	readonly clock: Clock;
}

/**
 * What guilds have decided. Where this process alone writes them, those that were asked for lately are kept in memory, so that
 * admission does not wait for the store.
 */
export class Settings {
	readonly #parts: SettingsParts;
	readonly #known = new RecentMap<string, GuildRecord>(mostKnown);
	/** Reads and changes of one guild take turns, so that neither is lost in the other. */
	readonly #turns = new KeyedMutex();

	constructor(parts: SettingsParts) {
		this.#parts = parts;
	}

	/** A guild's settings; none outside of guilds. @throws what the store throws: a rule that cannot be read is not open */
	async of(guildId: string | null): Promise<GuildSettings> {
		return guildId === null ? noSettings : (await this.#record(guildId)).settings;
	}

	/** Who changed what, newest first. */
	async changes(guildId: string): Promise<readonly Change[]> {
		return (await this.#record(guildId)).changes;
	}

	/** The channels and categories where answers are private, as far as they may have been named at that time or later. */
	async privateSince(guildId: string, at: number): Promise<readonly string[]> {
		const { settings, changes } = await this.#record(guildId);
		const { privateChannels } = settings;
		// Changes before the oldest that is remembered are not known.
		const oldest = changes.length < mostChanges ? undefined : changes.at(-1);
		if (oldest !== undefined && oldest.at > at) return privateChannels;
		const later = new Set(changes.flatMap((change) => (change.at >= at ? (change.is.privateChannels ?? []) : [])));
		return privateChannels.filter((id) => later.has(id));
	}

	/**
	 * What a guild keeps about one member: whether a setting is about them alone, and how many changes name them. It stays
	 * when they delete what is kept of their requests: otherwise nobody could be blocked for longer than they like.
	 * @throws what the store throws
	 */
	async about(guildId: string, memberId: string): Promise<{ readonly rule: boolean; readonly changes: number }> {
		const { settings, changes } = await this.#record(guildId);
		return {
			rule: isNamed(settings, memberId),
			changes: changes.filter(({ by, was, is }) => by === memberId || [was, is].some((of) => isNamed(of, memberId)))
				.length,
		};
	}

	/**
	 * Changes a guild's settings and writes down who did. What it returns is on disk; undefined: nothing changed.
	 * @throws what the store throws; then nothing has changed
	 */
	change(
		guildId: string,
		by: string,
		change: (settings: GuildSettings) => GuildSettings,
	): Promise<SettingsDifference | undefined> {
		return this.#turns.run(guildId, async () => {
			let difference: SettingsDifference | undefined;
			const changed = (record: GuildRecord): GuildRecord => {
				const settings = GuildSettings.parse(change(record.settings));
				difference = differenceOf(record.settings, settings);
				return difference === undefined ? record : this.#changed({ ...record, settings }, { by, ...difference });
			};
			// Where nothing changes nothing is written.
			const record = await this.#read(guildId);
			if (changed(record) !== record) await this.#write(guildId, changed);
			return difference;
		});
	}

	/** Writes down what an admin did that is no setting. */
	note(guildId: string, by: string, act: AdminAct): Promise<void> {
		return this.#turns.run(guildId, async () => {
			await this.#write(guildId, (record) => this.#changed(record, { by, was: {}, is: {}, act }));
		});
	}

	async #record(guildId: string): Promise<GuildRecord> {
		return this.#known.get(guildId) ?? this.#turns.run(guildId, () => this.#read(guildId));
	}

	async #read(guildId: string): Promise<GuildRecord> {
		const known = this.#known.get(guildId);
		if (known !== undefined) return known;
		const record = (await this.#parts.table.get(guildId)) ?? empty;
		this.#keep(guildId, record);
		return record;
	}

	async #write(guildId: string, change: (record: GuildRecord) => GuildRecord): Promise<void> {
		this.#keep(guildId, await this.#parts.table.update(guildId, (now) => change(now ?? empty)));
	}

	#changed(record: GuildRecord, change: Omit<Change, 'at'>): GuildRecord {
		const changes = [{ at: this.#parts.clock.now(), ...change }, ...record.changes].slice(0, mostChanges);
		return { ...record, changes };
	}

	#keep(guildId: string, record: GuildRecord): void {
		if (this.#parts.isShared !== true) this.#known.set(guildId, record);
	}
}

const empty: GuildRecord = { version: 1, settings: noSettings, changes: [] };

const isNamed = ({ members, blockedMembers }: SettingsPart, id: string): boolean =>
	members?.[id] !== undefined || blockedMembers?.includes(id) === true;

import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { noSettings } from '../../../src/jobs/guild/guildSettings.js';
import { GuildRules } from '../../../src/commands/video/guildRules.js';
import { ParentChannels } from '../../../src/services/discord/parentChannels.js';
import { GuildRecord, Settings } from '../../../src/services/records/settings.js';
import type { Table } from '../../../src/services/records/tables.js';
import { z } from 'zod';
import { AdmissionHarness, silent } from '../../harness/admissionHarness.js';

const guild = '1110000000000000001';

let at: AdmissionHarness;
let table: Table<GuildRecord>;
let settings: Settings;
beforeEach(async () => {
	at = await AdmissionHarness.open();
	table = await at.storage.space('guild', GuildRecord);
	settings = new Settings({ table, clock: at.clock });
});
afterEach(() => at.close());

describe('Settings', () => {
	it('keep every one of many changes that come at once, each with who made it', async () => {
		await Promise.all(
			Array.from({ length: 50 }, (_, index) =>
				settings.change(guild, String(index), (before) => ({
					...before,
					blockedWords: [...before.blockedWords, `w${index}`],
				})),
			),
		);
		const again = new Settings({ table, clock: at.clock });

		expect((await again.of(guild)).blockedWords).toHaveLength(50);
		expect(new Set((await again.changes(guild)).map(({ by }) => by)).size).toBe(50);
	});

	it('remember a hundred changes, newest first', async () => {
		for (let index = 0; index < 120; index += 1) {
			await settings.change(guild, '1', (before) => ({ ...before, dailyUsd: index }));
		}
		// As they are on disk, too: what did not change is in none of them.
		for (const of of [settings, new Settings({ table, clock: at.clock })]) {
			const changes = await of.changes(guild);
			expect(changes).toHaveLength(100);
			expect(changes[0]).toMatchObject({ was: { dailyUsd: 118 }, is: { dailyUsd: 119 } });
			expect(changes.flatMap(({ was, is }) => [...Object.keys(was), ...Object.keys(is)])).toEqual(
				changes.flatMap(() => ['dailyUsd', 'dailyUsd']),
			);
		}
	});

	it('write nothing down where nothing changed', async () => {
		expect(await settings.change(guild, '1', (before) => ({ ...before }))).toBeUndefined();
		expect(await table.get(guild)).toBeUndefined();
		expect(await settings.of(null)).toEqual(noSettings);
	});

	it('that cannot be read allow nothing', async () => {
		const damaged = await at.storage.space('guild', z.unknown());
		await damaged.set(guild, { version: 1, settings: { paused: 'perhaps' } });
		const rules = new GuildRules({
			userInstall: false,
			settings,
			parentChannels: new ParentChannels({ discord: at.api, clock: at.clock, log: silent }),
			clock: at.clock,
			log: silent,
		});

		expect(await rules.of({ guildId: guild, receivedAt: at.clock.now() })).toBeUndefined();
		expect(await rules.of({ guildId: null, receivedAt: at.clock.now() })).toEqual(noSettings);
	});
});

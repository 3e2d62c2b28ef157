import { describe, expect, it } from 'vitest';
import { differenceOf, GuildSettings, noSettings } from '../../src/jobs/guild/guildSettings.js';
import { changesPage, settingsChanged, settingsPage } from '../../src/messages/pages/adminPages.js';
import { refusal } from '../../src/messages/cards/refusal.js';
import { usagePage } from '../../src/messages/pages/usagePage.js';
import { forgetting } from '../../src/messages/pages/privacy.js';
import { begin } from '../harness/aJob.js';
import { overLimits } from './discordLimits.js';

const id = (index: number): string => String(18_446_744_073_709_551_000n + BigInt(index));
const many = <T>(count: number, of: (index: number) => T): T[] =>
	Array.from({ length: count }, (_, index) => of(index));
const rules = Object.fromEntries(many(100, (index) => [id(index), { running: 999, videos: 99_999, usd: 99_999.99 }]));

/** As much as a guild can set. */
const full = GuildSettings.parse({
	defaultModel: 'm'.repeat(200),
	allowedModels: many(100, (index) => `${'*'.repeat(90)}${index}`),
	everyone: { running: 999, videos: 99_999, usd: 99_999.99 },
	roles: rules,
	members: rules,
	dailyUsd: 999_999.99,
	mostSeconds: 600,
	mostLines: 2160,
	mostUsd: 999_999.99,
	privateChannels: many(100, id),
	ageRestrictedOnly: true,
	paused: true,
	blockedWords: many(200, (index) => `${'|'.repeat(40)}${index}`),
	blockedMembers: many(100, id),
});

describe.each(['en-US', 'ko'])('what admins read (%s)', (locale) => {
	const view = { locale, modelName: (model: string) => model };
	const difference = differenceOf(noSettings, full)!;

	it('fits a message at its longest, names nobody by a ping, and is private', () => {
		const change = { at: begin, by: id(1), ...difference };
		const pages = [
			settingsPage(full, view),
			settingsPage(noSettings, view),
			settingsChanged(difference, view),
			settingsChanged(undefined, view),
			changesPage(
				many(100, () => change),
				view,
			),
			changesPage([], view),
			forgetting(id(1), locale),
			refusal({ type: 'guild-most', of: 'lines', most: 2160 }, locale),
		];
		for (const body of pages) {
			expect(overLimits(body)).toEqual([]);
			expect(body.allowed_mentions).toEqual({ parse: [] });
			expect(body.flags).toBe((1 << 15) | (1 << 6));
		}
	});

	it('shows every setting, and every one that changed', () => {
		const told = JSON.stringify(settingsChanged(difference, view));
		expect(told.split('→').length - 1 + (told.match(/: \+ /gu)?.length ?? 0)).toBe(Object.keys(full).length);
	});

	it('says of a budget once for how long it is', () => {
		const told = JSON.stringify(settingsPage({ ...noSettings, dailyUsd: 25 }, view));
		const [line] = /[^\\]*\$25\.00[^\\]*/u.exec(told) ?? [];
		expect(line?.match(/24/gu)).toHaveLength(1);
	});

	it('keeps members’ own signs from the markdown of the page', () => {
		expect(JSON.stringify(settingsPage(full, view))).not.toMatch(/\|{5}/u);
	});

	it('fits the usage of the busiest server', () => {
		const figures = { jobs: 1_000_000, succeeded: 999_999, ended: 1_000_000, usd: 1_234_567.89 };
		const report = {
			total: figures,
			days: [],
			models: many(50, () => ({ name: '*'.repeat(90), ...figures })),
			members: many(50, (index) => ({ name: id(index), ...figures })),
		};
		const body = usagePage({
			report,
			locale,
			days: 30,
			retentionMs: 1,
			spent: 1e6,
			allowed: 1e6,
			charts: ['a.png', 'b.png'],
		});
		expect(overLimits(body)).toEqual([]);
		expect(body.allowed_mentions).toEqual({ parse: [] });
	});
});

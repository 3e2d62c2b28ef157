import { describe, expect, it } from 'vitest';
import { differenceOf, GuildSettings, noSettings } from '../../src/jobs/guild/guildSettings.js';
import {
	changesPage,
	settingsChanged,
	settingsPage,
	settingsQuestion,
	settingsShown,
} from '../../src/messages/pages/adminPages.js';
import { standingLimits, type BotRules } from '../../src/jobs/guild/standing.js';
import type { SettingsStanding } from '../../src/messages/pages/standingText.js';
import { settingNames } from '../../src/messages/pages/settingText.js';
import { refusal } from '../../src/messages/refusals/refusal.js';
import { requestsPage, type RequestEntry } from '../../src/messages/pages/requestsPage.js';
import type { PanelView } from '../../src/messages/pages/settingsPanel.js';
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
	forbiddenModels: many(100, (index) => `model-${index}`),
	everyone: { running: 999, videos: 99_999, usd: 99_999.99 },
	roles: rules,
	members: rules,
	dailyUsd: 999_999.99,
	mostSeconds: 600,
	mostLines: 2160,
	mostUsd: 999_999.99,
	privateChannels: many(100, id),
	logChannel: id(7),
	ageRestrictedOnly: true,
	paused: true,
	blockedWords: many(200, (index) => `${'|'.repeat(40)}${index}`),
	blockedMembers: many(100, id),
});

const bot: BotRules = {
	defaultModel: { value: 'veo3.1-fast', origin: 'default' },
	running: { value: 2, origin: 'default' },
	videos: { value: 20, origin: 'operator' },
	guildUsd: { value: undefined, origin: 'default' },
	botUsd: { value: 50, origin: 'default' },
};

const standingOf = (settings: GuildSettings): SettingsStanding => ({
	limits: standingLimits(settings, bot),
	bot,
	models: { usable: 3, all: 36 },
	usual: { id: 'veo3.1-fast', origin: 'default' },
});

describe('the settings page', () => {
	const of = (settings: Partial<GuildSettings>): string[] => {
		const set = { ...noSettings, ...settings };
		const view = { locale: 'en-US', modelName: (model: string) => model, standing: standingOf(set) };
		const [card] = settingsPage(set, view).components;
		return JSON.stringify(card).split(String.raw`\n`);
	};

	it('tells what holds where nothing is set, and who has decided it', () => {
		expect(of({})).toEqual(
			expect.arrayContaining([
				"**Default model**: veo3.1-fast (the bot's default)",
				"**Limits for everybody**: 2 at once (the bot's default), 20 videos in 24 hours (set by the bot's operator), no limit in dollars",
				"**Budget of the whole bot**: $50.00 in 24 hours (the bot's default)",
				'**Models**: all 36, new ones too',
			]),
		);
	});

	it('tells of a limit that is never reached which one holds, and of rules what they leave open', () => {
		const lines = of({ everyone: { videos: 50, usd: 3 }, members: { [id(1)]: { videos: 50 } } });
		expect(lines).toEqual(
			expect.arrayContaining([
				"**Limits for everybody**: 2 at once (the bot's default), 20 videos in 24 hours (set by the bot's operator; 50 videos in 24 hours set here is more), $3.00 in 24 hours (set here)",
				`**Limits by member**: <@${id(1)}> (50 videos in 24 hours); otherwise as everybody; the bot's own limit is 20 videos in 24 hours`,
			]),
		);
	});

	it('names what is forbidden, or what alone is allowed, and says what new models do', () => {
		expect(of({ forbiddenModels: ['sora-2-pro'] })).toContain('**Models**: all but sora-2-pro (3 of 36), new ones too');
		expect(of({ allowedModels: ['kling-v3'] })).toContain(
			'**Models**: only kling-v3 (3 of 36); the others and new ones stay closed until they are allowed',
		);
		expect(of({ defaultModel: 'gone' })).toContain(
			"**Default model**: veo3.1-fast (the bot's default) · gone is set here and cannot be used now",
		);
	});
});

const entry = (index: number): RequestEntry => ({
	jobId: `${id(index)}_r`,
	memberId: id(index),
	prompt: '*'.repeat(2_000),
	model: '_'.repeat(90),
	at: begin,
	link: `https://discord.com/channels/${id(1)}/${id(2)}/${id(3)}`,
	state: index % 2 === 0 ? 'undelivered' : 'late',
});

const panel: PanelView = {
	ownerId: id(1),
	models: many(40, (index) => ({ id: `model-${index}`, name: '_'.repeat(90), facts: '*'.repeat(200) })),
	botsOwn: { id: 'bot', name: 'b'.repeat(200) },
};

describe.each(['en-US', 'ko'])('what admins read (%s)', (locale) => {
	const view = { locale, modelName: (model: string) => model, standing: standingOf(noSettings) };
	const difference = differenceOf(noSettings, full)!;

	it('fits a message at its longest, names nobody by a ping, and is private', () => {
		const change = { at: begin, by: id(1), ...difference };
		const pages = [
			settingsPage(full, { ...view, standing: standingOf(full) }),
			settingsPage(full, { ...view, standing: standingOf(full) }, panel),
			settingsPage(noSettings, view, panel),
			settingsShown(settingNames, full, { ...view, standing: standingOf(full) }),
			settingsQuestion({ difference, after: full, token: 'open-all', ownerId: id(1) }, view),
			settingsPage(noSettings, view),
			settingsChanged({ difference, after: full }, view),
			settingsChanged(undefined, view),
			changesPage(
				many(100, () => change),
				view,
			),
			changesPage([], view),
			requestsPage({
				adminId: id(1),
				locale,
				running: many(40, entry),
				unsettled: many(40, (index) => entry(index + 40)),
			}),
			requestsPage({ adminId: id(1), locale, running: [], unsettled: [] }),
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
		const told = JSON.stringify(settingsChanged({ difference, after: full }, view));
		expect(told.split('→').length - 1 + (told.match(/: \+ /gu)?.length ?? 0)).toBe(Object.keys(full).length);
	});

	it('says of a budget once for how long it is', () => {
		const set = { ...noSettings, dailyUsd: 25 };
		const told = JSON.stringify(settingsPage(set, { ...view, standing: standingOf(set) }));
		const [line] = /[^\\]*\$25\.00[^\\]*/u.exec(told) ?? [];
		expect(line?.match(/24/gu)).toHaveLength(1);
	});

	it('keeps members’ own signs from the markdown of the page', () => {
		expect(JSON.stringify(settingsPage(full, view))).not.toMatch(/\|{5}/u);
	});

	it('fits the usage of the busiest server', () => {
		const figures = { jobs: 1_000_000, succeeded: 999_999, ended: 1_000_000, cancelled: 1_000, usd: 1_234_567.89 };
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

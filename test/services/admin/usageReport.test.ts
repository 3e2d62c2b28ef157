import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Job } from '../../../src/jobs/record/job.js';
import { reconciled } from '../../../src/jobs/record/reconciled.js';
import { languages, formatsOf } from '../../../src/i18n/index.js';
import { days } from '../../../src/lib/time.js';
import { successOf } from '../../../src/jobs/accounting/usage.js';
import { usageCharts } from '../../../src/messages/pages/usageChart.js';
import { providers } from '../../../src/providers/index.js';
import { JobStore } from '../../../src/services/records/jobStore.js';
import { TextOutlines } from '../../../src/services/admin/textOutlines.js';
import { Storage } from '../../../src/services/records/storage.js';
import { UsageReports } from '../../../src/services/admin/usageReport.js';
import { aJob } from '../../harness/aJob.js';
import { FakeClock } from '../../harness/fakeClock.js';
import { leaves, read } from '../../i18n/leaves.js';
import { silent } from '../../harness/admissionHarness.js';

const guildId = '1000000000000000003';
const letters = new TextOutlines();

let folder: string;
let storage: Storage;
let store: JobStore;
let clock: FakeClock;
let usage: UsageReports;
beforeEach(async () => {
	folder = await mkdtemp(join(tmpdir(), 'reelay-usage-'));
	storage = await Storage.open({ url: `sqlite://${folder}/jobs.sqlite`, log: silent });
	store = await JobStore.open(storage);
	clock = new FakeClock();
	usage = new UsageReports({ store, letters, clock });
});
afterEach(async () => {
	await storage.close();
	await rm(folder, { recursive: true, force: true });
});

const video: Job['outcome'] = { type: 'succeeded', at: 0, result: { urls: [] } };
const moderated: Job['outcome'] = { type: 'failed', at: 0, failure: { code: 'moderated' } };

/** Three weeks of jobs, by three members and with two models. */
async function someJobs(): Promise<void> {
	for (let index = 0; index < 60; index += 1) {
		const fails = index % 5 === 0;
		await store.save(
			aJob({
				id: `${1_300_000_000_000_000_000n + BigInt(index)}`,
				createdAt: clock.now() - days((index * 7) % 30),
				phase: 'closed',
				model: { name: index % 3 === 0 ? 'Kling 3.0' : 'Veo 3.1 Fast', provider: 'veo', providerName: 'Veo' },
				requester: { id: `12000000000000000${10 + (index % 3)}` },
				submission: { sent: 1 },
				outcome: fails ? moderated : video,
				estimate: { usd: 0.5, basis: 'catalogue' },
			}),
		);
	}
}

describe('usage', () => {
	it('counts what was asked for, spent and made, by day, model and member', async () => {
		await someJobs();
		await store.save(aJob({ id: '1', createdAt: clock.now() - days(40), phase: 'closed', outcome: video }));
		await store.save(
			aJob({ id: '2', createdAt: clock.now(), phase: 'closed', outcome: video, destination: { guildId: '9' } }),
		);
		const report = await usage.of(guildId, 30);

		// What the provider refused cost nothing.
		expect(report.total).toEqual({ jobs: 60, ended: 60, cancelled: 0, succeeded: 48, usd: 24 });
		expect(report.models.map(({ name, jobs }) => [name, jobs])).toEqual([
			['Veo 3.1 Fast', 40],
			['Kling 3.0', 20],
		]);
		expect(report.members).toHaveLength(3);
		expect(report.days).toHaveLength(30);
		expect(report.days.reduce((sum, { jobs }) => sum + jobs, 0)).toBe(60);
		expect(report.days.at(-1)?.jobs).toBe(2);
	});

	it('counts a create once whose answer was lost and whose task was found', async () => {
		const lost = aJob({
			...{ id: '1300000000000000001', createdAt: clock.now(), phase: 'closed', submission: { sent: 1 } },
			outcome: { type: 'failed', at: clock.now(), failure: { code: 'submission-unknown' } },
		});
		await store.save(lost);
		expect((await usage.of(guildId, 30)).total).toEqual({ jobs: 1, ended: 1, cancelled: 0, succeeded: 0, usd: 0.4 });
		await store.save(reconciled(lost, { provider: 'veo', id: 'task', model: 'veo3.1-fast' }, clock.now()));
		expect((await usage.of(guildId, 30)).total).toEqual({ jobs: 1, ended: 0, cancelled: 0, succeeded: 0, usd: 0.4 });
	});

	it('does not count as a failure what a member cancelled', async () => {
		const ended = { createdAt: clock.now(), phase: 'closed', submission: { sent: 1 } } as const;
		await store.save(aJob({ id: '1', ...ended, outcome: video }));
		await store.save(aJob({ id: '2', ...ended, outcome: { type: 'cancelled', at: clock.now(), submitted: true } }));
		const { total, members, days: shown } = await usage.of(guildId, 30);
		expect(total).toMatchObject({ jobs: 2, ended: 1, succeeded: 1, cancelled: 1 });
		expect(successOf(total)).toBe(1);
		expect(members).toMatchObject([{ jobs: 2, cancelled: 1 }]);
		expect(shown.at(-1)).toMatchObject({ jobs: 2, succeeded: 1, cancelled: 1 });
	});

	it.each(['en-US', 'ko'])('is drawn with every bar in its place (%s)', async (locale) => {
		await someJobs();
		const [byDay, byName] = await usage.charts(await usage.of(guildId, 30), locale);
		// One bar a day, each two thirds of its place wide: of thirty days all but those without a video are there.
		const days = await greenIn(byDay);
		expect(days.info).toMatchObject({ width: 1000 });
		expect(days.at(450).length).toBeGreaterThan(200);
		// The busiest model's bar goes all the way, the next one's half of it.
		const names = await greenIn(byName);
		expect(names.at(183).length).toBeGreaterThan(910);
		expect(names.at(283).length).toBeGreaterThan(440);
		expect(names.at(283).length).toBeLessThan(480);
	});
});

/** Where a picture is green, line by line. */
async function greenIn(png: Buffer) {
	const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
	const isGreen = (x: number, y: number): boolean => {
		const at = (y * info.width + x) * info.channels;
		return data[at + 1]! > data[at]! + 60 && data[at + 1]! > data[at + 2]! + 40;
	};
	return { info, at: (y: number) => Array.from({ length: info.width }, (_, x) => x).filter((x) => isGreen(x, y)) };
}

describe('a chart on a phone', () => {
	/** The room that a card leaves for a picture on a phone of 375 px, and the tallest that Discord shows one. */
	const card = { width: 273, height: 350 };

	const figures = { jobs: 11_400, succeeded: 9000, ended: 11_000, cancelled: 300, usd: 12_045.5 };
	const named = ['Veo 3.1 Fast', 'Grok Imagine Video', 'A model whose name is longer than any line', 'K', 'L', 'M'];
	const names = named.map((name) => ({ name, ...figures }));
	const report = {
		total: figures,
		days: Array.from({ length: 30 }, (_, index) => ({ at: days(20_000 + index), ...figures })),
		models: names,
		members: names,
	};

	/** Both pictures, and every text in them with its place. */
	async function drawn(locale: string) {
		const lettering = await letters.lettering();
		const written = new Map<string, { text: string; size: number; width: number }>();
		const noting = (text: string, size: number) => {
			const outline = lettering(text, size);
			written.set(outline.path, { text, size, width: outline.width });
			return outline;
		};
		return usageCharts({ report, locale, lettering: noting }).map((svg) => {
			const [, wide, tall] = /viewBox="0 0 (\d+) (\d+)/u.exec(svg) ?? [];
			const placed = svg.matchAll(/translate\(([\d.]+) ([\d.]+)\)" fill="[^"]+" d="([^"]+)"/gu);
			const texts = [...placed].map(([, x, y, path = '']) => {
				const { text, size, width } = written.get(path)!;
				return { text, size, left: Number(x), right: Number(x) + width, base: Number(y) };
			});
			return { wide: Number(wide), tall: Number(tall), texts };
		});
	}

	/** How tall the ink of a figure is. */
	async function inkOf(size: number): Promise<number> {
		const { path } = (await letters.lettering())('8', size);
		const ys = [...path.matchAll(/ (-?[\d.]+)/gu)].map(([, y]) => Number(y));
		return Math.max(...ys) - Math.min(...ys);
	}

	it.each(['en-US', 'ko'])(
		'has letters of 11 px and more in its card, and figures that tall on all of the screen (%s)',
		async (locale) => {
			for (const { wide, tall, texts } of await drawn(locale)) {
				expect(texts.length).toBeGreaterThan(10);
				const smallest = Math.min(...texts.map(({ size }) => size));
				const shown = Math.min(card.width, (card.height * wide) / tall);
				expect((smallest * shown) / wide).toBeGreaterThanOrEqual(11);
				expect(((await inkOf(smallest)) * 375) / wide).toBeGreaterThanOrEqual(11);
			}
		},
	);

	it('has one shape with its neighbour, so that both are shown equally large', async () => {
		const shapes = (await drawn('en-US')).map(({ wide, tall }) => [wide, tall]);
		expect(shapes[0]).toEqual(shapes[1]);
	});

	it.each(['en-US', 'ko'])('has its letters inside the picture and clear of one another (%s)', async (locale) => {
		for (const { wide, tall, texts } of await drawn(locale)) {
			for (const { text, left, right, base } of texts) {
				expect(left, text).toBeGreaterThanOrEqual(0);
				expect(right, text).toBeLessThanOrEqual(wide);
				expect(base, text).toBeLessThan(tall);
			}
			for (const [index, one] of texts.entries()) {
				for (const other of texts.slice(index + 1)) {
					const isApart = one.right < other.left || other.right < one.left || Math.abs(one.base - other.base) >= 40;
					expect(isApart, `${one.text} | ${other.text}`).toBe(true);
				}
			}
		}
	});
});

/** The characters that the font leaves out: they take no room. */
async function missing(text: string): Promise<string[]> {
	const lettering = await letters.lettering();
	return [...new Set(text)].filter((character) => lettering(character, 20).width === 0);
}

describe('the letters of a chart', () => {
	it('have a glyph for everything that is written there, in both languages', async () => {
		for (const [tag, words] of Object.entries(languages)) {
			const texts = leaves(words.admin.usage).map((leaf) => read(leaf).text.replace(/[⟦⟧]/gu, ''));
			const { number, usd, percent } = formatsOf(tag);
			const values = [number(1234), usd(1234.5), usd(0.0012), percent(42), '10. 31.', '10/31', '…'];
			expect(await missing([...texts, ...values].join(''))).toEqual([]);
		}
		const names = providers.flatMap((provider) => [provider.name, ...provider.models.map(({ name }) => name)]);
		expect(await missing(names.join(''))).toEqual([]);
	});

	it('have every Korean syllable', async () => {
		const syllables = Array.from({ length: 0xd7a3 - 0xac00 + 1 }, (_, index) => String.fromCodePoint(0xac00 + index));
		expect(await missing(syllables.join(''))).toEqual([]);
	});

	it.each(['en', 'ko'] as const)('are drawn to their ends (%s)', async (tag) => {
		const lettering = await letters.lettering();
		const texts = leaves(languages[tag].admin.usage).map((leaf) => read(leaf).text.replace(/[⟦⟧]/gu, ''));
		for (const text of [...texts, 'Veo 3.1 Fast', 'Grok Imagine Video', formatsOf(tag).usd(12.3)]) {
			const { path, width } = lettering(text, 30);
			const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${Math.ceil(width) + 9}" height="60"><path transform="translate(4 40)" d="${path}"/></svg>`;
			const { info } = await sharp(Buffer.from(svg)).trim().png().toBuffer({ resolveWithObject: true });
			// Between the first letter's ink and the last one's: all of the text, but for the space around letters.
			expect(info.width, text).toBeGreaterThan(width - 9);
			expect(info.width, text).toBeLessThan(width + 4);
		}
	});

	it('leave out what the font does not have, instead of showing a box', async () => {
		const lettering = await letters.lettering();
		expect(lettering('Veo 漢字 3', 20)).toEqual(lettering('Veo  3', 20));
		expect(await missing('漢')).toEqual(['漢']);
		const report = {
			total: { jobs: 0, succeeded: 0, ended: 0, cancelled: 0, usd: 0 },
			days: [],
			models: [],
			members: [],
		};
		expect(usageCharts({ report, locale: 'ko', lettering }).join('')).not.toContain('NaN');
	});
});

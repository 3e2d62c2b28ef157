import { historyFilters } from '../../src/jobs/record/historyFilter.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { confirmation } from '../../src/messages/cards/confirmation.js';
import { details } from '../../src/messages/cards/details.js';
import {
	history,
	historyPageSize,
	historyToken,
	parseHistoryToken,
	type HistoryEntry,
} from '../../src/messages/pages/history.js';
import { animateModal, remixModal, type Modal } from '../../src/messages/forms/modals.js';
import { editModal } from '../../src/messages/forms/requestModals.js';
import { modelsPage, type ModelEntry } from '../../src/messages/pages/modelsPage.js';
import { otherModel } from '../../src/messages/forms/otherModel.js';
import { forgotten, privacy } from '../../src/messages/pages/privacy.js';
import { seconds } from '../../src/lib/time.js';
import { aJob, begin } from '../harness/aJob.js';
import { anyJob, words } from '../harness/anyJob.js';
import { buttonsOf, mentionsIn, overLimits, parts, textOf } from './discordLimits.js';
import { inLanguage, states } from './states.js';

const locale = fc.constantFrom('en-US', 'ko');
const ownerId = '1100000000000000001';
const optional = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });
const choices = fc.uniqueArray(fc.record({ id: words, name: words }), { maxLength: 40, selector: ({ id }) => id });

const entry: fc.Arbitrary<HistoryEntry> = fc.record({
	jobId: fc.bigInt({ min: 1n, max: 2n ** 64n - 1n }).map(String),
	prompt: words,
	facts: fc.constantFrom('Veo 3.1 Fast · 8 seconds', ''),
	state: fc.constantFrom('queued', 'generating', 'late', 'succeeded', 'failed', 'cancelled', 'unknown', 'undelivered'),
	at: fc.nat(),
	link: optional(fc.constant('https://discord.com/channels/1/2/3')),
	kept: fc.boolean(),
});

const model: fc.Arbitrary<ModelEntry> = fc.record({
	name: words,
	providerName: words,
	text: fc.boolean(),
	image: fc.constantFrom('no', 'optional', 'required'),
	lastFrame: fc.boolean(),
	references: fc.nat(9),
	lengths: optional(words),
	aspects: optional(fc.array(words)),
	resolutions: optional(fc.array(words)),
	perSecondUsd: optional(fc.double({ min: 0, max: 1e6, noNaN: true })),
	perRequestUsd: optional(fc.double({ min: 0, max: 1e6, noNaN: true })),
	usual: optional(fc.record({ fromMs: fc.nat(), toMs: fc.nat() })),
	sunset: optional(fc.constantFrom('2026-12-31', '')),
	listed: fc.boolean(),
	standard: fc.boolean(),
	pastSunset: fc.boolean(),
	strengths: fc.constant(['cheap', 'quick', 'long', 'sharp', 'ending', 'same', 'picture', 'clip'] as const),
	hundred: fc.record({ usd: fc.double({ min: 0, max: 1e8, noNaN: true }), seconds: fc.option(fc.nat(999)) }),
	token: optional(fc.constant('A_-4567890123456')),
});

const withOwnToken = (of: ModelEntry, place: number): ModelEntry => ({
	...of,
	token: of.token && `${of.token}${place}`,
});

interface ModalPart {
	readonly type: number;
	readonly label?: string;
	readonly description?: string;
	readonly value?: string;
	readonly max_length?: number;
	readonly placeholder?: string;
	readonly options?: readonly unknown[];
}

const length = (of: string | readonly unknown[] | undefined): number => of?.length ?? 0;

/** What Discord would refuse of a modal. */
function modalProblems({ custom_id, title, components }: Modal): string[] {
	return [
		...(custom_id.length <= 100 && title.length <= 45 ? [] : ['id or title']),
		...(components.length >= 1 && components.length <= 5 ? [] : [`${components.length} fields`]),
		...(parts({ components }) as ModalPart[]).flatMap((part) => [
			...(part.type !== 18 || (length(part.label) <= 45 && length(part.description) <= 100) ? [] : ['label']),
			...(part.type !== 4 || (length(part.value) <= (part.max_length ?? 0) && length(part.placeholder) <= 100)
				? []
				: ['input']),
			...(part.type !== 3 || length(part.options) <= 25 ? [] : ['options']),
		]),
	];
}

describe('pages', () => {
	it('stay within the limits of Discord, mention nobody, and are private', () => {
		fc.assert(
			fc.property(
				anyJob,
				locale,
				fc.array(entry, { maxLength: 9 }),
				fc.array(model, { maxLength: 12 }),
				choices,
				(job, language, entries, models, models25) => {
					const draft = { ...job, estimate: { usd: 3, basis: 'family' } as const, expiresAt: begin };
					const page = { ownerId, locale: language, page: 2, pages: 3 };
					for (const body of [
						details(job),
						confirmation({ ...draft, limitUsd: 2 }),
						confirmation(draft),
						history({ ...page, entries: unique(entries), filter: 'all' }),
						modelsPage({ ...page, models: models.map(withOwnToken) }),
						otherModel(job, models25, language),
						privacy({
							...page,
							jobs: 4,
							results: 2,
							unfinished: 1,
							retentionMs: 2_592_000_000,
							here: { rule: true, changes: 100 },
						}),
						forgotten({
							jobs: 3,
							open: [{ prompt: job.request.prompt, link: 'https://discord.com/channels/1/2/3' }],
							locale: language,
						}),
					]) {
						expect(overLimits(body)).toEqual([]);
						expect(mentionsIn(body)).toEqual([]);
						expect(body.allowed_mentions).toEqual({ parse: [] });
						expect(body.flags).toBe((1 << 15) | (1 << 6));
					}
				},
			),
			{ numRuns: 200 },
		);
	});

	it('offer modals within the limits of Discord', () => {
		fc.assert(
			fc.property(anyJob, locale, choices, fc.boolean(), (job, language, models, foreign) => {
				const animate = { draftId: job.id, memberId: ownerId, choices: models, foreign, locale: language };
				expect(modalProblems(editModal(job, models, language))).toEqual([]);
				expect(modalProblems(remixModal(job, language))).toEqual([]);
				expect(modalProblems(animateModal(animate))).toEqual([]);
			}),
			{ numRuns: 200 },
		);
	});
});

/** A job stands once on a page. */
const unique = (entries: HistoryEntry[]): HistoryEntry[] => [
	...new Map(entries.map((each) => [each.jobId, each])).values(),
];

describe('details', () => {
	const job = (language: string): ReturnType<typeof aJob> =>
		aJob({
			...states.succeeded,
			requester: { locale: language },
			looking: { count: 24, blips: 2 },
			delivery: {
				left: [{ rung: 'channel', why: 'forbidden 50013', at: begin }],
				receipt: { rung: 'original', at: begin + seconds(120), form: 'original' },
			},
		});

	it('tells how the job went, in English', () => {
		expect(textOf(details(job('en-US')))).toMatchInlineSnapshot(`
			"### Details
			\`\`\`
			a *paper* boat
			\`\`\`
			-# Veo 3.1 Fast · 8 seconds · 16:9 · 720p · about $0.40
			- <t:1768478400:T> accepted
			- waited 12 seconds
			- <t:1768478414:T> started by the provider, about $0.40
			- took 1 minute 43 seconds
			- the provider did not answer 2 times
			- <t:1768478517:T> finished
			- could not be delivered in the channel
			- <t:1768478520:T> delivered in the reply (as it came, 4.8 MB)
			-# For support
			-# job \`1200000000000000001\`
			-# task \`task_1\`"
		`);
	});

	it('tells how the job went, in Korean', () => {
		expect(textOf(details(job('ko')))).toMatchInlineSnapshot(`
			"### 상세 정보
			\`\`\`
			a *paper* boat
			\`\`\`
			-# Veo 3.1 Fast · 8초 · 16:9 · 720p · 약 $0.40
			- <t:1768478400:T> 접수
			- 12초 대기
			- <t:1768478414:T> 제작 시작, 약 $0.40
			- 1분 43초 걸림
			- 제공사가 2번 응답하지 않음
			- <t:1768478517:T> 완성
			- 채널로 전달하지 못함
			- <t:1768478520:T> 답변으로 전달 (원본 그대로, 4.8 MB)
			-# 문의할 때 필요한 정보
			-# 요청 \`1200000000000000001\`
			-# 작업 \`task_1\`"
		`);
	});

	it('counts the refusals before a request was taken up', () => {
		const taken = aJob({ submission: { sent: 3, refusals: 0, startedAt: begin, acceptedAt: begin } });
		expect(textOf(details(taken))).toContain('turned away 2 times and tried again');
		expect(textOf(details(job('en-US')))).not.toContain('turned away');
	});

	it('lets no id break out of its code', () => {
		const broken = aJob({ task: { provider: 'veo', id: 'a`b @everyone', model: 'm' } });
		expect(textOf(details(broken))).toContain("`a'b @\u200Beveryone`");
	});
});

describe('confirmation', () => {
	it('says what it costs and that nothing is paid yet', () => {
		const draft = { ...inLanguage('generating', 'en-US'), estimate: { usd: 3.2, basis: 'catalogue' } as const };
		const body = confirmation({ ...draft, limitUsd: 2, expiresAt: begin });
		expect(textOf(body)).toContain('about $3.20. Above $2.00 I ask first: nothing is paid before you say so.');
		expect(buttonsOf(body)).toEqual(['decline', 'confirm', 'amend', 'compare']);
	});
});

describe('history', () => {
	it('leads back to its pages by their buttons', () => {
		for (const filter of historyFilters) {
			expect(parseHistoryToken(historyToken(filter, 12))).toEqual({ filter, page: 12, search: '' });
			expect(parseHistoryToken(historyToken(filter, 12, 'a_-b'))).toEqual({ filter, page: 12, search: 'a_-b' });
		}
		for (const token of ['', 'all', 'all-0', 'none-1', 'all--1', 'all-1-']) {
			expect(parseHistoryToken(token)).toBeUndefined();
		}
	});

	it('says of each video its state, what it is, and what is left of each limit with the time it comes back', () => {
		const view = { ownerId, locale: 'en-US', filter: 'all', page: 1, pages: 1 } as const;
		const entry = { jobId: '1', prompt: 'a kite', facts: 'Veo 3.1 Fast · 8 seconds · 16:9 · private', at: begin };
		const body = history({
			...view,
			entries: [
				{ ...entry, state: 'undelivered', kept: true },
				{ ...entry, state: 'cancelled', kept: false },
			],
			limits: [
				{ limit: 'running', used: 1, allowed: 2, backAt: null },
				{ limit: 'daily-videos', used: 3, allowed: 20, backAt: begin },
				{ limit: 'member-usd', used: 4, allowed: 3, backAt: begin },
			],
		});
		const shown = textOf(body);
		expect(shown).toContain('Free places in the making: 1 of 2\n');
		expect(shown).toContain('Videos left in 24 hours: 17 of 20 · more <t:1768478400:R>');
		expect(shown).toContain('Left for you here in 24 hours: $0.00 of $3.00');
		expect(shown).toContain('**Waiting for you: it could not be delivered**');
		expect(shown).toContain('-# Veo 3.1 Fast · 8 seconds · 16:9 · private');
		// Of a cancelled one there is nothing to show.
		expect(buttonsOf(body)).toEqual(['fetch', 'details', 'details']);
	});

	it('turns in both directions, and says what to do while it is empty', () => {
		const view = { ownerId, locale: 'en-US', filter: 'all', pages: 3, entries: [] } as const;
		expect(buttonsOf(history({ ...view, page: 2 }))).toEqual(['history', 'history']);
		expect(buttonsOf(history({ ...view, page: 1, pages: 1 }))).toEqual([]);
		expect(textOf(history({ ...view, page: 1, pages: 1 }))).toContain('/video');
		expect(historyPageSize).toBeGreaterThan(3);
	});
});

describe('modals', () => {
	it("give the member's own words back as they were", () => {
		const job = aJob({ request: { prompt: '**새벽** @everyone', model: 'b', duration: 8 } });
		const modal = editModal(
			job,
			[
				{ id: 'a', name: 'A' },
				{ id: 'b', name: 'B' },
			],
			'ko',
		);
		const fields = parts(modal).flatMap((part) => ('value' in part ? [(part as { value?: string }).value] : []));
		expect(fields).toEqual(['**새벽** @everyone', '8']);
		expect(JSON.stringify(modal)).toContain('{"value":"b","label":"B","default":true}');
	});

	it("ask for the owner's consent only where the picture is somebody else's", () => {
		const view = { draftId: '1', memberId: ownerId, choices: [], locale: 'en-US' };
		expect(JSON.stringify(animateModal({ ...view, foreign: true }))).toContain('consent');
		expect(JSON.stringify(animateModal({ ...view, foreign: false }))).not.toContain('consent');
	});
});

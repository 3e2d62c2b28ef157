import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Rung, type Job } from '../../src/jobs/record/job.js';
import type { MessageBody } from '../../src/discord/messageBody.js';
import { progressClosed, progressMessage, type ProgressView } from '../../src/messages/cards/progressMessage.js';
import { rejectedPicture, rejectedPictureNotice } from '../../src/messages/cards/failureText.js';
import { resultMessage, type ResultView } from '../../src/messages/cards/resultMessage.js';
import { aJob, begin } from '../harness/aJob.js';
import { anyJob, words } from '../harness/anyJob.js';
import { mentionsIn, overLimits, textOf } from './discordLimits.js';
import { thumbnails } from './states.js';

const thumbnail = fc.constantFrom(undefined, ...thumbnails);

const progressView: fc.Arbitrary<ProgressView> = fc.record({
	now: fc.integer({ min: begin, max: begin + 90_000_000 }),
	place: fc.option(fc.integer({ min: 1, max: 1e6 }), { nil: undefined }),
	usual: fc.option(fc.record({ fromMs: fc.nat(1e9), toMs: fc.nat(1e9) }), { nil: undefined }),
	paused: fc.boolean(),
	neutral: fc.boolean(),
	leaving: fc.boolean(),
	thumbnail,
});

const address = fc.oneof(
	words,
	fc.integer({ min: 0, max: 3000 }).map((length) => `https://cdn.example.com/${'('.repeat(length)}`),
	fc.constantFrom('https://cdn.example.com/v.mp4?sig=a)b<c>@everyone', 'javascript:alert(1)', 'https://u:p@x.test/'),
);

const resultView: fc.Arbitrary<ResultView> = fc.record({
	form: fc.constantFrom('original', 'reencoded', 'link', 'words'),
	link: fc.option(address, { nil: undefined }),
	mention: fc.boolean(),
	remixable: fc.boolean(),
	upscalable: fc.boolean(),
	extendable: fc.boolean(),
	frames: fc.boolean(),
	neutral: fc.boolean(),
	thumbnail,
});

/** @param named whose name stands there @param pings whether that notifies them */
function expectGood(body: MessageBody, named: readonly string[] = [], pings = false): void {
	expect(overLimits(body)).toEqual([]);
	expect(mentionsIn(body)).toEqual(named.map((id) => `<@${id}>`));
	expect(body.allowed_mentions).toEqual(pings && named.length > 0 ? { parse: [], users: named } : { parse: [] });
	expect(body.flags & (1 << 15)).not.toBe(0);
}

/** A private answer and a direct message need no name. */
const readAlong = ({ destination, requester }: Job): string[] =>
	destination.ephemeral || destination.context === 'bot-dm' ? [] : [requester.id];

describe('every message, whatever the record holds', () => {
	it('shows progress within the limits of Discord, naming whose it is where others read along, and pinging nobody', () => {
		fc.assert(
			fc.property(anyJob, progressView, (job, view) => expectGood(progressMessage(job, view), readAlong(job))),
			{ numRuns: 400 },
		);
	});

	it('tells the outcome within the limits of Discord, mentioning the requester at most', () => {
		fc.assert(
			fc.property(anyJob, resultView, (job, view) =>
				expectGood(resultMessage(job, view), readAlong(job), view.mention),
			),
			{ numRuns: 600 },
		);
	});

	it.each(['en-US', 'ko'])('fits with every text at its longest, in %s', (locale) => {
		const long = 'x'.repeat(6_000);
		const job = aJob({
			requester: { locale },
			model: { name: long, provider: 'veo', providerName: long },
			request: {
				prompt: long,
				duration: 9_999,
				aspect: long,
				resolution: long,
				seed: Number.MAX_SAFE_INTEGER,
				spoiler: true,
				private: true,
			},
			estimate: { usd: 123_456.78, basis: 'family' },
			notices: Array.from({ length: 20 }, () => ({ code: 'adjusted' as const, option: long, from: long, to: long })),
			lineage: { jobId: '1', kind: 'reconcile' },
			submission: { acceptedAt: begin },
			delivery: { fetchProblem: long },
			outcome: { type: 'succeeded', at: begin + 9e9, result: { urls: [] } },
		});
		const link = 'https://cdn.example.com/'.padEnd(1_000, 'x');
		const body = resultMessage(job, { form: 'link', link, mention: true, thumbnail: thumbnails[0] });
		expectGood(body, [job.requester.id], true);
		expect(textOf(body)).toContain(link);
	});

	it('closes the progress message and rejects a picture within the limits of Discord', () => {
		fc.assert(
			fc.property(anyJob, fc.option(fc.constantFrom(...Rung.options)), (job, rung) => {
				expectGood(progressClosed(job, rung === null ? undefined : { rung, form: 'words', messageId: '1' }));
				expectGood(rejectedPicture(job));
				expectGood(rejectedPictureNotice(job));
			}),
		);
	});

	it('carries the id of its job, so that an unanswered post can be found again', () => {
		fc.assert(
			fc.property(anyJob, resultView, (job, view) => {
				expect(JSON.stringify(resultMessage(job, view).components)).toContain(`:${job.id}:`);
			}),
		);
	});
});

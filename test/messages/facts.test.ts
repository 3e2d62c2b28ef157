import { describe, expect, it } from 'vitest';
import { details } from '../../src/messages/cards/details.js';
import { progressMessage } from '../../src/messages/cards/progressMessage.js';
import { resultMessage } from '../../src/messages/cards/resultMessage.js';
import { factsLine, priceText } from '../../src/messages/parts/jobLines.js';
import { expectedOf } from '../../src/providers/requests/expected.js';
import { aJob, begin } from '../harness/aJob.js';
import { modelOf, requestOf } from '../harness/createOrders.js';
import { textOf } from './discordLimits.js';
import { states } from './states.js';

const result = { form: 'original', mention: false } as const;

describe('what a video will be like', () => {
	it('is told with the defaults of its model where nothing else was asked for', () => {
		expect(expectedOf(modelOf('sora-2'), requestOf('sora-2'))).toEqual({
			seconds: 4,
			aspect: '16:9',
			resolution: '720p',
		});
		const asked = requestOf('sora-2', { duration: 8, aspect: '9:16' });
		expect(expectedOf(modelOf('sora-2'), asked)).toMatchObject({ seconds: 8, aspect: '9:16' });
	});

	it('is told of a remix by the length of its source, and of nothing that the model decides', () => {
		const source = { jobId: '1', seconds: 4 };
		expect(expectedOf(modelOf('sora-2'), requestOf('sora-2', { action: 'remix', source }))).toEqual({ seconds: 4 });
		expect(expectedOf(modelOf('sora-2'), requestOf('sora-2', { action: 'extend', source }))).toEqual({});
	});

	it('stands on the card; the file tells what nobody had said before', () => {
		const expected = { seconds: 4, aspect: '16:9', resolution: '720p' };
		expect(factsLine(aJob({ expected }))).toBe('Veo 3.1 Fast · 4 seconds · 16:9 · 720p · about $0.40');
		const media = { file: 'a.mp4', bytes: 1, contentType: 'video/mp4', seconds: 5.04, width: 640, height: 360 };
		expect(factsLine(aJob({ expected, media }))).toContain('4 seconds · 16:9 · 720p');
		expect(factsLine(aJob({ media }))).toBe('Veo 3.1 Fast · 5 seconds · 640×360 · about $0.40');
	});
});

describe('a price', () => {
	const open = { perSecondUsd: 0.1, leastUsd: 0.05 };

	it('is about so much where it is listed, and at most so much where price or length had to be assumed', () => {
		const said = (locale: string) =>
			(
				[
					{ usd: 0.4, basis: 'catalogue' },
					{ usd: 4.8, basis: 'family' },
					{ usd: 1.6, basis: 'catalogue', open },
				] as const
			).map((estimate) => priceText({ estimate }, locale));

		expect(said('en-US')).toEqual([
			'about $0.40',
			'at most $4.80 (price not listed)',
			'at most $1.60 (by its final length)',
		]);
		expect(said('ko')).toEqual(['약 $0.40', '최대 $4.80 (가격 정보 없음)', '최대 $1.60 (완성된 길이에 따라)']);
	});

	it('is settled by the length of the finished film', () => {
		const media = { file: 'a.mp4', bytes: 1, contentType: 'video/mp4', seconds: 4.04 };
		expect(priceText({ estimate: { usd: 1.6, basis: 'catalogue', open }, media }, 'en-US')).toBe('about $0.40');
	});
});

describe('a spoiler', () => {
	const request = { prompt: 'the ending of the film', spoiler: true };

	it('covers the words as it covers the picture, for the eye and for a screen reader', () => {
		const made = aJob({ ...states.succeeded, request });
		for (const body of [progressMessage(aJob({ request }), { now: begin }), resultMessage(made, result)]) {
			expect(textOf(body)).toContain('> ||the ending of the film||');
			expect(JSON.stringify(body).split('the ending of the film')).toHaveLength(2);
		}
	});
});

describe('what was adjusted', () => {
	it('is told as long as it may be cancelled, and not on the finished card, whose facts say it', () => {
		const notices = [
			{ code: 'adjusted', option: 'duration', from: '7', to: '6' },
			{ code: 'sunset' },
			{ code: 'ignored', option: 'seed' },
		] as const;
		expect(textOf(progressMessage(aJob({ notices: [...notices] }), { now: begin }))).toContain('6 instead of 7');

		const card = textOf(resultMessage(aJob({ ...states.succeeded, notices: [...notices] }), result));
		expect(card).not.toMatch(/instead of|retired/u);
		expect(card).toContain('does not use `seed`');
	});
});

describe('details', () => {
	it('begin with the whole prompt to copy, then what it was made with and from', () => {
		const prompt = `a "paper" *boat* ${'drifts '.repeat(200)}`.trim();
		const job = aJob({
			...states.succeeded,
			request: {
				prompt,
				model: 'veo3.1-fast',
				seed: 42,
				negativePrompt: 'people',
				pictures: [{ role: 'image', url: '', name: 'sunset.jpg', bytes: 1 }],
			},
			lineage: { jobId: '7', kind: 'again' },
		});
		const earlier = aJob({ id: '7', destination: { messageId: '99' } });
		const shown = textOf(details(job, earlier));

		expect(shown).toContain(`\`\`\`\n${prompt}\n\`\`\``);
		expect(shown.indexOf(prompt)).toBeLessThan(shown.indexOf('Veo 3.1 Fast'));
		expect(shown).toContain('seed 42');
		expect(shown).toContain('```\npeople\n```');
		expect(shown).toContain('Made from: `image` sunset.jpg');
		expect(shown).toMatch(/\[See the earlier one\]\(https:\/\/discord\.com\/channels\/\d+\/\d+\/99\)/u);
	});

	it('say of a prompt that is too long for them where the whole of it is', () => {
		expect(textOf(details(aJob({ request: { prompt: 'x '.repeat(3_000) } })))).toContain('Edit has the whole of it');
	});
});

describe('a direct message', () => {
	it('says where the video was asked for, and not whose it is', () => {
		const body = resultMessage(aJob(states.succeeded), { ...result, direct: true });
		expect(textOf(body)).toContain('You asked for it [in this channel](https://discord.com/channels/');
		expect(textOf(body)).not.toContain('<@');
	});
});

import { describe, expect, it } from 'vitest';
import { frameName, startName } from '../../src/jobs/delivery/thumbnail.js';
import { seconds } from '../../src/lib/time.js';
import type { MessageBody } from '../../src/discord/messageBody.js';
import { progressClosed, progressMessage } from '../../src/messages/cards/progressMessage.js';
import { resultMessage } from '../../src/messages/cards/resultMessage.js';
import { begin } from '../harness/aJob.js';
import { parts, textOf } from './discordLimits.js';
import { inLanguage, states, thumbnails } from './states.js';

const [sent, held] = thumbnails;
const thumbnailsIn = (body: MessageBody) => parts(body).filter(({ type }) => type === 11);

describe('the small picture on a card', () => {
	it('stands beside the state, and what may be long stays below, in the whole width', () => {
		expect(progressMessage(inLanguage('generating', 'en-US'), { now: begin, thumbnail: held }).components)
			.toMatchInlineSnapshot(`
				[
				  {
				    "accent_color": 5793266,
				    "components": [
				      {
				        "accessory": {
				          "description": "Picture that the video for this prompt starts from: a *paper* boat",
				          "media": {
				            "url": "attachment://reelay-1-start.jpg",
				          },
				          "spoiler": false,
				          "type": 11,
				        },
				        "components": [
				          {
				            "content": "### Making your video
				For <@1100000000000000001>
				42% ▰▰▰▰▰▱▱▱▱▱▱▱
				Started <t:1768478414:R>.",
				            "type": 10,
				          },
				        ],
				        "type": 9,
				      },
				      {
				        "content": "> a \\*paper\\* boat",
				        "type": 10,
				      },
				      {
				        "content": "-# Veo 3.1 Fast · 8 seconds · 16:9 · 720p · about $0.40",
				        "type": 10,
				      },
				      {
				        "components": [
				          {
				            "custom_id": "v1:cancel:1200000000000000001:1100000000000000001",
				            "label": "Cancel",
				            "style": 2,
				            "type": 2,
				          },
				        ],
				        "type": 1,
				      },
				    ],
				    "type": 17,
				  },
				]
			`);
	});

	it.each(Object.keys(states) as (keyof typeof states)[])('changes no word of a card: %s', (state) => {
		for (const locale of ['en-US', 'ko']) {
			const job = inLanguage(state, locale);
			for (const thumbnail of thumbnails) {
				const card = progressMessage(job, { now: begin, thumbnail });
				expect(textOf(card)).toBe(textOf(progressMessage(job, { now: begin })));
				expect(thumbnailsIn(card)).toHaveLength(1);
				const told = resultMessage(job, { form: 'words', mention: false, thumbnail });
				expect(textOf(told)).toBe(textOf(resultMessage(job, { form: 'words', mention: false })));
				expect(thumbnailsIn(told)).toHaveLength(1);
			}
		}
	});

	it('goes along with one message, and is only named by the edits after it', () => {
		const job = inLanguage('generating', 'en-US');
		expect(progressMessage(job, { now: begin, thumbnail: sent }).attachments).toEqual([
			{
				id: '0',
				filename: sent.name,
				description: expect.stringContaining('a *paper* boat') as string,
				is_spoiler: false,
			},
		]);
		expect(progressMessage(job, { now: begin, thumbnail: held })).not.toHaveProperty('attachments');
	});

	it('leaves no file behind where the next card does not show it', () => {
		const failed = inLanguage('failed', 'en-US');
		expect(resultMessage(failed, { form: 'words', mention: false }).attachments).toEqual([]);
		expect(resultMessage(failed, { form: 'words', mention: false, thumbnail: held })).not.toHaveProperty('attachments');
		expect(progressClosed(failed, undefined).attachments).toEqual([]);
		expect(progressClosed(failed, { rung: 'channel', form: 'words', messageId: '1' }).attachments).toEqual([]);
	});

	it('is not shown where the video itself is', () => {
		const body = resultMessage(inLanguage('succeeded', 'en-US'), { form: 'original', mention: false, thumbnail: sent });
		expect(thumbnailsIn(body)).toEqual([]);
		expect(body.attachments).toMatchObject([{ filename: 'reelay-1200000000000000001.mp4' }]);
	});

	it.each<[string, 'en-US' | 'ko', boolean, string]>([
		['start', 'en-US', false, 'Picture that the video for this prompt starts from: a *paper* boat'],
		['start', 'en-US', true, 'Picture that the video starts from'],
		['frame', 'en-US', false, 'First frame of the video made from the prompt: a *paper* boat'],
		['frame', 'en-US', true, 'First frame of the video'],
		['start', 'ko', false, '다음 프롬프트로 만드는 영상의 시작 이미지: a *paper* boat'],
		['start', 'ko', true, '영상의 시작 이미지'],
		['frame', 'ko', false, '다음 프롬프트로 만든 영상의 첫 장면: a *paper* boat'],
		['frame', 'ko', true, '영상의 첫 장면'],
	])('says to who cannot see it what it is: %s, %s, without the words: %s', (which, locale, neutral, says) => {
		const job = inLanguage('succeeded', locale);
		const name = which === 'start' ? startName(job) : frameName(job);
		const thumbnail = { name, file: { name, blob: new Blob(['x']), timeoutMs: seconds(1) } };
		const body = resultMessage(job, { form: 'link', mention: false, neutral, thumbnail });
		expect(thumbnailsIn(body)).toMatchObject([{ description: says, media: { url: `attachment://${name}` } }]);
		expect(body.attachments).toMatchObject([{ filename: name, description: says }]);
	});

	it('is a spoiler where the job is', () => {
		const job = inLanguage('generating', 'en-US');
		const hidden = { ...job, request: { ...job.request, spoiler: true } };
		const card = progressMessage(hidden, { now: begin, thumbnail: sent });
		expect(thumbnailsIn(card)).toMatchObject([{ spoiler: true }]);
		expect(card.attachments).toMatchObject([{ is_spoiler: true }]);
	});
});

import { describe, expect, it } from 'vitest';
import { FailureCode } from '../../src/jobs/record/failure.js';
import { resultMessage } from '../../src/messages/cards/resultMessage.js';
import { aJob, begin } from '../harness/aJob.js';
import { buttonsOf, textOf } from './discordLimits.js';
import { inLanguage } from './states.js';

const words = { form: 'words', mention: false } as const;

describe('resultMessage', () => {
	it('posts the video with its description, pinging the requester alone', () => {
		const job = inLanguage('succeeded', 'en-US');
		expect(resultMessage(job, { form: 'original', mention: true })).toMatchInlineSnapshot(`
			{
			  "allowed_mentions": {
			    "parse": [],
			    "users": [
			      "1100000000000000001",
			    ],
			  },
			  "attachments": [
			    {
			      "description": "Video made from the prompt: a *paper* boat",
			      "filename": "reelay-1200000000000000001.mp4",
			      "id": "0",
			      "is_spoiler": false,
			    },
			  ],
			  "components": [
			    {
			      "accent_color": 3908957,
			      "components": [
			        {
			          "content": "### Your video is ready
			For <@1100000000000000001>",
			          "type": 10,
			        },
			        {
			          "content": "> a \\*paper\\* boat",
			          "type": 10,
			        },
			        {
			          "items": [
			            {
			              "description": "Video made from the prompt: a *paper* boat",
			              "media": {
			                "url": "attachment://reelay-1200000000000000001.mp4",
			              },
			              "spoiler": false,
			            },
			          ],
			          "type": 12,
			        },
			        {
			          "content": "-# Veo 3.1 Fast · 8 seconds · 16:9 · 720p · about $0.40 · made in 1:43",
			          "type": 10,
			        },
			        {
			          "components": [
			            {
			              "custom_id": "v1:edit:1200000000000000001:1100000000000000001",
			              "label": "Edit",
			              "style": 2,
			              "type": 2,
			            },
			            {
			              "custom_id": "v1:continue:1200000000000000001:1100000000000000001",
			              "label": "Continue",
			              "style": 2,
			              "type": 2,
			            },
			            {
			              "custom_id": "v1:again:1200000000000000001:1100000000000000001",
			              "label": "Again",
			              "style": 2,
			              "type": 2,
			            },
			            {
			              "custom_id": "v1:model:1200000000000000001:1100000000000000001",
			              "label": "Other model",
			              "style": 2,
			              "type": 2,
			            },
			          ],
			          "type": 1,
			        },
			        {
			          "components": [
			            {
			              "custom_id": "v1:details:1200000000000000001:1100000000000000001",
			              "label": "Details",
			              "style": 2,
			              "type": 2,
			            },
			            {
			              "custom_id": "v1:delete:1200000000000000001:1100000000000000001",
			              "label": "Delete",
			              "style": 2,
			              "type": 2,
			            },
			          ],
			          "type": 1,
			        },
			      ],
			      "type": 17,
			    },
			  ],
			  "flags": 32768,
			}
		`);
	});

	it('speaks Korean', () => {
		const job = inLanguage('succeeded', 'ko');
		expect(textOf(resultMessage(job, { form: 'reencoded', mention: true }))).toMatchInlineSnapshot(`
			"### 영상이 완성됐어요
			<@1100000000000000001>님의 영상
			> a \\*paper\\* boat
			-# Veo 3.1 Fast · 8초 · 16:9 · 720p · 약 $0.40 · 제작 시간 1:43
			-# 업로드 제한에 맞춰 용량을 줄였어요. 원본은 다운로드 버튼으로 받을 수 있어요."
		`);
	});

	it('hides a spoiler in the gallery and in the attachment', () => {
		const job = { ...inLanguage('succeeded', 'ko') };
		const spoiler = { ...job, request: { ...job.request, spoiler: true } };
		const body = resultMessage(spoiler, { form: 'original', mention: false });
		expect(body.attachments?.[0]?.is_spoiler).toBe(true);
		expect(JSON.stringify(body.components)).toContain('"spoiler":true');
	});

	it('offers what can be done with the video', () => {
		const job = inLanguage('succeeded', 'en-US');
		const all = { form: 'reencoded', mention: false, remixable: true, upscalable: true, joinable: true } as const;
		expect(buttonsOf(resultMessage(job, all))).toEqual([
			'edit',
			'continue',
			'join',
			'again',
			'model',
			'remix',
			'upscale',
			'download',
			'details',
			'delete',
		]);
		const film = { ...job, request: { ...job.request, action: 'join' as const } };
		expect(buttonsOf(resultMessage(film, all))).toEqual(['continue', 'download', 'details', 'delete']);
		const few = { form: 'original', mention: false, frames: false } as const;
		expect(buttonsOf(resultMessage(job, few))).toEqual(['edit', 'again', 'model', 'details', 'delete']);
	});

	it('links to what cannot be uploaded, and says that the link ends', () => {
		const job = inLanguage('succeeded', 'en-US');
		const body = resultMessage(job, {
			form: 'link',
			link: 'https://cdn.example.com/v.mp4',
			mention: false,
		});
		expect(buttonsOf(body)[0]).toBe('https://cdn.example.com/v.mp4');
		expect(textOf(body)).toContain('The link stops working after a while');
	});

	it('writes a link that is too long for a button into the text', () => {
		const link = `https://cdn.example.com/v.mp4?signature=${'a'.repeat(600)})`;
		const body = resultMessage(inLanguage('succeeded', 'ko'), { form: 'link', link, mention: false });
		expect(buttonsOf(body)[0]).toBe('edit');
		expect(textOf(body)).toContain(`[영상 열기](${link.replace(')', '%29')})`);
	});

	it.each(['javascript:alert(1)', 'https://me:secret@example.com/v.mp4', 'v.mp4', undefined])(
		'never links to %s',
		(link) => {
			const body = resultMessage(inLanguage('succeeded', 'en-US'), { form: 'link', link, mention: false });
			expect(JSON.stringify(body)).not.toMatch(/javascript|secret|"url"/u);
			expect(textOf(body)).toContain('too large to upload here');
			expect(buttonsOf(body)[0]).toBe('fetch');
		},
	);

	it('says why there is no video, naming the option to change by the name the member knows', () => {
		expect(textOf(resultMessage(inLanguage('failed', 'en-US'), words))).toMatchInlineSnapshot(`
			"### No video this time
			For <@1100000000000000001>
			Veo 3.1 Fast did not accept \`aspect\`. Change it and ask again.
			It does not count against your limits.
			> a \\*paper\\* boat
			-# Veo 3.1 Fast · 8 seconds · 16:9 · 720p"
		`);
		expect(textOf(resultMessage(inLanguage('failed', 'ko'), words))).toMatchInlineSnapshot(`
			"### 영상을 만들지 못했어요
			<@1100000000000000001>님의 영상
			Veo 3.1 Fast 모델이 \`화면비\` 옵션을 받아들이지 않았어요. 값을 바꿔서 다시 요청해 주세요.
			사용 한도에는 포함되지 않아요.
			> a \\*paper\\* boat
			-# Veo 3.1 Fast · 8초 · 16:9 · 720p"
		`);
	});

	it('says honestly what it does not know, and lets the member ask again knowingly', () => {
		const body = resultMessage(inLanguage('unknown', 'en-US'), words);
		expect(textOf(body)).toMatchInlineSnapshot(`
			"### Not certain whether it was made
			For <@1100000000000000001>
			The request was sent, but no readable answer came back. The video may have been made and charged, so I did not send it again. You can ask again, knowing that it may be paid a second time.
			It may have been charged, so it counts against your limits until that is known.
			> a \\*paper\\* boat
			-# Veo 3.1 Fast · 8 seconds · 16:9 · 720p · about $0.40"
		`);
		expect(buttonsOf(body)).toEqual(['details', 'edit', 'askagain', 'delete']);
	});

	it('says that a cancelled video may still be charged', () => {
		expect(textOf(resultMessage(inLanguage('cancelled', 'en-US'), words))).toMatchInlineSnapshot(`
			"### Cancelled
			For <@1100000000000000001>
			I stopped waiting for it. The provider may still finish it, and may charge for it. If it does, the video is kept for you in /videos.
			> a \\*paper\\* boat
			-# Veo 3.1 Fast · 8 seconds · 16:9 · 720p · about $0.40"
		`);
		expect(textOf(resultMessage(inLanguage('cancelled', 'ko'), words))).toMatchInlineSnapshot(`
			"### 취소됐어요
			<@1100000000000000001>님의 영상
			더 이상 기다리지 않을게요. 제공사가 영상을 끝까지 만들고 비용을 청구할 수도 있어요. 완성되면 /영상목록에 보관해 둘게요.
			> a \\*paper\\* boat
			-# Veo 3.1 Fast · 8초 · 16:9 · 720p · 약 $0.40"
		`);
	});

	it('has a text of its own for every failure, which shows nothing technical', () => {
		for (const locale of ['en-US', 'ko']) {
			const texts = FailureCode.options.map((code) => {
				const failure = { code, detail: 'HTTP 418 teapot', requestId: 'req_1' };
				const job = aJob({ requester: { locale }, outcome: { type: 'failed', at: begin, failure } });
				return textOf(resultMessage(job, words));
			});
			// A refused key and an empty balance are the operator's affair: members read the same neutral line of both.
			expect(new Set(texts).size).toBe(texts.length - 1);
			expect(texts.join('\n')).not.toMatch(/teapot|req_1/u);
		}
	});
});

import { describe, expect, it } from 'vitest';
import { minutes, seconds } from '../../src/lib/time.js';
import { progressMessage } from '../../src/messages/cards/progressMessage.js';
import { aJob, begin } from '../harness/aJob.js';
import { buttonsOf, textOf } from './discordLimits.js';
import { inLanguage } from './states.js';

const now = begin + minutes(1);

describe('progressMessage', () => {
	it('shows the place in line, in English', () => {
		expect(progressMessage(inLanguage('queued', 'en-US'), { now, place: 3 })).toMatchInlineSnapshot(`
			{
			  "allowed_mentions": {
			    "parse": [],
			  },
			  "components": [
			    {
			      "accent_color": 8422542,
			      "components": [
			        {
			          "content": "### Waiting in line
			For <@1100000000000000001>
			You are number 3 in line.",
			          "type": 10,
			        },
			        {
			          "content": "> a paper boat crossing a pond at dawn",
			          "type": 10,
			        },
			        {
			          "content": "-# Veo 3.1 Fast · about $0.40",
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
			  ],
			  "flags": 32768,
			}
		`);
	});

	it('shows the place in line, in Korean', () => {
		expect(textOf(progressMessage(inLanguage('queued', 'ko'), { now, place: 3 }))).toMatchInlineSnapshot(`
			"### 차례를 기다리고 있어요
			<@1100000000000000001>님의 영상
			대기 순서는 3번째예요.
			> a paper boat crossing a pond at dawn
			-# Veo 3.1 Fast · 약 $0.40"
		`);
	});

	it("shows the provider's own percentage", () => {
		expect(textOf(progressMessage(inLanguage('generating', 'en-US'), { now }))).toMatchInlineSnapshot(`
			"### Making your video
			For <@1100000000000000001>
			42% ▰▰▰▰▰▱▱▱▱▱▱▱
			Started <t:1768478414:R>.
			> a \\*paper\\* boat
			-# Veo 3.1 Fast · 8 seconds · 16:9 · 720p · about $0.40"
		`);
		expect(textOf(progressMessage(inLanguage('generating', 'ko'), { now }))).toMatchInlineSnapshot(`
			"### 영상을 만들고 있어요
			<@1100000000000000001>님의 영상
			42% ▰▰▰▰▰▱▱▱▱▱▱▱
			<t:1768478414:R>에 시작했어요.
			> a \\*paper\\* boat
			-# Veo 3.1 Fast · 8초 · 16:9 · 720p · 약 $0.40"
		`);
	});

	it('tells the usual time where there is no percentage, and no bar', () => {
		const job = aJob({ phase: 'generating', submission: { acceptedAt: begin } });
		const usual = { fromMs: seconds(100), toMs: seconds(190) };
		expect(textOf(progressMessage(job, { now, usual }))).toContain('Usually 1:40 to 3:10 for this model.');
		expect(textOf(progressMessage(job, { now, usual }))).not.toMatch(/[▰▱]/u);
	});

	it('says that it is late without naming a usual time', () => {
		const usual = { fromMs: seconds(100), toMs: seconds(190) };
		expect(textOf(progressMessage(inLanguage('late', 'en-US'), { now, usual }))).toMatchInlineSnapshot(`
			"### Taking longer than usual
			For <@1100000000000000001>
			It is not finished yet. I keep checking every few minutes and post it as soon as it arrives.
			Started <t:1768478414:R>.
			> a \\*paper\\* boat
			-# Veo 3.1 Fast · 8 seconds · 16:9 · 720p · about $0.40"
		`);
		expect(textOf(progressMessage(inLanguage('late', 'ko'), { now, usual }))).toMatchInlineSnapshot(`
			"### 평소보다 오래 걸리고 있어요
			<@1100000000000000001>님의 영상
			아직 완성되지 않았어요. 몇 분마다 계속 확인하고, 완성되면 바로 올려 드릴게요.
			<t:1768478414:R>에 시작했어요.
			> a \\*paper\\* boat
			-# Veo 3.1 Fast · 8초 · 16:9 · 720p · 약 $0.40"
		`);
	});

	it('says what it waits for: pictures, the provider, a pause', () => {
		const picture = { role: 'image' as const, url: 'https://cdn.example.com/a.png', name: 'a.png', bytes: 1 };
		const preparing = aJob({ request: { pictures: [picture] } });
		expect(textOf(progressMessage(preparing, { now }))).toContain('Getting your request ready');
		const retrying = aJob({ submission: { notBefore: now + 5_000 } });
		expect(textOf(progressMessage(retrying, { now }))).toContain(`Next try: <t:${(now + 5_000) / 1_000}:R>`);
		expect(textOf(progressMessage(retrying, { now: now + 5_000 }))).toContain('Waiting in line');
		expect(textOf(progressMessage(aJob(), { now, paused: true }))).toContain('Yours keeps its place');
	});

	it('offers to cancel until the outcome is known', () => {
		for (const state of ['queued', 'generating', 'late'] as const) {
			expect(buttonsOf(progressMessage(inLanguage(state, 'ko'), { now }))).toEqual(['cancel']);
		}
		expect(buttonsOf(progressMessage(inLanguage('succeeded', 'ko'), { now }))).toEqual([]);
	});

	it('changes only when the record or the view does, not with time', () => {
		const job = inLanguage('generating', 'en-US');
		expect(progressMessage(job, { now: now + 40_000 })).toEqual(progressMessage(job, { now }));
	});

	it('shows what was left out or adjusted', () => {
		const job = aJob({
			requester: { locale: 'ko' },
			notices: [
				{ code: 'ignored', option: 'seed' },
				{ code: 'adjusted', option: 'duration', from: '7', to: '8' },
				{ code: 'sunset' },
				{ code: 'may-outlive-token' },
			],
		});
		expect(textOf(progressMessage(job, { now }))).toMatchInlineSnapshot(`
			"### 차례를 기다리고 있어요
			<@1100000000000000001>님의 영상
			> a paper boat crossing a pond at dawn
			-# Veo 3.1 Fast · 약 $0.40
			-# Veo 3.1 Fast 모델에서는 \`시드\` 옵션을 쓰지 않아서 뺐어요.
			-# \`길이\` 옵션을 바꿨어요: 7 → 8. Veo 3.1 Fast 모델에서 가장 가까운 값이에요.
			-# Veo 3.1 Fast 모델은 제공사가 예고한 종료일이 지나서 언제든 쓸 수 없게 될 수 있어요.
			-# 이 답변은 15분 동안만 갱신할 수 있어요. 그보다 오래 걸리면 영상을 다이렉트 메시지로 보내거나 /영상목록에 보관해 둘게요."
		`);
	});

	it("keeps the member's words to itself where the server's filter refuses them", () => {
		const job = aJob({ notices: [{ code: 'adjusted', option: 'aspect', from: 'sideways', to: '16:9' }] });
		expect(JSON.stringify(progressMessage(job, { now }))).toMatch(/paper boat.*sideways/u);
		expect(JSON.stringify(progressMessage(job, { now, neutral: true }))).not.toMatch(/paper boat|sideways/u);
	});
});

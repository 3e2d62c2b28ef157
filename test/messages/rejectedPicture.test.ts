import { describe, expect, it } from 'vitest';
import { rejectedPicture } from '../../src/messages/cards/failureText.js';
import { textOf } from './discordLimits.js';
import { inLanguage } from './states.js';

describe('rejectedPicture', () => {
	it('names the option and how to do better', () => {
		expect(textOf(rejectedPicture(inLanguage('picture', 'en-US')))).toMatchInlineSnapshot(`
			"### A picture cannot be used
			\`last_frame\` is a HEIC photo, which cannot be read here. Send it as a JPEG: on an iPhone choose Settings, Camera, Formats, Most Compatible, or share a screenshot of the photo.
			Nothing was made and nothing counts against your limits.
			> a paper boat crossing a pond at dawn"
		`);
		expect(textOf(rejectedPicture(inLanguage('picture', 'ko')))).toMatchInlineSnapshot(`
			"### 이미지를 쓸 수 없어요
			\`마지막_장면\` 옵션의 사진은 HEIC 형식이라 여기서 읽을 수 없어요. JPEG로 보내 주세요. iPhone이라면 설정 > 카메라 > 포맷에서 '높은 호환성'을 고르거나 사진을 화면 캡처해서 보내면 돼요.
			아무것도 만들지 않았고 사용 한도에도 포함되지 않아요.
			> a paper boat crossing a pond at dawn"
		`);
	});
});

import type { Words } from '../en.js';
import { formats } from '../formats.js';

const { clock, number, span, usd } = formats('ko');

export const pages: Words['pages'] = {
	details: {
		title: '상세 정보',
		longer: '프롬프트가 길어서 여기에 다 담지 못했어요. 수정 버튼을 누르면 전체를 볼 수 있어요.',
		negative: '제외 프롬프트',
		source: '사용한 파일',
		earlier: ({ url }) => `[이전 영상 보기](${url})`,
		file: '파일',
		accepted: ({ when }) => `${when} 접수`,
		waited: ({ ms }) => `${span(ms)} 대기`,
		refused: ({ times }) => `${number(times)}번 거절되어 다시 시도`,
		paid: ({ when, price }) => `${when} 제작 시작${price === null ? '' : `, ${price}`}`,
		sent: ({ when }) => `${when} 제공사로 전송`,
		took: ({ ms }) => `${span(ms)} 걸림`,
		blips: ({ count }) => `제공사가 ${number(count)}번 응답하지 않음`,
		late: ({ when }) => `${when} 지연 안내`,
		succeeded: ({ when }) => `${when} 완성`,
		failed: ({ when }) => `${when} 영상 없이 종료`,
		cancelled: ({ when }) => `${when} 취소`,
		left: ({ where }) => `${where} 전달하지 못함`,
		delivered: ({ when, where }) => `${when} ${where} 전달`,
		undelivered: '전달하지 못해 보관 중',
		where: {
			channel: '채널로',
			original: '답변으로',
			direct: '다이렉트 메시지로',
			progress: '진행 메시지로',
			kept: '요청할 때',
		},
		forms: {
			original: '원본 그대로',
			reencoded: '용량을 줄여서',
			link: '링크로',
			words: '글로',
		},
		said: '제공사의 답변',
		ids: '문의할 때 필요한 정보',
		job: '요청',
		task: '작업',
		request: '호출',
		from: '바탕이 된 요청',
	},
	history: {
		states: {
			queued: '차례를 기다리는 중',
			generating: '만드는 중',
			late: '늦어지지만 아직 만드는 중',
			succeeded: '완성',
			undelivered: '전달하지 못해 보관 중',
			failed: '영상 없음',
			cancelled: '취소',
			cancelledMade: '취소했지만 완성됨',
			unknown: '만들어졌는지 확실하지 않음',
		},
		limits: {
			running: ({ left, allowed }) => `동시에 만들 수 있는 자리: ${number(allowed)}개 중 ${number(left)}개 남음`,
			'daily-videos': ({ left, allowed }) => `24시간 영상 수: ${number(allowed)}개 중 ${number(left)}개 남음`,
			'member-usd': ({ left, allowed }) => `여기에서 쓸 수 있는 24시간 금액: ${usd(allowed)} 중 ${usd(left)} 남음`,
			'guild-usd': ({ left, allowed }) => `이 서버의 24시간 예산: ${usd(allowed)} 중 ${usd(left)} 남음`,
			'bot-usd': ({ left, allowed }) => `이 봇의 24시간 예산: ${usd(allowed)} 중 ${usd(left)} 남음`,
		},
		back: ({ when }) => `${when} 더 생겨요`,
		title: '내 영상',
		empty: '아직 아무것도 없어요. /영상 명령어로 첫 영상을 만들어 보세요.',
		none: '조건에 맞는 영상이 없어요.',
		page: ({ page, pages: all }) => `${number(all)}쪽 중 ${number(page)}쪽`,
		damaged: ({ count }) =>
			`요청 ${number(count)}건은 기록이 손상되어 보여 드릴 수 없어요. 봇을 운영하는 분께 알려 주세요.`,
	},
	models: {
		title: '모델',
		none: '조건에 맞는 모델이 없어요.',
		text: '글로 만들기',
		image: '이미지로 만들기',
		imageRequired: '이미지 필요',
		clip: ({ max }) => `${max}초까지의 영상`,
		lastFrame: '마지막 장면',
		references: ({ max }) => `참고 이미지 최대 ${number(max)}장`,
		lengths: ({ list }) => `${list}초`,
		price: ({ usd: value }) => `영상당 ${usd(value)}`,
		perSecond: ({ usd: value }) => `초당 ${usd(value)}`,
		unlisted: ({ price }) => `최대 ${price} (가격 정보 없음)`,
		usual: ({ fromMs, toMs }) => `여기서는 보통 ${clock(fromMs)}~${clock(toMs)}`,
		sunset: ({ date }) => `${date} 종료 예정`,
		pastSunset: ({ date }) => `${date}에 종료될 예정이었어요. 작동하지 않을 수 있어요`,
		hundred: ({ usd: value, seconds, listed }) =>
			`${seconds === null ? '' : `${number(seconds)}초 `}영상 100개: ${listed ? '약' : '최대'} ${usd(value)}`,
		unmade: '여기서는 아직 만든 적 없음',
		good: ({ list }) => `잘하는 것: ${list}`,
		strengths: {
			cheap: '낮은 가격에 여러 번 시도',
			quick: '빠른 결과',
			long: '긴 장면',
			sharp: '선명한 화면',
			ending: '한 이미지에서 다른 이미지로',
			same: '같은 인물과 사물 유지',
			picture: '이미지 움직이기',
			clip: '내 영상 바꾸기',
		},
		retiring: '곧 종료',
		standard: '이 서버의 기본 모델',
	},
	improve: {
		better: '다듬은 프롬프트:',
		pending: '프롬프트를 다듬고 있어요 …',
		none: '프롬프트를 다듬지 못했어요. 쓰신 그대로 만들 수 있어요.',
	},
	draft: {
		price: ({ price, limit }) =>
			`예상 비용: ${price}. ${usd(limit)}가 넘는 영상은 먼저 확인해요. 확인하기 전에는 비용이 들지 않아요.`,
		dearer: ({ price, agreed }) =>
			`그사이에 가격이 바뀌었어요. 예상 비용: ${usd(agreed)} → ${price}. 확인하기 전에는 비용이 들지 않아요.`,
		comparing: ({ price }) => `이렇게 만들 거예요. 모두 합쳐 ${price}예요. 확인하기 전에는 비용이 들지 않아요.`,
		chosen: '이렇게 만들 거예요. 확인하기 전에는 비용이 들지 않아요.',
		adjusted: '요청한 값 중 일부를 바꿔야 했어요. 확인하기 전에는 비용이 들지 않아요.',
		expires: ({ when }) => `확인 기한: ${when}`,
	},
	privacy: {
		title: '나에 대해 보관 중인 정보',
		kept: ({ jobs, results, ms }) =>
			`프롬프트, 옵션, 결과가 담긴 요청 ${number(jobs)}건과 완성된 영상 ${number(results)}개를 보관하고 있어요. 모두 ${span(ms)} 뒤에 지워져요.`,
		offers: ({ offers }) => `확인을 기다리는 요청 ${number(offers)}건과 그 이미지도 있어요. 10분 뒤에 지워져요.`,
		presets: ({ presets }) => `프리셋 ${number(presets)}개가 있고, 여기서 모두 삭제할 때까지 보관돼요.`,
		nothing: '지금은 아무것도 없어요.',
		sure: '내 정보를 모두 삭제할까요?',
		consequence:
			'요청과 이미지, 프리셋, 완성된 영상이 여기에서 삭제되고 되돌릴 수 없어요. Discord에 올라간 메시지는 남아 있으니 메시지의 삭제 버튼으로 지워 주세요.',
		billing: '삭제한 뒤에도 한도 계산에 필요한 시각과 예상 금액은 24시간 동안 남아요. 프롬프트는 남지 않아요.',
		servers:
			'서버 관리자가 나에게 정한 차단이나 한도, 그리고 누가 어떤 설정을 바꿨는지 적은 기록은 그 서버에 남아요. 이름이나 프롬프트 없이 ID만 남아요. 운영진용 채널에 적힌 요청 기록도 그 서버에 남아요.',
		here: ({ rule, changes }) => {
			const parts = [
				...(rule ? ['나에게만 적용되는 설정'] : []),
				...(changes > 0 ? [`내가 바꿨거나 나와 관련된 변경 기록 ${number(changes)}건`] : []),
			];
			return `이 서버에 ${parts.join('과 ')}이 있어요.`;
		},
		unfinished: '아직 만들고 있는 영상은 삭제되지 않아요. 먼저 취소해 주세요.',
		sent: '프롬프트와 이미지는 CometAPI와 고른 모델의 제공사로 전송되고, 그곳의 규정에 따라 보관돼요.',
		deleted: ({ jobs }) => `요청 ${number(jobs)}건과 관련된 정보를 모두 삭제했어요.`,
		deletedOffers: ({ offers }) => `확인을 기다리던 요청 ${number(offers)}건도 삭제했어요.`,
	},
};

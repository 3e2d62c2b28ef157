import type { Words } from '../en.js';
import { formats } from '../formats.js';

const { clock, number, span, usd } = formats('ko');

export const pages: Words['pages'] = {
	details: {
		title: '상세 정보',
		accepted: ({ when }) => `${when} 접수`,
		waited: ({ ms }) => `${span(ms)} 대기`,
		refused: ({ times }) => `${number(times)}번 거절되어 다시 시도`,
		paid: ({ when, usd: value }) => `${when} 제공사가 작업 시작${value === null ? '' : `, 약 ${usd(value)} (예상)`}`,
		sent: ({ when }) => `${when} 제공사로 전송`,
		generating: ({ ms, polls, blips }) =>
			`${clock(ms)} 동안 제작, ${number(polls)}번 확인${blips === 0 ? '' : `, 일시 오류 ${number(blips)}번`}`,
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
			direct: '개인 메시지로',
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
		cancelledMade: '취소했지만 완성됐어요',
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
		price: ({ usd: value }) => `영상당 약 ${usd(value)}`,
		perSecond: ({ usd: value }) => `초당 약 ${usd(value)}`,
		priceUnknown: '가격 정보 없음',
		usual: ({ fromMs, toMs }) => `여기서는 보통 ${clock(fromMs)}~${clock(toMs)}`,
		sunset: ({ date }) => `${date} 종료 예정`,
		retiring: '곧 종료',
		standard: '이 서버의 기본 모델',
	},
	draft: {
		price: ({ usd: value, limit }) =>
			`예상 비용은 약 ${usd(value)}예요. ${usd(limit)}를 넘으면 먼저 확인해요. 확인하기 전에는 비용이 들지 않아요.`,
		dearer: ({ usd: value, agreed }) =>
			`그사이에 가격이 바뀌었어요. 예상 비용이 ${usd(agreed)}에서 약 ${usd(value)}로 올랐어요. 확인하기 전에는 비용이 들지 않아요.`,
		chosen: '이렇게 만들 거예요. 확인하기 전에는 비용이 들지 않아요.',
		adjusted: '요청한 값 중 일부를 바꿔야 했어요. 확인하기 전에는 비용이 들지 않아요.',
		expires: ({ when }) => `이 제안은 ${when}에 만료돼요.`,
	},
	privacy: {
		title: '나에 대해 보관 중인 정보',
		kept: ({ jobs, results, ms }) =>
			`프롬프트, 옵션, 결과가 담긴 요청 ${number(jobs)}건과 완성된 영상 ${number(results)}개를 보관하고 있어요. 모두 ${span(ms)} 뒤에 지워져요.`,
		offers: ({ offers }) => `확인을 기다리는 요청 ${number(offers)}건과 그 이미지도 있어요. 10분 뒤에 지워져요.`,
		nothing: '지금은 아무것도 없어요.',
		sure: '내 정보를 모두 삭제할까요?',
		consequence:
			'요청과 이미지, 완성된 영상이 여기에서 삭제되고 되돌릴 수 없어요. Discord에 올라간 메시지는 남아 있으니 메시지의 삭제 버튼으로 지워 주세요.',
		billing: '삭제한 뒤에도 한도 계산에 필요한 시각과 예상 금액은 24시간 동안 남아요. 프롬프트는 남지 않아요.',
		servers:
			'서버 관리자가 나에게 정한 차단이나 한도, 그리고 누가 어떤 설정을 바꿨는지 적은 기록은 그 서버에 남아요. 이름이나 프롬프트 없이 ID만 남아요.',
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

import type { Words } from '../en.js';
import { formats } from '../formats.js';

const { anyOf, number, seconds, usd } = formats('ko');

const back = (when: string | null): string => (when === null ? '' : ` ${when}에 다시 여유가 생겨요.`);

const shorter = (remaining: number): string =>
	remaining > 0 ? ' 더 짧은 영상이나 다른 모델은 가능할 수도 있어요.' : '';

export const refusals: Words['refusals'] = {
	draining: '봇이 곧 다시 시작돼요. 1분쯤 뒤에 다시 시도해 주세요.',
	store: '요청을 제때 기록하지 못해서 받지 않았어요. 잠시 뒤에 다시 시도해 주세요.',
	blockedAnswer:
		'이 답변에 있는 단어를 이 서버의 AutoMod가 막고 있어 여기에 표시할 수 없어요. 저와의 다이렉트 메시지에서 이 명령어를 사용하면 볼 수 있어요.',
	broken: '봇에 문제가 생겼어요. 다시 시도해 주세요.',
	damaged:
		'이 요청의 기록을 더는 읽을 수 없어서, 다시 눌러도 소용이 없어요. 봇을 운영하는 분께 알려 주세요. 어떤 기록인지는 로그에 나와 있어요.',
	damagedCard:
		'이 요청의 기록이 손상되어 더는 진행할 수 없어요. 비용이 이미 나갔을 수도 있어요. 봇을 운영하는 분께 알려 주세요. 어떤 기록인지는 로그에 나와 있어요.',
	unread:
		'디스코드가 함께 보낸 내용 중에 봇이 읽을 수 없는 것이 있어요. 설문일 수 있어요. 다른 메시지에서 다시 해 보거나 `/video`에 사진을 넣어 주세요.',
	limits: {
		guild: '이 봇은 여기에서 쓸 수 있도록 설정되지 않았어요.',
		none: '지금은 이 서버에서 영상을 만들 수 없어요. 누가 만들 수 있는지는 서버 관리자가 정해요.',
		running: ({ allowed, waiting }) => {
			if (waiting > 0) {
				return `영상 ${number(allowed)}개를 만들고 있고, ${number(waiting)}개가 그 뒤에서 기다리고 있어요. 더는 기다릴 자리가 없으니 하나가 완성되거나 하나를 취소한 뒤에 다시 요청해 주세요.`;
			}
			return allowed === 1
				? '이미 만들고 있는 영상이 있어요. 완성되거나 취소한 뒤에 다시 요청해 주세요.'
				: `이미 영상 ${number(allowed)}개를 만들고 있어요. 하나가 완성되거나 하나를 취소한 뒤에 다시 요청해 주세요.`;
		},
		'daily-videos': ({ allowed, when }) =>
			`최근 24시간 동안 만들 수 있는 영상 ${number(allowed)}개를 모두 썼어요.${back(when)}`,
		'member-usd': ({ allowed, remaining, when }) =>
			`이 서버에서 24시간 동안 쓸 수 있는 ${usd(allowed)} 중 ${usd(remaining)}만 남아서 이 영상의 예상 비용에 모자라요.${back(when)}${shorter(remaining)}`,
		'guild-usd': ({ allowed, remaining, when }) =>
			`이 서버의 24시간 예산 ${usd(allowed)} 중 ${usd(remaining)}만 남아서 이 영상의 예상 비용에 모자라요.${back(when)}${shorter(remaining)}`,
		'bot-usd': ({ allowed, remaining, when }) =>
			`이 봇의 24시간 예산 ${usd(allowed)} 중 ${usd(remaining)}만 남아서 이 영상의 예상 비용에 모자라요.${back(when)}${shorter(remaining)}`,
	},
	keptUntil: ({ when }) => `프롬프트와 사진은 여기에 보관해 두었다가 ${when}에 지워요.`,
	tooFast: ({ when }) => `요청이 너무 잦아요. ${when}에 다시 시도해 주세요.`,
	context: '이 명령어는 여기에서 쓸 수 없어요. 봇이 설치된 서버에서 써 주세요.',
	prompt: {
		empty: '영상에 무엇을 담을지 프롬프트를 써 주세요.',
		long: ({ length, max, model }) =>
			`프롬프트가 ${number(length)}자예요. ${model} 모델은 최대 ${number(max)}자까지 받으니 줄여 주세요.`,
		negativeLong: ({ length, max, model }) =>
			`제외 프롬프트가 ${number(length)}자예요. ${model} 모델은 최대 ${number(max)}자까지 받으니 줄여 주세요.`,
	},
	model: {
		unknown: ({ model }) => `${model} 모델은 없어요. 입력할 때 나오는 목록에서 골라 주세요.`,
		paused: ({ model }) => `${model} 모델은 봇 운영자가 잠시 멈춰 두었어요. 지금은 다른 모델을 고르세요.`,
		notAllowed: ({ model }) => `이 서버에서는 ${model} 모델을 쓸 수 없어요. 다른 모델을 골라 주세요.`,
	},
	option: {
		value: (about) =>
			`${about.model} 모델은 ${about.option} 옵션에 ${about.value} 값을 쓸 수 없어요.${about.nearest === null ? '' : ` 가장 가까운 값: ${about.nearest}.`}${about.allowed.length === 0 ? '' : ` 가능한 값: ${anyOf(about.allowed)}.`}`,
		range: (about) =>
			`${about.model} 모델은 ${about.option} 옵션에 ${number(about.min)}부터 ${number(about.max)}까지 쓸 수 있어요. 입력한 값: ${about.value}.`,
		notTaken: ({ option, model }) => `${model} 모델은 ${option} 옵션을 받지 않아요. 빼거나 다른 모델을 골라 주세요.`,
		missing: ({ option, model }) => `${model} 모델에는 ${option} 옵션이 필요해요. 첨부해 주세요.`,
		together: ({ option, other, model }) =>
			`${model} 모델은 ${option} 옵션과 ${other} 옵션을 함께 받지 않아요. 둘 중 하나를 빼 주세요.`,
		alone: ({ option, other, model }) => `${model} 모델은 ${other} 옵션이 있을 때만 ${option} 옵션을 받아요.`,
		publicUrl: ({ model }) =>
			`${model} 모델은 공개 주소로만 이미지를 받는데, 이 봇에는 공개 주소가 없어요. 다른 모델을 골라 주세요.`,
	},
	command:
		'이제 쓰지 않는 명령어예요. /를 입력하면 지금 쓸 수 있는 명령어가 나와요. 영상은 /영상 명령어로 만들 수 있어요.',
	buttons: {
		notYours: '이 버튼은 영상을 요청한 멤버만 쓸 수 있어요. /영상 명령어로 직접 만들어 보세요.',
		privatePlace: '여기서는 답변이 항상 비공개라서 모두에게 보여 줄 수 없어요.',
		gone: '이 영상은 더 이상 보관하고 있지 않아서 할 수 없어요.',
		unknown: '이제 알 수 없는 버튼이에요. /영상목록에서 내 영상을 볼 수 있어요.',
		finished: '이 영상은 이미 끝났어요.',
		reconciled: '관리자가 이 요청으로 만들어진 작업을 찾았어요. 결과는 자동으로 알려 드려요.',
		alreadyPressed: '이미 처리했어요.',
		draftExpired: '이 제안은 만료됐고 비용은 들지 않았어요. /영상 명령어로 다시 요청해 주세요.',
		modelGone: '이 모델은 이제 쓸 수 없어요. /모델목록에서 쓸 수 있는 모델을 확인해 주세요.',
		noOriginal: '원본 파일을 더 이상 보관하고 있지 않아요.',
		notPossible: '이 영상으로는 할 수 없는 일이에요.',
		unfinished: '아직 만드는 중인 영상이에요. 끝날 때까지 기다리거나 먼저 취소해 주세요.',
		picturesGone: '이 요청의 이미지를 더 이상 보관하고 있지 않아요. 수정을 눌러 다시 첨부해 주세요.',
		noFrames: '봇 서버에 ffmpeg가 없어서 영상의 마지막 장면을 가져올 수 없어요.',
		presetUnknown: '그런 이름의 프리셋이 없어요. 영상의 상세 정보에 있는 버튼으로 저장할 수 있어요.',
		presetNameless: '프리셋에는 이름이 필요해요.',
		presetNotShared: '서버 프리셋은 서버를 관리할 수 있는 멤버만 바꿀 수 있어요.',
		presetTaken: '같은 이름의 프리셋이 이미 있어요. 버튼을 다시 눌러 대신할 프리셋으로 고르거나 다른 이름을 써 주세요.',
		presetsFull: '프리셋은 25개까지 저장할 수 있어요. 버튼을 다시 눌러 대신할 프리셋을 골라 주세요.',
		noJoin: '봇 서버에 ffmpeg가 없어서 영상을 이어 붙일 수 없어요.',
		pieceGone: '앞선 영상 가운데 하나를 더 이상 보관하고 있지 않아서 이어 붙일 수 없어요.',
		tooLong: '영상을 모두 합치면 너무 길어서 하나로 만들 수 없어요.',
		noPicture: '이 메시지에는 이미지가 없어요.',
		noClip: '이 메시지에는 영상이 없어요.',
		noClipConsent: '다른 멤버의 영상은 올린 사람이 허락했을 때만 쓸 수 있어요.',
		noConsent: '다른 멤버의 이미지는 올린 사람이 허락했을 때만 쓸 수 있어요.',
		notDeleted: '이 메시지를 삭제하지 못했어요. 여기서 메시지를 관리할 수 있는 멤버가 삭제할 수 있어요.',
	},
	done: {
		deleted: '삭제했어요.',
		presetSaved: '저장했어요. /영상의 프리셋 옵션에서 고를 수 있어요.',
		declined: '아무것도 만들지 않았고 비용도 들지 않았어요.',
	},
	settings: {
		word: '프롬프트에 이 서버에서 허용하지 않는 표현이 있어요. 바꿔서 다시 요청해 주세요.',
		member: '이 서버에서는 영상을 만들 수 없어요. 누가 만들 수 있는지는 서버 관리자가 정해요.',
		memberEverywhere: '이 봇으로는 영상을 만들 수 없어요. 누가 만들 수 있는지는 봇 운영자가 정해요.',
		directMessages: '이 봇은 개인 메시지에서 영상을 만들지 않아요. 봇이 있는 서버에서 요청해 주세요.',
		paused: '이 서버에서는 새 영상 만들기가 멈춰 있어요. 서버 관리자가 다시 시작할 수 있어요.',
		ageRestricted: '이 서버에서는 연령 제한 채널에서만 영상을 만들 수 있어요.',
		noRight: '서버 관리 권한이 필요해요.',
	},
	most: {
		seconds: ({ most }) =>
			`이 서버에서는 영상 길이가 최대 ${seconds(most)}예요. 더 짧은 길이나 다른 모델을 골라 주세요.`,
		lines: ({ most }) => `이 서버에서는 해상도가 최대 ${number(most)}p예요. 더 낮은 해상도나 다른 모델을 골라 주세요.`,
		usd: ({ most }) =>
			`이 서버에서는 영상 하나에 ${usd(most)}까지 쓸 수 있어요. 더 짧은 영상, 더 낮은 해상도나 다른 모델은 가능할 수도 있어요.`,
	},
};
